package ai.inhouse.training;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// `<stage>.skipped.json`: the steps that a run does not take. Written before the run goes on
/// without them, so that one that was stopped skips the same ones; the weights that it ends with
/// follow from its inputs and this record alone, wherever its checkpoints lay.
///
/// @param inputs hash of everything that the run is started from
/// @param steps in order
record SkippedSteps(String inputs, List<Skipped> steps) {
    SkippedSteps {
        steps = List.copyOf(steps);
    }

    /// So many steps before the first whose loss leapt are skipped at most.
    private static final int MOST_BEFORE = 15;

    /// @param why as in "the loss is NaN"
    /// @param before whether its own loss was as usual, and that of steps after it was not
    record Skipped(long step, String why, boolean before) {
        @Override
        public String toString() {
            return "step %d: %s".formatted(step, why);
        }
    }

    /// The stored record, if it is of these inputs.
    static SkippedSteps read(Path file, String inputs) {
        if (Files.exists(file)) {
            SkippedSteps stored = Json.read(file, SkippedSteps.class);
            if (stored.inputs.equals(inputs)) {
                return stored;
            }
        }
        return new SkippedSteps(inputs, List.of());
    }

    void write(Path file) {
        try {
            DurableFiles.write(file, Json.pretty(this));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "storing which steps a run skips",
                    file,
                    e,
                    "Make room on the disk and run the same command again.");
        }
    }

    /// Skips one more. Where it follows others that were skipped, either its own data is bad too,
    /// or the harm was done before them: so steps before these are skipped too, first one, then
    /// two, four and eight more.
    SkippedSteps with(long step, String why) {
        List<Skipped> more = new ArrayList<>(steps);
        more.add(new Skipped(step, why, false));
        int row = inARow(step - 1);
        long first = step - row;
        long before = steps.stream().filter(s -> s.step() >= first && s.before()).count();
        long back = row == 0 || before >= MOST_BEFORE ? 0 : before + 1;
        for (long i = Math.max(1, first - back); i < first; i++) {
            more.add(new Skipped(i, "the loss leapt soon after it", true));
        }
        more.sort(Comparator.comparingLong(Skipped::step));
        return new SkippedSteps(inputs, more);
    }

    /// How many steps in a row are skipped up to and including this one.
    int inARow(long step) {
        int count = 0;
        while (why(step - count).isPresent()) {
            count++;
        }
        return count;
    }

    Optional<String> why(long step) {
        return steps.stream().filter(s -> s.step() == step).map(Skipped::why).findFirst();
    }

    List<Long> upTo(long step) {
        return steps.stream().map(Skipped::step).filter(s -> s <= step).toList();
    }
}
