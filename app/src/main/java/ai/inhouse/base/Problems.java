package ai.inhouse.base;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// Collects what is wrong with a file, so that a person hears of everything at once and not of one
/// thing a try.
public final class Problems {
    private final Object file;
    private final List<Problem> problems = new ArrayList<>();

    private record Problem(int line, String message) {}

    public Problems(Object file) {
        this.file = file;
    }

    public void add(int line, String message) {
        problems.add(new Problem(line, message));
    }

    /// What was added, in the order of lines.
    public List<String> messages() {
        return problems.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .map(p -> "line %d: %s".formatted(p.line, p.message))
                .toList();
    }

    /// @param doing as in "reading the policies"
    /// @throws InhouseException naming every problem and its line, if there is one
    public void throwIfAny(String doing) {
        if (!problems.isEmpty()) {
            throw InhouseException.badInput(
                    doing,
                    file,
                    messages().stream().collect(Collectors.joining("; ")),
                    problems.size() == 1
                            ? "Correct that line and try again."
                            : "Correct these lines and try again.");
        }
    }
}
