package ai.inhouse.governance;

import ai.inhouse.base.DurableFiles;
import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import ai.inhouse.store.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Models that hold what was erased: `withdrawn.json`. They answer nobody until they are replaced,
/// or until somebody takes it on himself by name. A mark goes by the weights, so a model that was
/// trained again bears none.
public final class WithdrawnModels {
    private static final List<String> WEIGHTS =
            List.of("model.safetensors", "adapter_model.safetensors");

    private final Path file;
    private final Clock clock;

    public WithdrawnModels(Workspace workspace, Clock clock) {
        this.file = workspace.folder().resolve("withdrawn.json");
        this.clock = clock;
    }

    /// Somebody's decision to use a model all the same.
    ///
    /// @param at ISO 8601
    public record Permit(String by, String reason, String at) {}

    /// @param name of a model, or `BASE/NAME` of an adapter
    /// @param weights hash of the file that was shaped by what was erased
    /// @param at ISO 8601
    public record Withdrawn(
            String name, String weights, String at, String reason, Optional<Permit> permit) {

        private boolean isOf(Withdrawn other) {
            return name.equals(other.name) && weights.equals(other.weights);
        }
    }

    private record Stored(List<Withdrawn> models) {}

    public List<Withdrawn> all() {
        return Files.exists(file) ? Json.read(file, Stored.class).models() : List.of();
    }

    /// Marks them; those that are marked already stay as they are.
    void withdraw(Collection<Withdrawn> models) {
        List<Withdrawn> all = new ArrayList<>(all());
        for (Withdrawn model : models) {
            if (all.stream().noneMatch(model::isOf)) {
                all.add(model);
            }
        }
        if (!models.isEmpty()) {
            write(all);
        }
    }

    /// Lets a withdrawn model answer.
    ///
    /// @throws InhouseException if it is not withdrawn
    public Withdrawn permit(String name, String by, String reason) {
        List<Withdrawn> all = new ArrayList<>(all());
        Optional<Withdrawn> permitted = Optional.empty();
        for (int i = 0; i < all.size(); i++) {
            Withdrawn model = all.get(i);
            if (model.name().equals(name)) {
                Permit permit = new Permit(by, reason, clock.instant().toString());
                all.set(
                        i,
                        new Withdrawn(
                                name,
                                model.weights(),
                                model.at(),
                                model.reason(),
                                Optional.of(permit)));
                permitted = Optional.of(all.get(i));
            }
        }
        write(all);
        return permitted.orElseThrow(
                () ->
                        InhouseException.badInput(
                                "permitting a model",
                                name,
                                "it is not withdrawn",
                                "See the models with 'inhouse models list'."));
    }

    /// @param name as a person called it
    /// @param folder of a model or an adapter
    /// @throws InhouseException if it holds what was erased, and nobody has permitted it
    public void requireServable(String name, Path folder) {
        List<Withdrawn> barred = all().stream().filter(m -> m.permit().isEmpty()).toList();
        if (barred.isEmpty()) {
            return;
        }
        for (String weights : WEIGHTS) {
            Optional<Hash> hash = hash(folder.resolve(weights));
            barred.stream()
                    .filter(model -> hash.filter(h -> h.hex().equals(model.weights())).isPresent())
                    .findFirst()
                    .ifPresent(
                            model -> {
                                throw refused(name, model);
                            });
        }
    }

    private static Optional<Hash> hash(Path weights) {
        try {
            return Files.exists(weights) ? Optional.of(Hash.of(weights)) : Optional.empty();
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "opening a model", weights, e, "Check that the file is readable.");
        }
    }

    private static InhouseException refused(String name, Withdrawn model) {
        return InhouseException.refused(
                "opening a model to answer with",
                name,
                "it still holds what was erased at %s (%s)".formatted(model.at(), model.reason()),
                "Train it again: 'inhouse run', or 'inhouse erase … --retrain'. To use it all the"
                        + " same: 'inhouse models permit %s --by NAME --reason TEXT'."
                                .formatted(model.name()));
    }

    private void write(List<Withdrawn> models) {
        try {
            DurableFiles.write(file, Json.pretty(new Stored(models)));
        } catch (IOException e) {
            throw InhouseException.internal(
                    "withdrawing models", file, e, "Make the workspace writable.");
        }
    }
}
