package ai.inhouse.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RankingTest {
    @Test
    void putsWhatBothRankingsFindBeforeWhatOneFindsFirst() {
        List<Map.Entry<Integer, Double>> fused =
                Ranking.fuse(List.of(List.of(7, 3, 5), List.of(8, 9, 3)));
        assertThat(fused).extracting(Map.Entry::getKey).containsExactly(3, 7, 8, 9, 5);
        assertThat(fused.getFirst().getValue()).isCloseTo(1.0 / 62 + 1.0 / 63, within(1e-12));
    }

    @Test
    void ranksNothingWhereNothingWasFound() {
        assertThat(Ranking.fuse(List.of(List.of(), List.of()))).isEmpty();
    }
}
