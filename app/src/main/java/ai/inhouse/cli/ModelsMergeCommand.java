package ai.inhouse.cli;

import ai.inhouse.jobs.AdapterShelf;
import ai.inhouse.store.Workspace;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `inhouse models merge`.
@Command(
        name = "merge",
        description = "Make one model of an adapter and its base.",
        mixinStandardHelpOptions = true,
        footer = {"", "Example:", "  inhouse models merge support --name harbour-support"})
final class ModelsMergeCommand extends Subcommand {
    @Parameters(
            paramLabel = "ADAPTER",
            description = "Its name, or BASE/NAME: see 'inhouse models list'.")
    private String adapter = "";

    @Option(names = "--name", required = true, description = "What to call the model.")
    private String name = "";

    @Override
    public Integer call() {
        try (Workspace workspace = Workspace.open(workspaceFolder());
                var _ = workspace.lock("merging an adapter")) {
            AdapterShelf shelf = ModelsCommand.adapters(workspace);
            AdapterShelf.Entry entry = shelf.find(adapter);
            String weights = shelf.merge(entry, name).hex();
            Map<String, Object> value = new LinkedHashMap<>();
            value.put("model", name);
            value.put("base", entry.base());
            value.put("adapter", entry.name());
            value.put("weights", weights);
            return done(
                    value, "Merged %s into %s as %s".formatted(entry.name(), entry.base(), name));
        }
    }
}
