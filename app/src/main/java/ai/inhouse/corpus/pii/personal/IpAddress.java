package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.Certainty;
import ai.inhouse.corpus.pii.Finding;
import ai.inhouse.corpus.pii.Place;
import ai.inhouse.corpus.pii.Recognizer;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// An Internet address, version 4 or 6. A version number of four parts is none.
public final class IpAddress implements Recognizer {
    private static final Pattern VERSION_4 =
            Pattern.compile(
                    "(?:25[0-5]|2[0-4]\\d|1?\\d{1,2})(?:\\.(?:25[0-5]|2[0-4]\\d|1?\\d{1,2})){3}(?:/\\d{1,2})?");
    private static final Pattern VERSION_6 =
            Pattern.compile("[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}");
    private static final Set<String> NONE = Set.of("version", "release", "v", "section", "chapter");

    @Override
    public String label() {
        return "ip_address";
    }

    @Override
    public Category category() {
        return Category.NETWORK;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.NUMBER, Anchor.COLONS);
    }

    @Override
    public int minimumLength() {
        return 4;
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        if (place.anchor() == Anchor.NUMBER) {
            place.match(VERSION_4)
                    .filter(m -> place.at(m.start() - 1) != '.' && !isLonger(place, m.end()))
                    .filter(m -> place.near(NONE).isEmpty())
                    .map(m -> finding(Certainty.PROOF, m))
                    .ifPresent(found);
            return;
        }
        int start = place.start();
        while (start > 0 && place.isWord(start - 1)) {
            start--;
        }
        place.match(VERSION_6, start)
                .filter(m -> isVersion6(m.group()))
                .map(m -> finding(Certainty.PROOF, m))
                .ifPresent(found);
    }

    private static boolean isLonger(Place place, int end) {
        return place.at(end) == '.' && Character.isDigit(place.at(end + 1));
    }

    /// Eight groups, or fewer where `::` stands for zeros; times of day have neither.
    private static boolean isVersion6(String written) {
        int groups = written.split(":", -1).length;
        int shortened = written.indexOf("::");
        boolean once = shortened >= 0 && written.indexOf("::", shortened + 1) < 0;
        boolean full = groups == 8 && shortened < 0 && !written.endsWith(":");
        return full || (once && groups >= 4 && written.length() >= 6);
    }
}
