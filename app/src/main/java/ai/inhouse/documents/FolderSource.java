package ai.inhouse.documents;

import ai.inhouse.base.InhouseException;
import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the files under the paths that a person names. Links are followed, each file is found
/// once, and hidden files are left out.
public final class FolderSource {
    /// @param files ordered by name, then path
    /// @param unusable what was found but is no file to read, with the reason
    public record Found(List<SourceFile> files, List<Problem> unusable) {}

    /// @param reason as in "the link points nowhere"
    public record Problem(SourceFile file, String reason) {}

    private final Path excluded;
    private final List<SourceFile> files = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private FolderSource(Path excluded) {
        this.excluded = excluded;
    }

    /// @param excluded a folder that is never entered: the workspace
    /// @throws InhouseException naming every path that does not exist
    public static Found find(List<Path> paths, Path excluded) {
        List<Path> missing = paths.stream().filter(path -> !Files.exists(path)).toList();
        if (!missing.isEmpty()) {
            throw InhouseException.badInput(
                    "adding documents",
                    String.join(", ", missing.stream().map(Path::toString).toList()),
                    "there is no such file or folder",
                    "Check the spelling, and that the disk is mounted.");
        }
        FolderSource source = new FolderSource(real(excluded));
        for (Path path : paths) {
            source.walk(path.toAbsolutePath().normalize());
        }
        Comparator<SourceFile> order =
                Comparator.comparing(SourceFile::name).thenComparing(SourceFile::source);
        source.files.sort(order);
        source.problems.sort(Comparator.comparing(Problem::file, order));
        return new Found(once(source.files), List.copyOf(source.problems));
    }

    /// Of several links to a file only the first by name.
    private static List<SourceFile> once(List<SourceFile> sorted) {
        Set<Path> seen = new HashSet<>();
        return sorted.stream().filter(file -> seen.add(real(file.path()))).toList();
    }

    private void walk(Path root) {
        int before = files.size() + problems.size();
        try {
            Files.walkFileTree(
                    root,
                    EnumSet.of(FileVisitOption.FOLLOW_LINKS),
                    Integer.MAX_VALUE,
                    new Visitor(root));
        } catch (IOException e) {
            problems.add(new Problem(new SourceFile(root, name(root, root)), reason(e)));
        }
        if (files.size() + problems.size() == before && Files.isDirectory(root)) {
            problems.add(
                    new Problem(
                            new SourceFile(root, name(root, root)), "the folder holds no files"));
        }
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
        private final Path root;

        Visitor(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            boolean hidden = isHidden(folder) && !folder.equals(root);
            boolean skip = hidden || real(folder).equals(excluded);
            return skip ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
            if (isHidden(path) && !path.equals(root)) {
                return FileVisitResult.CONTINUE;
            }
            SourceFile file = new SourceFile(path, name(root, path));
            if (attributes.isSymbolicLink()) {
                problems.add(new Problem(file, "the link points nowhere"));
            } else if (!attributes.isRegularFile()) {
                problems.add(new Problem(file, "it is neither a file nor a folder"));
            } else {
                files.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path path, IOException e) {
            problems.add(new Problem(new SourceFile(path, name(root, path)), reason(e)));
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
            if (e != null) {
                problems.add(new Problem(new SourceFile(folder, name(root, folder)), reason(e)));
            }
            return FileVisitResult.CONTINUE;
        }
    }

    /// `.git`, `.DS_Store`, and the files by which Office marks a document as open.
    private static boolean isHidden(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.startsWith(".") || name.startsWith("~$");
    }

    private static String name(Path root, Path path) {
        Path below = path.equals(root) ? path.getFileName() : root.relativize(path);
        return String.valueOf(below).replace(File.separatorChar, '/');
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path.toAbsolutePath().normalize();
        }
    }

    static String reason(IOException e) {
        return switch (e) {
            case FileSystemLoopException loop -> "the link leads back to a folder above it";
            case AccessDeniedException denied -> "it may not be read: access is denied";
            default -> "it cannot be read: " + e.getMessage();
        };
    }
}
