package ai.inhouse.web;

import ai.inhouse.base.Json;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import tools.jackson.core.JacksonException;

/// JSON in and out of the studio's own API.
final class Requests {
    private static final int MOST_BYTES = 1 << 20;

    private Requests() {}

    static void json(Context request, Object value) {
        request.contentType("application/json").result(Json.write(value));
    }

    /// The content type must say JSON: a form on another page cannot send that.
    ///
    /// @throws HttpResponseException 415, 413 or 400, with the reason
    static <T> T body(Context request, Class<T> type) {
        String contentType = request.contentType();
        if (contentType == null
                || !contentType.toLowerCase(Locale.ROOT).startsWith("application/json")) {
            throw new HttpResponseException(415, "Send JSON.");
        }
        try {
            byte[] bytes = request.bodyInputStream().readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new HttpResponseException(413, "The request is too long.");
            }
            return Json.mapper().readValue(bytes, type);
        } catch (JacksonException e) {
            throw new BadRequestResponse(
                    "The request is not understood: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reading a request", e);
        }
    }
}
