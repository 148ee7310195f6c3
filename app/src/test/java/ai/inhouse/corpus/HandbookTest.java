package ai.inhouse.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.Shared;
import ai.inhouse.base.Progress;
import ai.inhouse.documents.Document;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.documents.Section;
import ai.inhouse.identity.AccessLabel;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real organisation's handbook, read whole.
class HandbookTest {
    @TempDir private Path folder;

    @Test
    void readsEveryDocumentWithItsHeadingsAndFrontMatter() {
        Path handbook = Shared.path("data/18f-handbook");
        try (Workspace workspace = Workspace.create(folder)) {
            DocumentLibrary library = new DocumentLibrary(workspace, DocumentReader.standard());
            var added = library.add(List.of(handbook), AccessLabel.INTERNAL, Progress.silent());
            assertThat(added.setAside()).isEmpty();
            assertThat(added.added()).isEqualTo(257);
            assertTellsOvertime(library.show("pages/travel-and-leave/overtime.md"));
            assertThat(library.show("downloads/TEMPLATE_Team_charter.docx").sections())
                    .extracting(Section::heading)
                    .contains("Our team", "18F team members", "Core working hours");
            assertThat(library.show("downloads/my-form.pdf").text())
                    .contains("This page intentionally left blank");
            Corpus corpus =
                    new CorpusBuilder(workspace, library)
                            .build(CorpusSettings.STANDARD, Progress.silent());
            assertThat(corpus.entries().size() + corpus.removed().size()).isEqualTo(257);
            assertThat(corpus.documents(Corpus.Split.TRAIN)).hasSizeGreaterThan(200);
            assertThat(corpus.documents(Corpus.Split.HELD_OUT)).hasSizeBetween(10, 40);
        }
    }

    private static void assertTellsOvertime(Document page) {
        assertThat(page.title()).isEqualTo("Compensation for working extra hours");
        assertThat(page.metadata()).containsEntry("questions", "people-ops");
        assertThat(page.text())
                .startsWith("# Compensation for working extra hours")
                .contains("Travel comp time expires one year (26 pay periods)")
                .doesNotContain("{%", "---\n", "<a ");
    }
}
