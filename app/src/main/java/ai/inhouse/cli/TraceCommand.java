package ai.inhouse.cli;

import ai.inhouse.governance.Trace;
import ai.inhouse.store.Workspace;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `inhouse trace`: lineage, both ways.
@Command(
        name = "trace",
        description = "What a document became, and what a model or an answer was made from.",
        mixinStandardHelpOptions = true,
        subcommands = {
            TraceCommand.OfDocument.class,
            TraceCommand.OfModel.class,
            TraceCommand.OfAnswer.class
        })
final class TraceCommand extends Group {
    /// `trace document`.
    @Command(
            name = "document",
            description = "The corpora, runs, models and deployments that a document went into.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse trace document policies/leave.md"})
    static final class OfDocument extends Subcommand {
        @Parameters(paramLabel = "NAME", description = "Its name, source or hash.")
        private String name = "";

        @Override
        public Integer call() {
            try (Workspace workspace = Workspace.open(workspaceFolder())) {
                List<Trace.DocumentTrace> traces = new Trace(workspace).document(name);
                StringBuilder text = new StringBuilder();
                for (Trace.DocumentTrace trace : traces) {
                    text.append(
                            "%s (%s, %s)%n  use       %s%n  corpora   %s%n  runs      %s%n  models    %s%n  deployed  %s%n"
                                    .formatted(
                                            trace.name(),
                                            trace.id().substring(0, 12),
                                            trace.label(),
                                            trace.use(),
                                            brief(trace.corpora()),
                                            list(trace.runs()),
                                            list(trace.models()),
                                            list(trace.deployed())));
                }
                return done(Map.of("documents", traces), text.toString());
            }
        }
    }

    /// `trace model`.
    @Command(
            name = "model",
            description =
                    "The corpora and documents that a model learned from, and who may use it.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse trace model harbour-tuned"})
    static final class OfModel extends Subcommand {
        @Parameters(paramLabel = "NAME", description = "As 'inhouse models list' has it.")
        private String name = "";

        @Override
        public Integer call() {
            try (Workspace workspace = Workspace.open(workspaceFolder())) {
                Trace.ModelTrace trace = new Trace(workspace).model(name);
                StringBuilder text = new StringBuilder();
                text.append(
                        "%s (weights %s)%n  restriction  %s%n  corpora      %s%n  made from    %s%n  documents    %d%n"
                                .formatted(
                                        trace.name(),
                                        trace.weights().substring(0, 12),
                                        trace.restriction(),
                                        brief(trace.corpora()),
                                        brief(trace.madeFrom()),
                                        trace.documents().size()));
                trace.documents().forEach(d -> text.append("    ").append(d).append('\n'));
                return done(trace, text.toString());
            }
        }
    }

    /// `trace answer`.
    @Command(
            name = "answer",
            description = "The documents of the newest corpus that a text most likely comes from.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse trace answer \"Leave is 28 days a year\""})
    static final class OfAnswer extends Subcommand {
        @Parameters(paramLabel = "TEXT", description = "What the model said.")
        private String text = "";

        @Override
        public Integer call() {
            try (Workspace workspace = Workspace.open(workspaceFolder())) {
                List<Trace.Source> sources = new Trace(workspace).answer(text);
                StringBuilder lines = new StringBuilder();
                for (Trace.Source source : sources) {
                    lines.append(
                            String.format(
                                    Locale.ROOT,
                                    "%-40s %2d words in a row, BM25 %.1f, %s, %s%n",
                                    source.document(),
                                    source.commonWords(),
                                    source.bm25(),
                                    source.label(),
                                    source.use()));
                }
                return done(
                        Map.of("sources", sources),
                        lines.isEmpty() ? "No document has a word of it." : lines.toString());
            }
        }
    }

    private static String list(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static String brief(List<String> hashes) {
        return list(
                hashes.stream()
                        .map(h -> h.matches("[0-9a-f]{64}") ? h.substring(0, 12) : h)
                        .toList());
    }
}
