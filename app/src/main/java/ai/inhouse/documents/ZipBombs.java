package ai.inhouse.documents;

import ai.inhouse.base.Units;
import java.io.IOException;
import java.util.Collections;
import org.apache.commons.compress.archivers.zip.ZipFile;

/// Tells files that would unpack to far more than they are, before anything is unpacked.
final class ZipBombs {
    private static final long MAX_UNPACKED = 1L << 30;
    private static final long HARMLESS = 64L << 20;
    private static final long MAX_RATIO = 100;

    private ZipBombs() {}

    /// @throws UnusableFileException if the bytes are a ZIP file that unpacks to too much
    static void check(byte[] bytes) throws UnusableFileException, IOException {
        boolean zip = bytes.length > 4 && bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] == 3;
        if (!zip) {
            return;
        }
        long unpacked = 0;
        try (ZipFile file = ZipFile.builder().setByteArray(bytes).get()) {
            for (var entry : Collections.list(file.getEntries())) {
                unpacked += Math.max(0, entry.getSize());
            }
        }
        boolean dense = unpacked > HARMLESS && unpacked / bytes.length > MAX_RATIO;
        if (unpacked > MAX_UNPACKED || dense) {
            throw new UnusableFileException(
                    "it is a zip bomb: %s unpack to %s"
                            .formatted(Units.bytes(bytes.length), Units.bytes(unpacked)));
        }
    }
}
