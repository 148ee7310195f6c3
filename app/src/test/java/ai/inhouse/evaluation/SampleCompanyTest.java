package ai.inhouse.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.Policy;
import ai.inhouse.alignment.PreferenceReader;
import ai.inhouse.base.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// The shipped sample company is good enough to measure with.
class SampleCompanyTest {
    private static Path sample(String name) {
        Path file = Path.of("..", "samples", "company", name);
        Assumptions.assumeTrue(Files.exists(file), () -> "skipped: no " + file);
        return file;
    }

    @Test
    void teachesAClassifierThatTellsItsTones() {
        var conversations = TonedConversation.read(sample("conversations.jsonl"));
        Measurement measured =
                ToneAdherence.on(conversations)
                        .measure(BigramModel.answering(Map.of("", "Yes.")), Progress.silent());
        assertThat(measured.details().get("classifier_accuracy")).isGreaterThanOrEqualTo(0.85);
        assertThat(measured.details().get("classifier_held_out")).isGreaterThanOrEqualTo(20);
    }

    @Test
    void hasPoliciesOfEveryKind() {
        Policies policies = Policies.read(sample("policies.yaml"));
        assertThat(policies.of(Policy.Refusal.class)).isNotEmpty();
        assertThat(policies.of(Policy.Tone.class)).hasSize(4);
        assertThat(policies.of(Policy.Glossary.class)).isNotEmpty();
        assertThat(policies.of(Policy.Claim.class)).isNotEmpty();
    }

    @Test
    void hasQuestionsAndPreferences() {
        assertThat(Question.read(sample("questions.jsonl"))).hasSizeGreaterThanOrEqualTo(100);
        assertThat(PreferenceReader.read(sample("preferences.jsonl")).pairs())
                .hasSizeGreaterThanOrEqualTo(200);
    }
}
