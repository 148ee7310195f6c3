package ai.inhouse.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ai.inhouse.base.InhouseException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderSourceTest {
    @TempDir private Path folder;

    @Test
    void findsFilesInOneOrderAndNamesThemBelowTheFolder() throws Exception {
        for (String name : new String[] {"b.md", "a/z.md", "a/b/c.md", "B.md"}) {
            write(name);
        }
        assertThat(names(folder)).containsExactly("B.md", "a/b/c.md", "a/z.md", "b.md");
        assertThat(names(folder.resolve("a"), folder.resolve("b.md")))
                .containsExactly("b.md", "b/c.md", "z.md");
    }

    @Test
    void leavesHiddenFilesAndTheWorkspaceOut() throws Exception {
        for (String name : new String[] {".git/x.md", ".x.md", "~$a.docx", "w/files/x", "a.md"}) {
            write(name);
        }
        var found = FolderSource.find(List.of(folder), folder.resolve("w"));
        assertThat(found.files()).extracting(SourceFile::name).containsExactly("a.md");
        assertThat(found.unusable()).isEmpty();
    }

    @Test
    void followsLinksButNotInACircle() throws Exception {
        write("a/x.md");
        Files.createSymbolicLink(folder.resolve("a/loop"), folder.resolve("a"));
        Files.createSymbolicLink(folder.resolve("again"), folder.resolve("a"));
        Files.createSymbolicLink(folder.resolve("gone.md"), folder.resolve("nowhere"));
        var found = FolderSource.find(List.of(folder), folder.resolve("w"));
        assertThat(found.files()).extracting(SourceFile::name).containsExactly("a/x.md");
        assertThat(found.unusable())
                .extracting(problem -> problem.file().name(), FolderSource.Problem::reason)
                .contains(
                        tuple("a/loop", "the link leads back to a folder above it"),
                        tuple("gone.md", "the link points nowhere"));
    }

    @Test
    void saysThatAFolderIsEmpty() {
        var found = FolderSource.find(List.of(folder), folder.resolve("w"));
        assertThat(found.unusable())
                .extracting(FolderSource.Problem::reason)
                .containsExactly("the folder holds no files");
    }

    @Test
    void namesEveryPathThatIsNotThere() {
        List<Path> paths = List.of(folder.resolve("one"), folder, folder.resolve("two"));
        assertThatThrownBy(() -> FolderSource.find(paths, folder.resolve("w")))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("one")
                .hasMessageContaining("two");
    }

    private List<String> names(Path... roots) {
        return FolderSource.find(List.of(roots), folder.resolve("w")).files().stream()
                .map(SourceFile::name)
                .toList();
    }

    private void write(String name) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, name);
    }
}
