package ai.inhouse.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.Progress;
import java.util.List;
import org.junit.jupiter.api.Test;

class TokenizerBenchTest {
    private static final List<String> DOCUMENTS = List.of("one two two", "naïve 日本");

    @Test
    void measuresTheBytesOfTheText() {
        TokenizerBench.Result result = TokenizerBench.run(DOCUMENTS, 300, 2, 3, Progress.silent());
        assertThat(result.bytes()).isEqualTo(11 + 13);
        assertThat(result.documents()).isEqualTo(2);
        assertThat(result.vocabularySize()).isBetween(264, 300);
        assertThat(result.trainMegabytesPerSecond()).isPositive();
        assertThat(result.encodeMegabytesPerSecond()).isPositive();
        assertThat(result.bytesPerToken()).isGreaterThan(1);
    }

    @Test
    void needsARoundBesidesTheOneThatWarmsUp() {
        assertThatThrownBy(() -> TokenizerBench.run(DOCUMENTS, 300, 1, 1, Progress.silent()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
