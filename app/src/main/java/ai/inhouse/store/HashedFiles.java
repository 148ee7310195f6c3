package ai.inhouse.store;

import ai.inhouse.base.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A folder of files that are named by a hash: `ab/cdef…`, and perhaps an ending.
record HashedFiles(Path root) {
    Path path(Hash hash, String ending) {
        return root.resolve(hash.hex().substring(0, 2)).resolve(hash.hex().substring(2) + ending);
    }

    /// Those with just this ending.
    List<Hash> list(String ending) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replaceAll("[/\\\\]", ""))
                    .filter(name -> name.matches("[0-9a-f]{64}" + Pattern.quote(ending)))
                    .map(name -> new Hash(name.substring(0, 64)))
                    .toList();
        }
    }
}
