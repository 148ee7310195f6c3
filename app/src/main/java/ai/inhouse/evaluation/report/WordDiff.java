package ai.inhouse.evaluation.report;

import java.util.ArrayList;
import java.util.List;

/// What went and what came from one text to another, word by word: the longest common subsequence
/// stays.
final class WordDiff {
    private static final int MOST_WORDS = 600;

    private WordDiff() {}

    enum Kind {
        SAME,
        GONE,
        CAME
    }

    record Part(Kind kind, String words) {}

    static List<Part> of(String before, String after) {
        List<String> a = words(before);
        List<String> b = words(after);
        if (a.size() > MOST_WORDS || b.size() > MOST_WORDS) {
            return List.of(new Part(Kind.GONE, before), new Part(Kind.CAME, after));
        }
        int[][] common = common(a, b);
        List<Part> parts = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < a.size() || j < b.size()) {
            if (i < a.size() && j < b.size() && a.get(i).equals(b.get(j))) {
                add(parts, Kind.SAME, a.get(i++));
                j++;
            } else if (i < a.size() && (j == b.size() || common[i + 1][j] >= common[i][j + 1])) {
                add(parts, Kind.GONE, a.get(i++));
            } else {
                add(parts, Kind.CAME, b.get(j++));
            }
        }
        return parts;
    }

    private static List<String> words(String text) {
        return text.isBlank() ? List.of() : List.of(text.strip().split("\\s+", -1));
    }

    /// How many words the rests from each place on have in common.
    private static int[][] common(List<String> a, List<String> b) {
        int[][] common = new int[a.size() + 1][b.size() + 1];
        for (int i = a.size() - 1; i >= 0; i--) {
            for (int j = b.size() - 1; j >= 0; j--) {
                common[i][j] =
                        a.get(i).equals(b.get(j))
                                ? common[i + 1][j + 1] + 1
                                : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private static void add(List<Part> parts, Kind kind, String word) {
        if (!parts.isEmpty() && parts.getLast().kind() == kind) {
            parts.set(parts.size() - 1, new Part(kind, parts.getLast().words() + " " + word));
        } else {
            parts.add(new Part(kind, word));
        }
    }
}
