package ai.inhouse.alignment;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.base.Progress;
import ai.inhouse.model.Learner;
import ai.inhouse.tokens.Chat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What the frozen reference thinks of answers, in nats. As it never changes, it is asked once,
/// before training, and no second model need be held.
///
/// @param fingerprint of the reference and the answers
/// @param values log p of each answer given its prompt
public record ReferenceScores(String fingerprint, double[] values) {

    /// Reads the scores that an earlier run stored for the same model and answers, or asks the
    /// learner, which must still be the reference, and stores them.
    ///
    /// @param model hash of the reference's weights
    /// @param rows answers after their prompts
    /// @throws InhouseException if they cannot be stored
    public static ReferenceScores stored(
            Path file,
            Learner reference,
            Hash model,
            List<Chat.Encoded> rows,
            int padding,
            Progress progress) {
        String fingerprint = fingerprint(model, rows).hex();
        if (Files.exists(file)) {
            ReferenceScores stored = Json.read(file, ReferenceScores.class);
            if (stored.fingerprint.equals(fingerprint)) {
                return stored;
            }
        }
        ReferenceScores scores =
                new ReferenceScores(
                        fingerprint, Completions.score(reference, rows, padding, progress));
        try {
            DurableFiles.write(file, Json.write(scores));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "storing the reference's scores", file, e, "Make room and run it again.");
        }
        return scores;
    }

    /// Of no reference: an answer is then measured by its own probability.
    public static ReferenceScores none(List<Chat.Encoded> rows) {
        return new ReferenceScores(
                fingerprint(Hash.of("no reference"), rows).hex(), new double[rows.size()]);
    }

    private static Hash fingerprint(Hash model, List<Chat.Encoded> rows) {
        List<String> parts = new ArrayList<>();
        parts.add(model.hex());
        for (Chat.Encoded row : rows) {
            parts.add(Arrays.toString(row.ids()));
            parts.add(Arrays.toString(row.assistant()));
        }
        return Hash.ofParts(parts);
    }
}
