package ai.inhouse.serving;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The OpenAPI description that the server gives of itself.
final class ApiDescription {
    private static final String RESOURCE = "openapi.json";

    private final String json;

    ApiDescription() {
        try (InputStream in =
                Objects.requireNonNull(
                        ApiDescription.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String json() {
        return json;
    }
}
