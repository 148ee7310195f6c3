package ai.inhouse.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TeamTest {
    @Test
    void meetsAfterEachPhase() {
        int phases = 200;
        try (Team team = new Team(4)) {
            AtomicIntegerArray done = new AtomicIntegerArray(phases);
            team.run(
                    member -> {
                        for (int phase = 0; phase < phases; phase++) {
                            done.incrementAndGet(phase);
                            team.await();
                            assertThat(done.get(phase)).isEqualTo(4);
                        }
                    });
            assertThat(done.get(phases - 1)).isEqualTo(4);
        }
    }

    @Test
    void dividesUnitsWithoutGapsOrOverlaps() {
        try (Team team = new Team(3)) {
            for (int n = 0; n < 20; n++) {
                assertThat(team.from(0, n)).isZero();
                assertThat(team.from(3, n)).isEqualTo(n);
                assertThat(team.from(1, n)).isLessThanOrEqualTo(team.from(2, n));
            }
        }
    }

    @Test
    void passesAMembersFailureOnAndGoesOnWorking() {
        try (Team team = new Team(3)) {
            for (int culprit = 0; culprit < 3; culprit++) {
                int who = culprit;
                assertThatThrownBy(
                                () ->
                                        team.run(
                                                member -> {
                                                    team.await();
                                                    if (member == who) {
                                                        throw new ArithmeticException("oops");
                                                    }
                                                    team.await();
                                                    team.await();
                                                }))
                        .isInstanceOf(IllegalStateException.class)
                        .hasRootCauseMessage("oops");
                AtomicIntegerArray seen = new AtomicIntegerArray(3);
                team.run(
                        member -> {
                            team.await();
                            seen.incrementAndGet(member);
                        });
                assertThat(seen.toString()).isEqualTo("[1, 1, 1]");
            }
        }
    }

    @Test
    void passesOnWhatAPersonShouldReadAsItIs() {
        try (Team team = new Team(2)) {
            InhouseException error = InhouseException.badInput("doing", "it", "why", "next");
            assertThatThrownBy(
                            () ->
                                    team.run(
                                            member -> {
                                                throw error;
                                            }))
                    .isSameAs(error);
        }
    }
}
