package ai.inhouse.serving;

import ai.inhouse.base.InhouseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request that gets an error in OpenAI's shape: `{"error":{message,type,param,code}}`.
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int NO_ROOM_SECONDS = 5;

    private final int status;
    private final String type;
    private final @Nullable String param;
    private final @Nullable String code;
    private final int retryAfterSeconds;

    private ApiException(
            int status,
            String type,
            @Nullable String param,
            @Nullable String code,
            int retryAfterSeconds,
            String message) {
        super(message);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /// @param param which field is wrong, as in `messages[2].role`
    static ApiException invalid(String param, String message) {
        return new ApiException(400, "invalid_request_error", param, null, 0, message);
    }

    static ApiException contextLength(String param, String message) {
        return new ApiException(
                400, "invalid_request_error", param, "context_length_exceeded", 0, message);
    }

    static ApiException unknownModel(String name) {
        return new ApiException(
                404,
                "invalid_request_error",
                "model",
                "model_not_found",
                0,
                "The model '%s' is not served here. GET /v1/models lists those that are."
                        .formatted(name));
    }

    /// An adapter that is served, but for which there is no memory now.
    static ApiException noRoomForAdapter(String name) {
        return new ApiException(
                503,
                "server_error",
                "model",
                "adapters_full",
                NO_ROOM_SECONDS,
                "The adapter '%s' waits for memory that others in use take. Try again in %d s."
                        .formatted(name, NO_ROOM_SECONDS));
    }

    static ApiException unauthorized(String message) {
        return new ApiException(401, "invalid_request_error", null, "invalid_api_key", 0, message);
    }

    static ApiException queueFull(int retryAfterSeconds) {
        return new ApiException(
                429,
                "rate_limit_error",
                null,
                "queue_full",
                retryAfterSeconds,
                "Too many requests wait for this model. Try again in %d s."
                        .formatted(retryAfterSeconds));
    }

    /// A key's own limit.
    static ApiException overLimit(String what, int limit, int retryAfterSeconds) {
        return new ApiException(
                429,
                "rate_limit_error",
                null,
                "rate_limit_exceeded",
                retryAfterSeconds,
                "This key may use %d %s. Try again in %d s."
                        .formatted(limit, what, retryAfterSeconds));
    }

    /// The request's own deadline, or the server's, has passed.
    static ApiException tooLate() {
        return new ApiException(
                504,
                "server_error",
                null,
                "deadline_exceeded",
                1,
                "The answer was not complete at the request's deadline.");
    }

    /// Another server that ours depends on does not answer.
    static ApiException unavailable(String message) {
        return new ApiException(503, "server_error", null, "unavailable", 2, message);
    }

    static ApiException stopping() {
        return new ApiException(
                503, "server_error", null, "stopping", 5, "The server is stopping.");
    }

    /// Any other status, with OpenAI's type for its class.
    static ApiException of(int status, String message) {
        String type = status < 500 ? "invalid_request_error" : "server_error";
        return new ApiException(status, type, null, null, 0, message);
    }

    /// What an exception of any kind means to the client. Our own mistakes are not explained to it.
    static ApiException from(Exception e) {
        return switch (e) {
            case ApiException api -> api;
            case InhouseException ours ->
                    switch (ours.fault()) {
                        case BAD_INPUT -> of(400, ours.getMessage() + " " + ours.next());
                        case REFUSED -> of(403, ours.getMessage() + " " + ours.next());
                        case INTERNAL -> internal();
                    };
            default -> internal();
        };
    }

    private static ApiException internal() {
        return of(500, "The server made a mistake and has logged it.");
    }

    int status() {
        return status;
    }

    /// Seconds for the `Retry-After` header.
    Optional<Integer> retryAfterSeconds() {
        return retryAfterSeconds == 0 ? Optional.empty() : Optional.of(retryAfterSeconds);
    }

    Body body() {
        return new Body(new Detail(String.valueOf(getMessage()), type, param, code));
    }

    record Body(Detail error) {}

    record Detail(String message, String type, @Nullable String param, @Nullable String code) {}
}
