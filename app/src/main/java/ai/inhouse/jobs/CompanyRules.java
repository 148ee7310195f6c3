package ai.inhouse.jobs;

import ai.inhouse.alignment.Policies;
import ai.inhouse.alignment.guard.Guardrails;
import ai.inhouse.store.Workspace;

/// The policies that the workspace's recipe names, as rules for answers.
public final class CompanyRules {
    private CompanyRules() {}

    /// None where there is no recipe, or it names no policies.
    public static Guardrails of(Workspace workspace) {
        return RecipeReader.own(workspace)
                .flatMap(recipe -> recipe.data().policies())
                .map(Policies::read)
                .map(Guardrails::of)
                .orElse(Guardrails.NONE);
    }
}
