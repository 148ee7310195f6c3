package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.costs.ApiPrice;
import ai.inhouse.costs.ServingRate;
import ai.inhouse.costs.TokenCosts;
import ai.inhouse.costs.TokenUse;
import ai.inhouse.inference.DecodeBench;
import ai.inhouse.inference.EngineOptions;
import ai.inhouse.inference.WeightFormat;
import ai.inhouse.jobs.Deployment;
import ai.inhouse.jobs.Machine;
import ai.inhouse.jobs.ModelShelf;
import ai.inhouse.jobs.RecipeReader;
import ai.inhouse.model.GgufWeights;
import ai.inhouse.model.LoadedModel;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.serving.AuditLog;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse cost`: what a token costs here, and elsewhere.
@Command(
        name = "cost",
        description = {
            "What a model's tokens cost on this machine, by team and by model, against APIs.",
            "Measures the model for some seconds; the recipe says what the machine costs, a file",
            "of yours what APIs ask, and the audit log who used how much."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse cost --prices prices.csv",
            "  inhouse cost --model harbour-aligned --since 2026-11-01 --json"
        })
final class CostCommand extends Subcommand {
    @Option(
            names = "--recipe",
            paramLabel = "FILE",
            description = "Recipe with 'machine' (default: inhouse.yaml in the workspace).")
    private @Nullable Path recipe;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Model by name, folder or .gguf file (default: the deployed one).")
    private @Nullable String model;

    @Option(
            names = "--prices",
            paramLabel = "FILE",
            description = {
                "What APIs ask: CSV or YAML with name, input_per_million,",
                "output_per_million and perhaps currency."
            })
    private @Nullable Path prices;

    @Option(
            names = "--weights",
            defaultValue = "q8_0",
            description = "As serve holds them (default: ${DEFAULT-VALUE}).")
    private WeightFormat format = WeightFormat.Q8_0;

    @Option(
            names = "--streams",
            defaultValue = "16",
            description = "Answers at once when busy (default: ${DEFAULT-VALUE}).")
    private int streams = 16;

    @Option(names = "--threads", description = "Threads (default: one a core).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--since",
            paramLabel = "DATE",
            description = "Count requests from this day on, as in 2026-11-01.")
    private @Nullable LocalDate since;

    @Override
    public Integer call() {
        Machine.Price machine = machine();
        List<ApiPrice> apis =
                prices == null ? List.of() : ApiPrice.read(prices, machine.currency());
        AuditLog log = new AuditLog(workspaceFolder().resolve("audit.jsonl"));
        TokenUse.Read used = TokenUse.read(log, from());
        ServingRate rate;
        try (Workspace workspace = model == null ? openWorkspace() : workspaceFor(model)) {
            rate = measured(workspace);
        }
        TokenCosts costs = TokenCosts.of(machine, rate, apis, used);
        return done(costs, CostTable.of(costs));
    }

    private Instant from() {
        return since == null
                ? Instant.EPOCH
                : since.atStartOfDay(ZoneId.systemDefault()).toInstant();
    }

    private Machine.Price machine() {
        Path file = recipe == null ? workspaceFolder().resolve("inhouse.yaml") : recipe;
        return RecipeReader.read(file, Map.of())
                .operation()
                .machine()
                .price()
                .orElseThrow(
                        () ->
                                InhouseException.badInput(
                                        "looking up what this machine costs",
                                        file,
                                        "the recipe says nothing of it",
                                        "Add for instance 'machine: {purchase_price: 1200,"
                                                + " lifetime_years: 4, watts: 65, price_per_kwh:"
                                                + " 0.32, currency: EUR}'."));
    }

    private ServingRate measured(Workspace workspace) {
        String name =
                Optional.ofNullable(model)
                        .or(() -> Deployment.read(workspace).map(Deployment::model))
                        .orElseThrow(() -> noModel(workspace));
        Path folder = new ModelShelf(workspace, Clock.systemUTC()).find(name);
        int context = ModelFolder.config(folder).maxLength();
        EngineOptions options = EngineOptions.fast(threads);
        note("Measuring how fast %s answers".formatted(name));
        if (format == WeightFormat.GGUF) {
            try (GgufWeights file = ModelFolder.blocks(folder)) {
                return ServingRate.measure(name, new DecodeBench(file, options), streams, context);
            }
        }
        try (LoadedModel loaded = ModelFolder.load(folder)) {
            DecodeBench bench = new DecodeBench(loaded.weights(), format, options);
            return ServingRate.measure(name, bench, streams, context);
        }
    }

    private static InhouseException noModel(Workspace workspace) {
        return InhouseException.badInput(
                "choosing a model",
                workspace.folder(),
                "no model is deployed in this workspace",
                "Make one with 'inhouse run', or name one with --model.");
    }
}
