package ai.inhouse.jobs;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.guard.Guardrails;
import ai.inhouse.store.Workspace;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;

/// The policies that the workspace's recipe names, as rules for answers.
public final class CompanyRules {
    private CompanyRules() {}

    /// None where there is no recipe, or it names no policies.
    public static Guardrails of(Workspace workspace) {
        Optional<Policies> policies =
                Files.exists(workspace.recipe())
                        ? RecipeReader.read(workspace.recipe(), Map.of())
                                .data()
                                .policies()
                                .map(Policies::read)
                        : Optional.empty();
        return policies.map(Guardrails::of).orElse(Guardrails.NONE);
    }
}
