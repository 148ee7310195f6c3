package ai.inhouse.cli;

import ai.inhouse.base.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What one command line came to, in this very process.
///
/// @param code with which it ended
record Said(int code, String out, String err) {
    static Said by(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code =
                Cli.run(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        args);
        return new Said(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /// In a workspace of the test's own.
    static Said in(Path workspace, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--workspace", workspace.toString()));
        return by(all.toArray(String[]::new));
    }

    /// Stdout as the one JSON object that it must be.
    JsonNode json() {
        if (out.strip().lines().count() != 1) {
            throw new AssertionError("not one line of JSON: " + out + "\n" + err);
        }
        return Json.tree(out, "stdout");
    }
}
