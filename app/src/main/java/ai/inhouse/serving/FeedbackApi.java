package ai.inhouse.serving;

import ai.inhouse.base.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;

/// `/v1/feedback`: a thumb, a correction, a comment on an answer. Nothing but what is sent here is
/// kept of a conversation.
public final class FeedbackApi {
    private final FeedbackBox box;
    private final int mostBytes;

    public FeedbackApi(FeedbackBox box, Limits limits) {
        this.box = box;
        this.mostBytes = limits.bodyBytes();
    }

    /// Adds the route to a server whose other routes know who calls, as [OpenAiApi]'s do.
    public void routes(RoutesConfig routes) {
        routes.post("/v1/feedback", this::take);
    }

    private void take(Context request) {
        String caller = OpenAiApi.caller(request).name();
        Feedback feedback = Feedback.read(caller, RequestBody.read(request, mostBytes));
        boolean kept = box.put(feedback);
        request.status(kept ? 201 : 200)
                .contentType("application/json")
                .result(Json.write(Map.of("object", "feedback", "new", kept)));
    }
}
