package ai.inhouse.cli;

import ai.inhouse.alignment.review.ReviewQueue;
import ai.inhouse.base.InhouseException;
import ai.inhouse.identity.Accounts;
import ai.inhouse.identity.Role;
import ai.inhouse.store.Workspace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `inhouse reviewers`: who may sign in to the studio.
@Command(
        name = "reviewers",
        description = {
            "Add, list and remove people who sign in to the studio.",
            "Until there is one, the studio is open to whoever is at this machine."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            ReviewersCommand.Add.class,
            ReviewersCommand.Listing.class,
            ReviewersCommand.Remove.class
        })
final class ReviewersCommand extends Group {

    /// `reviewers add`.
    @Command(
            name = "add",
            description = {
                "Add a person. A password is made and printed, once, unless one is given.",
                "The first must be an owner."
            },
            mixinStandardHelpOptions = true,
            footer = {
                "",
                "Examples:",
                "  inhouse reviewers add ada --role owner",
                "  inhouse reviewers add bob"
            })
    static final class Add extends Subcommand {
        @Parameters(paramLabel = "NAME", description = "By which the person signs in.")
        private String name = "";

        @Option(
                names = "--role",
                defaultValue = "reviewer",
                description = "reviewer, adjudicator or owner (default: ${DEFAULT-VALUE}).")
        private Role role = Role.REVIEWER;

        @Option(names = "--password-stdin", description = "Read the password from stdin.")
        private boolean passwordOnStdin;

        @Override
        public Integer call() {
            try (Workspace workspace = Workspace.create(workspaceFolder())) {
                Accounts accounts = new Accounts(workspace.database(), InstantSource.system());
                if (passwordOnStdin) {
                    accounts.add(name, role, typed());
                    return done(Map.of("name", name, "role", role.toString()), "Added " + name);
                }
                String password = accounts.newPassword();
                accounts.add(name, role, password);
                note("Hand it over: it is not shown again.");
                return done(
                        Map.of("name", name, "role", role.toString(), "password", password),
                        password);
            }
        }

        private static String typed() {
            try {
                String line =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                                .readLine();
                return line == null ? "" : line;
            } catch (IOException e) {
                throw InhouseException.badInput(
                        "reading the password", "stdin", e, "Give it as one line.");
            }
        }
    }

    /// `reviewers list`.
    @Command(
            name = "list",
            description = "List those who may sign in.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse reviewers list"})
    static final class Listing extends Subcommand {
        @Override
        public Integer call() {
            try (Workspace workspace = Workspace.create(workspaceFolder())) {
                List<Accounts.Person> people =
                        new Accounts(workspace.database(), InstantSource.system()).all();
                StringBuilder text = new StringBuilder();
                people.forEach(
                        p ->
                                text.append(
                                        "%-24s %-12s %s%n"
                                                .formatted(p.name(), p.role(), p.createdAt())));
                List<Map<String, String>> rows =
                        people.stream()
                                .map(
                                        p ->
                                                Map.of(
                                                        "name", p.name(),
                                                        "role", p.role().toString(),
                                                        "created_at", p.createdAt().toString()))
                                .toList();
                return done(
                        Map.of("reviewers", rows),
                        text.isEmpty() ? "There are none." : text.toString());
            }
        }
    }

    /// `reviewers remove`.
    @Command(
            name = "remove",
            description = {
                "Remove a person and end their sessions. What they said stays; what they were",
                "asked and have not answered goes to others."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example:", "  inhouse reviewers remove bob"})
    static final class Remove extends Subcommand {
        @Parameters(paramLabel = "NAME", description = "As it was added.")
        private String name = "";

        @Override
        public Integer call() {
            try (Workspace workspace = Workspace.create(workspaceFolder())) {
                InstantSource clock = InstantSource.system();
                new Accounts(workspace.database(), clock).remove(name);
                new ReviewQueue(workspace.database(), clock).leave(name);
                return done(Map.of("removed", name), "Removed " + name);
            }
        }
    }
}
