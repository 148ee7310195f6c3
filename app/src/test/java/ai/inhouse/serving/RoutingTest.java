package ai.inhouse.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoutingTest {
    private static Routing split(double share, String salt) {
        return new Routing(
                "main", Optional.of(new Routing.Trial("other", share, false, salt)), Set.of());
    }

    private static long drawn(Routing routing) {
        return IntStream.range(0, 4_000)
                .filter(i -> routing.of("caller " + i).equals("other"))
                .count();
    }

    @Test
    void givesEachCallerAlwaysTheSameModelAndEachModelItsShare() {
        Routing routing = split(0.25, "7");
        // Binomial of 4,000 and a quarter: five standard deviations are 137.
        assertThat(drawn(routing)).isBetween(863L, 1_137L);
        assertThat(drawn(split(0.25, "7"))).isEqualTo(drawn(routing));
        assertThat(drawn(split(1, "7"))).isEqualTo(4_000);
    }

    @Test
    void drawsOtherCallersForAnotherTrial() {
        long both =
                IntStream.range(0, 4_000)
                        .mapToObj(i -> "caller " + i)
                        .filter(c -> split(0.5, "7").of(c).equals(split(0.5, "8").of(c)))
                        .count();
        assertThat(both).isBetween(1_800L, 2_200L);
    }

    @Test
    void showsNobodyAShadow() {
        Routing routing =
                new Routing(
                        "main", Optional.of(new Routing.Trial("other", 1, true, "7")), Set.of());
        assertThat(drawn(routing)).isZero();
        assertThat(routing.shadow("request 1")).contains("other");
    }
}
