package ai.inhouse.training;

import java.nio.file.Path;

/// Where a run keeps what it must not lose: `checkpoints/`, `plan.json` and `metrics.jsonl`.
public record RunFolder(Path path) {
    public Path checkpoints() {
        return path.resolve("checkpoints");
    }

    public Path metrics() {
        return path.resolve("metrics.jsonl");
    }

    Path plan() {
        return path.resolve("plan.json");
    }
}
