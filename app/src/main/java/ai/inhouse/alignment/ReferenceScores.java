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

/// What the frozen reference thinks of each answer, in nats. As it never changes, it is asked once,
/// before training, and no second model need be held.
///
/// @param fingerprint of the reference and the pairs
/// @param chosen log p of each pair's chosen answer
public record ReferenceScores(String fingerprint, double[] chosen, double[] rejected) {

    /// Reads the scores that an earlier run stored for the same model and pairs, or asks the
    /// learner, which must still be the reference, and stores them.
    ///
    /// @param model hash of the reference's weights
    /// @throws InhouseException if they cannot be stored
    public static ReferenceScores stored(
            Path file,
            Learner reference,
            Hash model,
            List<EncodedPair> pairs,
            int padding,
            Progress progress) {
        String fingerprint = fingerprint(model, pairs).hex();
        if (Files.exists(file)) {
            ReferenceScores stored = Json.read(file, ReferenceScores.class);
            if (stored.fingerprint.equals(fingerprint)) {
                return stored;
            }
        }
        ReferenceScores scores = of(reference, fingerprint, pairs, padding, progress);
        try {
            DurableFiles.write(file, Json.write(scores));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "storing the reference's scores", file, e, "Make room and run it again.");
        }
        return scores;
    }

    private static ReferenceScores of(
            Learner reference,
            String fingerprint,
            List<EncodedPair> pairs,
            int padding,
            Progress progress) {
        List<Chat.Encoded> rows = new ArrayList<>();
        pairs.forEach(pair -> rows.add(pair.chosen()));
        pairs.forEach(pair -> rows.add(pair.rejected()));
        double[] scores = Completions.score(reference, rows, padding, progress);
        return new ReferenceScores(
                fingerprint,
                Arrays.copyOfRange(scores, 0, pairs.size()),
                Arrays.copyOfRange(scores, pairs.size(), scores.length));
    }

    private static Hash fingerprint(Hash model, List<EncodedPair> pairs) {
        List<String> parts = new ArrayList<>();
        parts.add(model.hex());
        for (EncodedPair pair : pairs) {
            for (Chat.Encoded row : List.of(pair.chosen(), pair.rejected())) {
                parts.add(Arrays.toString(row.ids()));
                parts.add(Arrays.toString(row.assistant()));
            }
        }
        return Hash.ofParts(parts);
    }
}
