package ai.inhouse.serving.load;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.serving.ApiServer;
import ai.inhouse.serving.Keys;
import ai.inhouse.serving.Limits;
import ai.inhouse.serving.Parrot;
import ai.inhouse.serving.TestModels;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ServeLoadTest {
    private static final Duration SHORT = Duration.ofMillis(600);

    private static ApiServer server(int waiting) {
        Limits limits = new Limits(100_000, waiting, 4, Duration.ZERO, Duration.ofMinutes(1));
        return ApiServer.start(
                "127.0.0.1",
                0,
                List.of(TestModels.parrot("parrot", new Parrot(Duration.ofMillis(5)), 5_000)),
                Keys.none(),
                limits);
    }

    private static ServeLoad load(int port, int tokens) {
        return new ServeLoad(
                new LoadTarget(
                        "http://127.0.0.1:%d/v1".formatted(port), "parrot", Optional.empty()),
                new Words(20, tokens));
    }

    @Test
    void measuresAnswersFromTheirFirstTokenToTheirLast() throws Exception {
        try (ApiServer server = server(64);
                ServeLoad load = load(server.port(), 10)) {
            ServeLoad.Level level = load.level(2, SHORT);
            assertThat(level.failed() + level.refused()).isZero();
            assertThat(level.answered()).isGreaterThan(1);
            assertThat(level.tokensPerSecond())
                    .isEqualTo(10.0 * level.answered() / level.durationSeconds());
            assertThat(level.betweenTokens().p50Seconds()).isPositive();
            assertThat(level.firstToken().p50Seconds())
                    .isPositive()
                    .isLessThan(level.total().p50Seconds());
            assertThat(level.total().p95Seconds())
                    .isGreaterThanOrEqualTo(level.total().p50Seconds());
        }
    }

    @Test
    void endsASoakWithEveryRequestAnsweredOrToldWhenToComeBack() throws Exception {
        try (ApiServer server = server(4);
                ServeLoad load = load(server.port(), 5)) {
            ServeLoad.Soak soak = load.soak(12, Duration.ofMillis(1200));
            assertThat(soak.isClean()).as(soak.toString()).isTrue();
            assertThat(soak.level().refused()).isPositive();
            assertThat(soak.rssBytes()).hasSize(4);
        }
    }

    @Test
    void countsWhatIsNoAnswerAsFailed() throws Exception {
        ApiServer server = server(4);
        try (ServeLoad load = load(server.port(), 5)) {
            server.close();
            ServeLoad.Level level = load.level(1, Duration.ofMillis(1));
            assertThat(level.failed()).isEqualTo(1);
            assertThat(level.answered()).isZero();
        }
    }

    @Test
    void takesPercentilesByTheNearestRank() {
        ServeLoad.Spread spread =
                ServeLoad.Spread.of(DoubleStream.iterate(100, x -> x > 0, x -> x - 1));
        assertThat(spread).isEqualTo(new ServeLoad.Spread(50, 95));
        assertThat(ServeLoad.Spread.of(DoubleStream.empty())).isEqualTo(new ServeLoad.Spread(0, 0));
    }
}
