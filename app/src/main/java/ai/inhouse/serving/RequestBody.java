package ai.inhouse.serving;

import io.javalin.http.Context;
import java.io.IOException;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/// Reads a request's JSON within limits of length and depth. The content type must say JSON: a web
/// page elsewhere can then send nothing without asking the server first, which says no.
final class RequestBody {
    private static final int DEEPEST = 100;
    private static final JsonMapper STRICT =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEEPEST)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .build();

    private RequestBody() {}

    /// @throws ApiException 415, 413, or 400 with the reason
    static Fields read(Context request, int mostBytes) {
        String type = request.contentType();
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw ApiException.of(415, "Send JSON, with 'Content-Type: application/json'.");
        }
        byte[] bytes = bytes(request, mostBytes + 1);
        if (bytes.length > mostBytes) {
            throw ApiException.of(413, "The request is longer than %d bytes.".formatted(mostBytes));
        }
        try {
            return Fields.of(STRICT.readTree(bytes), "");
        } catch (JacksonException e) {
            throw ApiException.of(
                    400, "The body is not JSON that this server reads: " + e.getOriginalMessage());
        }
    }

    private static byte[] bytes(Context request, int most) {
        try {
            return request.bodyInputStream().readNBytes(most);
        } catch (IOException e) {
            // The client left in the middle, or sent nothing for too long: no fault of ours.
            throw ApiException.of(400, "The request broke off.");
        }
    }
}
