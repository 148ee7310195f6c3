package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.corpus.pii.PiiAction;
import ai.inhouse.corpus.pii.PiiPolicy;
import ai.inhouse.corpus.pii.PiiRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipePiiTest {
    @TempDir private Path folder;

    @Test
    void readsActionsRegionsAndOwnForms() throws Exception {
        PiiPolicy policy =
                read(
                        """
                        pii:
                          default: redact
                          actions:
                            email: {keep: "these are desks, not persons"}
                            secret: drop
                          regions: [DE, CH]
                          custom:
                            - {label: ticket, form: 'T-\\d{4}'}
                        """);
        assertThat(policy.rules())
                .containsEntry("email", PiiRule.keep("these are desks, not persons"))
                .containsEntry("secret", PiiRule.of(PiiAction.DROP))
                .containsEntry("default", PiiRule.of(PiiAction.REDACT));
        assertThat(policy.rules()).doesNotContainKey("name");
        assertThat(policy.regions()).containsExactly("DE", "CH");
        assertThat(policy.custom()).hasSize(1);
    }

    @Test
    void hasAPolicyWithoutTheKey() throws Exception {
        assertThat(read("")).isEqualTo(PiiPolicy.STANDARD);
    }

    @Test
    void tellsAllErrorsWithTheirLines() {
        assertThatThrownBy(
                        () ->
                                read(
                                        """
                                        pii:
                                          actions:
                                            emial: mask
                                          regions: [XX]
                                          custom:
                                            - {label: ticket, form: '(T'}
                                        """))
                .hasMessageContaining("line 5")
                .hasMessageContaining("emial")
                .hasMessageContaining("'XX' is no country")
                .hasMessageContaining("missing closing");
    }

    @Test
    void asksForAReasonToKeep() {
        assertThatThrownBy(() -> read("pii:\n  actions:\n    email: keep\n"))
                .hasMessageContaining("email");
    }

    private PiiPolicy read(String pii) throws Exception {
        Files.writeString(folder.resolve("a.md"), "# A\n");
        Path file = folder.resolve("inhouse.yaml");
        Files.writeString(file, "name: x\ndocuments: a.md\n" + pii);
        return RecipeReader.read(file, Map.of()).pii();
    }
}
