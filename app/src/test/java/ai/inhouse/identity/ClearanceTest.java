package ai.inhouse.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ClearanceTest {
    private static final List<String> GROUPS = List.of("finance", "legal", "people");

    /// Every level with every set of three groups.
    private static List<AccessLabel> labels() {
        List<AccessLabel> labels = new ArrayList<>();
        for (AccessLabel.Level level : AccessLabel.Level.values()) {
            for (int set = 0; set < 1 << GROUPS.size(); set++) {
                TreeSet<String> groups = new TreeSet<>();
                for (int i = 0; i < GROUPS.size(); i++) {
                    if ((set >> i & 1) == 1) {
                        groups.add(GROUPS.get(i));
                    }
                }
                labels.add(new AccessLabel(level, groups));
            }
        }
        return labels;
    }

    @Test
    void asksForTheLevelAndForEveryGroup() {
        Clearance lawyer = Clearance.parse("restricted:legal");
        assertThat(lawyer.covers(AccessLabel.parse("restricted:legal"))).isTrue();
        assertThat(lawyer.covers(AccessLabel.parse("internal"))).isTrue();
        assertThat(lawyer.covers(AccessLabel.parse("restricted:finance,legal"))).isFalse();
        assertThat(Clearance.parse("internal:legal").covers(AccessLabel.parse("restricted:legal")))
                .isFalse();
        assertThat(Clearance.parse("public").covers(AccessLabel.INTERNAL)).isFalse();
    }

    @Test
    void coversWhatIsMadeOfTwoThingsOnlyWhereItCoversBoth() {
        for (AccessLabel held : labels()) {
            Clearance clearance = Clearance.parse(held.toString());
            for (AccessLabel one : labels()) {
                for (AccessLabel other : labels()) {
                    assertThat(clearance.covers(one.and(other)))
                            .as("%s reads %s and %s", clearance, one, other)
                            .isEqualTo(clearance.covers(one) && clearance.covers(other));
                }
            }
        }
    }

    @Test
    void coversEverythingForThePeopleAtTheMachine() {
        assertThat(labels()).allMatch(Clearance.everything()::covers);
    }
}
