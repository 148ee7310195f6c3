package ai.inhouse.alignment.review;

import com.fasterxml.jackson.annotation.JsonProperty;

/// By what an answer is scored.
public enum Criterion {
    @JsonProperty("helpful")
    HELPFUL,
    @JsonProperty("harmless")
    HARMLESS,
    @JsonProperty("accurate")
    ACCURATE,
    @JsonProperty("on_tone")
    ON_TONE
}
