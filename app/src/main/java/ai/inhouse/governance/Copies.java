package ai.inhouse.governance;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.store.Evaluation;
import ai.inhouse.store.EvaluationRecords;
import ai.inhouse.store.ReviewRecords;
import ai.inhouse.store.Workspace;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Where words of documents and people stand beside the library and the corpora: in files that are
/// made of them and made again when they are needed, in what was reviewed, and in what models
/// answered when they were measured.
public final class Copies {
    /// Folders of the workspace whose files name no single document.
    private static final List<String> MADE_AGAIN =
            List.of("tokens", "retrieval", "general", "reviews");

    private final Workspace workspace;
    private final ReviewRecords reviews;
    private final EvaluationRecords evaluations;

    public Copies(Workspace workspace) {
        this.workspace = workspace;
        this.reviews = new ReviewRecords(workspace.database());
        this.evaluations = new EvaluationRecords(workspace.database());
    }

    /// @param files evaluations and reports, relative to the workspace
    /// @param reviewItems that were shown to reviewers, or of which they said something
    /// @param evaluations in the database
    public record Found(List<String> files, List<Hash> reviewItems, List<Hash> evaluations) {
        public Found {
            files = List.copyOf(files);
            reviewItems = List.copyOf(reviewItems);
            evaluations = List.copyOf(evaluations);
        }

        @JsonIgnore
        public boolean isEmpty() {
            return files.isEmpty() && reviewItems.isEmpty() && evaluations.isEmpty();
        }
    }

    /// @param holds whether a text is meant
    public Found find(Predicate<String> holds) {
        Set<Hash> said = reviews.ofWhichWasSaid(judgement -> inJson(judgement, holds));
        List<Hash> items =
                reviews.all().stream()
                        .filter(item -> said.contains(item.id()) || inJson(item.content(), holds))
                        .map(item -> item.id())
                        .toList();
        List<Hash> measured =
                evaluations.all().stream()
                        .filter(evaluation -> inJson(evaluation.report(), holds))
                        .map(Evaluation::id)
                        .toList();
        return new Found(files(holds), items, measured);
    }

    private List<String> files(Predicate<String> holds) {
        List<String> found = new ArrayList<>();
        for (String name : List.of("evaluations", "runs")) {
            Path folder = workspace.folder().resolve(name);
            if (Files.isDirectory(folder)) {
                try {
                    found.addAll(reports(folder, holds));
                } catch (IOException e) {
                    throw failed(name, e);
                }
            }
        }
        return found;
    }

    private List<String> reports(Path folder, Predicate<String> holds) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(this::isReport).sorted().toList()) {
                String text = Files.readString(file);
                boolean json = file.toString().endsWith(".json");
                if (json ? inJson(text, holds) : holds.test(text)) {
                    found.add(workspace.folder().relativize(file).toString());
                }
            }
        }
        return found;
    }

    private boolean isReport(Path file) {
        String name = file.getFileName().toString();
        boolean evaluation = file.startsWith(workspace.folder().resolve("evaluations"));
        return (evaluation && name.endsWith(".json"))
                || name.equals("report.json")
                || name.equals("report.html");
    }

    private static boolean inJson(String json, Predicate<String> holds) {
        return inJson(Json.mapper().readTree(json), holds);
    }

    private static boolean inJson(JsonNode node, Predicate<String> holds) {
        return node.isString()
                ? holds.test(node.asString())
                : node.valueStream().anyMatch(child -> inJson(child, holds));
    }

    /// Removes what was found, and what was said of the items with it.
    void remove(Found found) {
        reviews.remove(found.reviewItems());
        evaluations.remove(found.evaluations());
        for (String file : found.files()) {
            try {
                Files.deleteIfExists(workspace.folder().resolve(file));
            } catch (IOException e) {
                throw failed(file, e);
            }
        }
    }

    /// @param folders relative to the workspace
    void removeFolders(List<String> folders) {
        for (String folder : folders) {
            try {
                DurableFiles.deleteTree(workspace.folder().resolve(folder));
            } catch (IOException e) {
                throw failed(folder, e);
            }
        }
    }

    /// Folders of what is made again that are there.
    List<String> madeAgain() {
        return MADE_AGAIN.stream()
                .filter(name -> Files.exists(workspace.folder().resolve(name)))
                .toList();
    }

    private InhouseException failed(String file, IOException e) {
        return InhouseException.internal(
                "erasing copies",
                workspace.folder().resolve(file),
                e,
                "Check the rights of that folder and erase again: what is gone stays gone.");
    }
}
