package ai.inhouse.cli;

import ai.inhouse.base.Progress;
import ai.inhouse.base.Units;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/// Bars with time left on a terminal; where stderr is a file or a pipe, a line now and then.
final class TerminalProgress implements Progress {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final PrintStream err;
    private final boolean interactive;

    TerminalProgress(PrintStream err, boolean interactive) {
        this.err = err;
        this.interactive = interactive;
    }

    /// Where `err` is not the process's own, nobody looks at a bar.
    static TerminalProgress to(PrintStream err) {
        boolean terminal =
                err.equals(System.err)
                        && Optional.ofNullable(System.console())
                                .map(Console::isTerminal)
                                .orElse(false);
        return new TerminalProgress(err, terminal);
    }

    @Override
    public Task begin(String name, long total, String unit) {
        return interactive ? new Bar(name, total, unit) : new Lines(name, total, unit);
    }

    private static final class Bar implements Task {
        private final ProgressBar bar;

        Bar(String name, long total, String unit) {
            bar =
                    new ProgressBarBuilder()
                            .setTaskName(name)
                            .setInitialMax(total)
                            .setUnit(" " + unit, 1)
                            .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK)
                            .setUpdateIntervalMillis(200)
                            .build();
        }

        @Override
        public void at(long done, String note) {
            bar.stepTo(done);
            bar.setExtraMessage(" " + note);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    private final class Lines implements Task {
        private final String name;
        private final long total;
        private final String unit;
        private final long began = System.nanoTime();
        private long printed = began;
        private long done;
        private String note = "";

        Lines(String name, long total, String unit) {
            this.name = name;
            this.total = total;
            this.unit = unit;
        }

        @Override
        public void at(long done, String note) {
            this.done = done;
            this.note = note;
            long now = System.nanoTime();
            if (now - printed >= BETWEEN_LINES.toNanos()) {
                printed = now;
                print(left(now));
            }
        }

        private String left(long now) {
            if (total <= 0 || done <= 0) {
                return "";
            }
            double remaining = (now - began) * (double) (total - done) / done;
            return ", " + Units.duration(Duration.ofNanos((long) remaining)) + " left";
        }

        private void print(String more) {
            String of = total > 0 ? "/" + total : "";
            err.printf("  %s: %d%s %s %s%s%n", name, done, of, unit, note, more);
        }

        @Override
        public void close() {
            print(", took " + Units.duration(Duration.ofNanos(System.nanoTime() - began)));
        }
    }
}
