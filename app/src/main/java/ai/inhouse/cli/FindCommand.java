package ai.inhouse.cli;

import ai.inhouse.governance.AccessReport;
import ai.inhouse.governance.Copies;
import ai.inhouse.governance.PersonSearch;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse find`: all that a workspace holds about a person.
@Command(
        name = "find",
        description = "Where a person is named, and the models that learned from there.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse find --person \"Ada King\"",
            "  inhouse find --person \"Ada King\" --report ada-king/"
        })
final class FindCommand extends Subcommand {
    @Option(
            names = "--person",
            required = true,
            paramLabel = "TEXT",
            description = "A name, an address or a number, as it is written.")
    private String person = "";

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description = {
                "Write all that is held of them there, with the passages, as a page and as",
                "JSON: what they may ask to be told."
            })
    private @Nullable Path report;

    @Override
    public Integer call() {
        try (Workspace workspace = Workspace.open(workspaceFolder())) {
            if (report != null) {
                AccessReport held = AccessReport.of(workspace, person, Clock.systemUTC());
                Path page = held.writeTo(report);
                return done(
                        Map.of("report", page.toString(), "documents", held.entries().size()),
                        "Wrote %s%n%s".formatted(page, held.summary()));
            }
            List<PersonSearch.Place> places = new PersonSearch(workspace).find(person);
            StringBuilder text = new StringBuilder();
            for (PersonSearch.Place place : places) {
                text.append(
                        "%s  %d times, %s; models: %s%n"
                                .formatted(
                                        place.document().name(),
                                        place.times(),
                                        place.document().use(),
                                        String.join(", ", place.document().models())));
            }
            Copies.Found copies =
                    new Copies(workspace).find(PersonSearch.pattern(person).asPredicate());
            copies.files().forEach(file -> text.append(file).append(System.lineSeparator()));
            return done(
                    Map.of("places", places, "copies", copies),
                    text
                            + "%d documents, %d files, %d review items, %d evaluations"
                                    .formatted(
                                            places.size(),
                                            copies.files().size(),
                                            copies.reviewItems().size(),
                                            copies.evaluations().size()));
        }
    }
}
