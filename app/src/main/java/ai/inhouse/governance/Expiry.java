package ai.inhouse.governance;

import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.jobs.RecipeGovernance.Retention;
import ai.inhouse.store.DocumentRecord;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Finds the documents whose time is over by the recipe's rules. A document's time begins with its
/// own date, as it was last changed or sent; where it tells none, when it was added.
public final class Expiry {
    private static final List<String> DATES = List.of("modified", "date", "created");

    private static final List<Function<String, LocalDate>> FORMS =
            List.of(
                    text -> LocalDate.ofInstant(Instant.parse(text), ZoneOffset.UTC),
                    text -> ZonedDateTime.parse(text).toLocalDate(),
                    LocalDate::parse,
                    text ->
                            ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                                    .toLocalDate());

    private final Workspace workspace;
    private final Clock clock;

    public Expiry(Workspace workspace, Clock clock) {
        this.workspace = workspace;
        this.clock = clock;
    }

    /// @param date its time began
    /// @param ended its time
    /// @param hold that keeps it all the same
    public record Due(
            String source, String name, LocalDate date, LocalDate ended, Optional<String> hold) {}

    /// Ordered by name.
    public List<Due> due(List<Retention> rules) {
        Map<String, Hold> held = new Holds(workspace, clock).held();
        LocalDate today = LocalDate.now(clock);
        List<Due> due = new ArrayList<>();
        for (DocumentRecord record :
                new DocumentLibrary(workspace, DocumentReader.standard()).list()) {
            Optional<Retention> rule = rule(rules, record);
            if (rule.isEmpty()) {
                continue;
            }
            LocalDate date = date(record);
            LocalDate end = date.plus(rule.get().keep());
            if (end.isBefore(today)) {
                Optional<String> hold =
                        Optional.ofNullable(held.get(record.source())).map(Hold::id);
                due.add(new Due(record.source(), record.name(), date, end, hold));
            }
        }
        return due;
    }

    /// Of several rules the one for the nearest folder.
    private static Optional<Retention> rule(List<Retention> rules, DocumentRecord record) {
        return rules.stream()
                .filter(rule -> Path.of(record.source()).startsWith(rule.source()))
                .max(Comparator.comparingInt(rule -> rule.source().getNameCount()));
    }

    private static LocalDate date(DocumentRecord record) {
        return DATES.stream()
                .flatMap(key -> Stream.ofNullable(record.metadata().get(key)))
                .map(Expiry::parsed)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseGet(() -> LocalDate.ofInstant(record.addedAt(), ZoneOffset.UTC));
    }

    private static Optional<LocalDate> parsed(String text) {
        // Mail names its zone once more, in parentheses.
        String plain = text.replaceFirst("\\(.*\\)\\s*$", "").strip();
        return FORMS.stream().flatMap(form -> parsed(form, plain).stream()).findFirst();
    }

    /// Empty where the text has another form.
    private static Optional<LocalDate> parsed(Function<String, LocalDate> form, String text) {
        try {
            return Optional.of(Objects.requireNonNull(form.apply(text)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
