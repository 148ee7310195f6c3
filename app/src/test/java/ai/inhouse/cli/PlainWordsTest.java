package ai.inhouse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.Fault;
import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class PlainWordsTest {
    @Test
    void tellsWhatToDoWhereMemoryRanOutInWhateverThread() {
        Throwable thrown = new ExecutionException(new OutOfMemoryError("Java heap space"));

        assertThat(PlainWords.of(thrown).toMap())
                .containsEntry("code", "internal")
                .hasEntrySatisfying("why", why -> assertThat(why).contains("not enough memory"))
                .hasEntrySatisfying("next", next -> assertThat(next).contains("-Xmx"));
        assertThat(PlainWords.isUnforeseen(thrown)).isFalse();
    }

    @Test
    void namesWantOfMemoryWhateverItBecame() {
        Throwable thrown =
                InhouseException.internal(
                        "counting words",
                        "a thread",
                        new ExecutionException(new OutOfMemoryError("Java heap space")),
                        "Run the command again.");

        assertThat(PlainWords.of(thrown)).hasMessageContaining("not enough memory");
    }

    @Test
    void namesTheFullDisk() {
        InhouseException said = PlainWords.of(new IOException("No space left on device"));

        assertThat(said.fault()).isEqualTo(Fault.INTERNAL);
        assertThat(said).hasMessageContaining("No space left on device");
    }

    @Test
    void asksForAReportOfWhatNobodyForesaw() {
        Throwable thrown = new IllegalStateException("a stage has no output");

        assertThat(PlainWords.of(thrown).next()).contains("report it");
        assertThat(PlainWords.isUnforeseen(thrown)).isTrue();
    }
}
