package ai.inhouse.governance;

import ai.inhouse.corpus.pii.Recognizers;
import ai.inhouse.evaluation.Span;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Names, addresses and numbers of nobody, of the form of somebody's: common given names for words,
/// other digits for digits. The same for the same spans.
final class MadeUpPeople {
    private static final Pattern PARTS = Pattern.compile("\\p{L}+|\\d");

    private final List<String> names;

    MadeUpPeople() {
        try (InputStream in =
                Objects.requireNonNull(Recognizers.class.getResourceAsStream("given-names.txt"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            names = List.of(text.strip().split("\\s+", -1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @param each so many for each span, in the same place
    List<Span> inPlaceOf(List<Span> spans, int each) {
        Random random = new Random(spans.size());
        List<Span> others = new ArrayList<>();
        for (Span span : spans) {
            for (int i = 0; i < each; i++) {
                others.add(new Span(span.before(), other(span.text(), random)));
            }
        }
        return others;
    }

    /// What follows an `@` is a company's, and stays.
    private String other(String text, Random random) {
        int own = text.indexOf('@') < 0 ? text.length() : text.indexOf('@');
        Matcher parts = PARTS.matcher(text.substring(0, own));
        return parts.replaceAll(part -> other(part.group().charAt(0), random))
                + text.substring(own);
    }

    private String other(char first, Random random) {
        if (Character.isDigit(first)) {
            return Integer.toString(random.nextInt(10));
        }
        String name = names.get(random.nextInt(names.size()));
        return Character.isUpperCase(first)
                ? name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1)
                : name;
    }
}
