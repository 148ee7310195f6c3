package ai.inhouse.jobs;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Units;
import ai.inhouse.model.ModelConfig;
import ai.inhouse.model.ModelFolder;
import ai.inhouse.model.ParameterLayout;
import ai.inhouse.tokens.Tokenizer;
import ai.inhouse.tokens.Tokenizers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Brings the base model into the workspace.
final class ImportStage implements Stage {
    static final String NAME = "import";

    private final Path base;

    ImportStage(Path base) {
        this.base = base;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> skipped(StageContext context) {
        return Optional.empty();
    }

    @Override
    public List<String> inputs(StageContext context) {
        List<String> hashes = new ArrayList<>();
        try (var files = Files.walk(base)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                hashes.add(Hash.of(file).hex());
            }
        } catch (IOException e) {
            throw InhouseException.badInput(
                    "reading the base model", base, e, "Check that it is readable.");
        }
        return hashes;
    }

    @Override
    public boolean intact(StageContext context, Map<String, Object> outputs) {
        return context.holds(outputs);
    }

    @Override
    public Result run(StageContext context) {
        String name = model(context);
        context.models().add(base, name);
        requireChat(context.workspace().model(name));
        ModelConfig config = ModelFolder.config(context.workspace().model(name));
        long parameters = ParameterLayout.of(config).elements();
        return new Result(
                "%s, %s parameters".formatted(name, Units.count(parameters)),
                Map.of("model", name, "weights", context.models().weightsHash(name).hex()));
    }

    /// What every later stage needs is looked for before any of them works.
    private static void requireChat(Path model) {
        try (Tokenizer tokenizer = Tokenizers.load(model)) {
            OpenModel.chat(model, tokenizer);
        }
    }

    private static String model(StageContext context) {
        return context.recipe().name() + "-base";
    }
}
