package ai.inhouse.serving.load;

import java.net.URI;
import java.util.Optional;

/// The server that is measured: ours, or any that speaks OpenAI's API.
///
/// @param url up to its `/v1`, without a slash at the end
/// @param model by the name that the server knows
/// @param key that it asks for
public record LoadTarget(String url, String model, Optional<String> key) {
    URI chat() {
        return URI.create(url + "/chat/completions");
    }
}
