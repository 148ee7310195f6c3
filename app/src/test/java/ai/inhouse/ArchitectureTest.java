package ai.inhouse;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Packages stand in the order in which data flows, and each uses only those named before it.
class ArchitectureTest {
    /// Each package and the nearest ones that it may use; what those may use is allowed too.
    private static final Map<String, List<String>> MAY_USE =
            Map.ofEntries(
                    Map.entry("base", List.of()),
                    Map.entry("engine", List.of("base")),
                    Map.entry("store", List.of("base")),
                    Map.entry("identity", List.of("store")),
                    Map.entry("documents", List.of("identity")),
                    Map.entry("corpus", List.of("documents")),
                    Map.entry("tokens", List.of("corpus")),
                    Map.entry("model", List.of("engine", "tokens")),
                    Map.entry("inference", List.of("model")),
                    Map.entry("retrieval", List.of("inference")),
                    Map.entry("training", List.of("model")),
                    Map.entry("tuning", List.of("training")),
                    Map.entry("alignment", List.of("tuning", "inference")),
                    Map.entry("evaluation", List.of("inference", "alignment")),
                    Map.entry("serving", List.of("retrieval", "evaluation")),
                    Map.entry("jobs", List.of("serving")),
                    Map.entry("web", List.of("jobs")),
                    Map.entry("governance", List.of("jobs")),
                    Map.entry("costs", List.of("jobs")),
                    Map.entry("cli", List.of("web", "governance", "costs")));

    private static final JavaClasses PRODUCT =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("ai.inhouse");

    @Test
    void packagesUseOnlyThoseNamedBeforeThem() {
        classes().should(useOnlyWhatTheirPackageMay()).check(PRODUCT);
    }

    @Test
    void onlyTheEngineKnowsTheNativeLibraries() {
        noClasses()
                .that()
                .resideOutsideOfPackage("ai.inhouse.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(PRODUCT);
    }

    private static ArchCondition<JavaClass> useOnlyWhatTheirPackageMay() {
        return new ArchCondition<>("use only packages named before their own") {
            @Override
            public void check(JavaClass user, ConditionEvents events) {
                String from = packageOf(user);
                if (from.isEmpty()) {
                    return;
                }
                Set<String> allowed = reachable(from);
                user.getDirectDependenciesFromSelf().stream()
                        .filter(d -> !packageOf(d.getTargetClass()).isEmpty())
                        .filter(d -> !allowed.contains(packageOf(d.getTargetClass())))
                        .forEach(
                                d ->
                                        events.add(
                                                SimpleConditionEvent.violated(
                                                        user, d.getDescription())));
            }
        };
    }

    private static Set<String> reachable(String name) {
        Set<String> all = new HashSet<>(Set.of(name));
        for (String next : MAY_USE.getOrDefault(name, List.of())) {
            all.addAll(reachable(next));
        }
        return all;
    }

    /// `model` for `ai.inhouse.model.gguf.Block`; empty for the composition root and other
    /// products.
    private static String packageOf(JavaClass type) {
        String[] parts = type.getPackageName().split("\\.", -1);
        return parts.length >= 3 && parts[0].equals("ai") && parts[1].equals("inhouse")
                ? parts[2]
                : "";
    }
}
