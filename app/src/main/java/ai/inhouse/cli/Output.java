package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.io.PrintStream;
import java.util.Map;

/// Where a command's results go: one JSON object, or text for people, on stdout; everything else on
/// stderr.
final class Output {
    private final PrintStream out;
    private final PrintStream err;

    Output(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /// For what is printed bit by bit: on stdout, or, where that is for one JSON object, on stderr.
    PrintStream stream(boolean json) {
        return json ? err : out;
    }

    PrintStream err() {
        return err;
    }

    /// Prints a result in one of its two forms.
    ///
    /// @param value what `--json` prints; a record or a map
    /// @param text what a person reads
    void result(boolean json, Object value, String text) {
        out.println(json ? Json.write(value) : text.stripTrailing());
        out.flush();
    }

    /// A remark beside the result.
    void note(String text) {
        err.println(text);
    }

    /// An error in one of its two forms.
    void error(boolean json, InhouseException e) {
        Map<String, String> error = e.toMap();
        if (json) {
            out.println(Json.write(Map.of("error", error)));
            return;
        }
        err.printf(
                "inhouse: %s failed%n  where  %s%n  why    %s%n  next   %s%n",
                error.get("what"), error.get("where"), error.get("why"), error.get("next"));
    }
}
