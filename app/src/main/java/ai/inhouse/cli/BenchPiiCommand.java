package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.corpus.pii.PiiPolicy;
import ai.inhouse.corpus.pii.PiiScanner;
import ai.inhouse.corpus.pii.measured.PiiCheck;
import ai.inhouse.corpus.pii.measured.PiiScore;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse bench pii`: how well, and how fast, personal data and secrets are found.
@Command(
        name = "pii",
        description = {
            "How well personal data and secrets are found, in made documents and real passages.",
            "Fails if F1 is below 0.95, or a kind's recall below 0.85, on the made ones."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse bench pii --json"})
final class BenchPiiCommand extends Subcommand {
    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "Other made documents with another (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Override
    public Integer call() {
        PiiScanner scanner = new PiiScanner(PiiPolicy.STANDARD.recognizers());
        PiiCheck check = new PiiCheck(scanner);
        PiiScore made = check.made(seed);
        PiiScore real = check.real();
        Map<String, PiiScore> scores = new LinkedHashMap<>();
        scores.put("made", made);
        scores.put("real", real);
        done(scores, text(made) + text(real));
        if (made.f1() < PiiCheck.LEAST_F1 || made.lowestRecall() < PiiCheck.LEAST_RECALL) {
            throw InhouseException.refused(
                    "checking what is found",
                    "made documents",
                    String.format(
                            Locale.ROOT,
                            "F1 is %.3f of at least %.2f, the lowest recall %.3f of at least %.2f",
                            made.f1(),
                            PiiCheck.LEAST_F1,
                            made.lowestRecall(),
                            PiiCheck.LEAST_RECALL),
                    "See which kinds are missed, and correct their recognizers.");
        }
        return 0;
    }

    private static String text(PiiScore score) {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%s: %d texts, F1 %.3f (precision %.3f, recall %.3f), lowest recall %.3f,"
                                + " %.1f MB/s on one thread%n",
                        score.set(),
                        score.texts(),
                        score.f1(),
                        score.precision(),
                        score.recall(),
                        score.lowestRecall(),
                        score.megabytesPerSecond()));
        score.labels()
                .forEach(
                        (label, counts) ->
                                text.append(
                                        String.format(
                                                Locale.ROOT,
                                                "  %-24s precision %.3f, recall %.3f, %d values%n",
                                                label,
                                                counts.precision(),
                                                counts.recall(),
                                                counts.found() + counts.missed())));
        return text.toString();
    }
}
