package ai.inhouse.corpus.pii.measured;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes documents of templates, values and sentences with nothing to find, all of which ship with
/// the program. The values were computed apart from the recognizers; no name in them is in the
/// recognizers' dictionary.
final class MadeTexts {
    private static final Pattern SLOT = Pattern.compile("\\{([a-z0-9_]+)\\}");
    private static final int MOST_BLOCKS = 8;
    private static final double NEUTRAL = 0.5;

    private final List<String> templates = lines("templates.txt");
    private final List<String> neutral = lines("neutral.txt");
    private final Map<String, List<String>> values = new HashMap<>();
    private final Random random;
    private int next;

    MadeTexts(long seed) {
        random = new Random(seed);
        for (String line : lines("values.txt")) {
            String[] parts = line.split("\t", 2);
            values.computeIfAbsent(parts[0], _ -> new ArrayList<>())
                    .add(parts[1].replace("\\n", "\n"));
        }
    }

    List<LabelledText> make(int count) {
        List<LabelledText> made = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            made.add(document());
        }
        return made;
    }

    /// Templates are taken in turn, so that each label occurs about as often as it has templates.
    private LabelledText document() {
        StringBuilder text = new StringBuilder();
        List<LabelledText.Value> found = new ArrayList<>();
        int blocks = 2 + random.nextInt(MOST_BLOCKS - 1);
        for (int i = 0; i < blocks; i++) {
            if (random.nextDouble() < NEUTRAL) {
                text.append(neutral.get(random.nextInt(neutral.size())));
            } else {
                fill(templates.get(next++ % templates.size()), text, found);
            }
            text.append("\n\n");
        }
        return new LabelledText(text.toString(), found);
    }

    private void fill(String template, StringBuilder text, List<LabelledText.Value> found) {
        String lines = template.replace("\\n", "\n");
        Matcher slot = SLOT.matcher(lines);
        int copied = 0;
        while (slot.find()) {
            text.append(lines, copied, slot.start());
            List<String> choices = Objects.requireNonNull(values.get(slot.group(1)), slot.group(1));
            String value = choices.get(random.nextInt(choices.size()));
            int start = text.length();
            text.append(value);
            found.add(new LabelledText.Value(slot.group(1), start, text.length()));
            copied = slot.end();
        }
        text.append(lines, copied, lines.length());
    }

    static List<String> lines(String resource) {
        try (InputStream in =
                        Objects.requireNonNull(
                                LabelledText.class.getResourceAsStream(resource), resource);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().filter(line -> !line.isBlank()).toList();
        } catch (IOException e) {
            throw new IllegalStateException("reading " + resource, e);
        }
    }
}
