package ai.inhouse.documents;

import ai.inhouse.base.Hash;
import ai.inhouse.base.Json;
import ai.inhouse.store.ContentStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;

/// Keeps a document's sections as read, so that no file is parsed twice.
final class SectionStore {
    private final ContentStore files;

    SectionStore(ContentStore files) {
        this.files = files;
    }

    Hash put(List<Section> sections) {
        return files.put(Json.write(sections).getBytes(StandardCharsets.UTF_8));
    }

    /// Whether a stored file is one of ours, whatever document it is of. What has lost its key, as
    /// its removal was cut off, can be no document's any more.
    boolean isOne(Hash hash) {
        if (!files.contains(hash)) {
            return false;
        }
        try (InputStream in = files.open(hash)) {
            if (in.read() != '[') {
                return false;
            }
        } catch (IOException e) {
            return false;
        }
        try {
            return !get(hash).isEmpty();
        } catch (JacksonException e) {
            return false;
        }
    }

    List<Section> get(Hash hash) {
        return Json.mapper().readValue(files.read(hash), new TypeReference<>() {});
    }
}
