package ai.inhouse.tuning;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Headings that tell the reader to do something, as in "Request a locker".
final class Imperatives {
    /// Words that begin a heading only as verbs.
    private static final Set<String> VERBS =
            Values.words(
                    """
                    add|apply|approve|archive|assign|choose|complete|configure|connect|create|delete|
                    disable|edit|enable|encourage|enroll|ensure|find|get|identify|install|invite|join|
                    obtain|prepare|publish|register|remove|rename|reserve|select|send|submit|verify|
                    write""");

    /// A verb that may be a noun as well is one before these.
    private static final Pattern WITH_OBJECT =
            Pattern.compile(
                    "(?i)(?:access|ask|book|build|buy|call|cancel|change|charge|check|close|collect|"
                            + "contact|copy|download|enter|export|file|fill|fit|fix|give|hire|import|launch|leave|"
                            + "log|make|manage|merge|move|open|order|park|pay|plan|print|read|record|renew|replace|"
                            + "report|request|reset|restart|return|review|run|save|schedule|search|set|share|sign|"
                            + "start|stop|store|switch|take|teach|test|track|transfer|turn|update|upload|use|view|visit|"
                            + "work) (?:an?|the|your|my|our|any|all|for an?|for the|from|in to|on|off|out|up|into) .*");

    private Imperatives() {}

    static boolean begin(String text) {
        return VERBS.contains(text.split(" ", 2)[0].toLowerCase(Locale.ROOT))
                || WITH_OBJECT.matcher(text).matches();
    }

    /// "How do I request a locker?"
    static Optional<String> question(String heading) {
        Matcher words = Pattern.compile("[^:?]+ [^:?]+").matcher(heading);
        if (!begin(heading) || !words.matches()) {
            return Optional.empty();
        }
        String lowered = heading.substring(0, 1).toLowerCase(Locale.ROOT) + heading.substring(1);
        return Optional.of("How do I %s?".formatted(lowered.replaceAll("\\byour\\b", "my")));
    }
}
