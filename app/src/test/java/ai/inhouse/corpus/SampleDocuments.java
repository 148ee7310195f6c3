package ai.inhouse.corpus;

import ai.inhouse.base.Hash;
import ai.inhouse.documents.Document;
import ai.inhouse.documents.Section;
import ai.inhouse.identity.AccessLabel;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/// Documents made for tests.
final class SampleDocuments {
    private SampleDocuments() {}

    static Document document(String name, String text) {
        return document(name, new Section(1, "", text));
    }

    static Document document(String name, Section... sections) {
        return new Document(
                Hash.of(name + List.of(sections)),
                name,
                name,
                "text/markdown",
                Map.of("owner", "ann", "date", "2026", "team", "people"),
                List.of(sections),
                AccessLabel.INTERNAL);
    }

    /// Words drawn from five thousand.
    static String words(Random random, int count) {
        return random.ints(count, 0, 5000)
                .mapToObj(word -> "word" + word)
                .collect(Collectors.joining(" "));
    }
}
