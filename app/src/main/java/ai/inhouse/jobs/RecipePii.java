package ai.inhouse.jobs;

import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CustomForm;
import ai.inhouse.corpus.pii.PiiAction;
import ai.inhouse.corpus.pii.PiiPolicy;
import ai.inhouse.corpus.pii.PiiRule;
import ai.inhouse.corpus.pii.Recognizer;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/// Reads a recipe's `pii:`.
final class RecipePii {
    private static final Set<String> REGIONS = Set.of(Locale.getISOCountries());

    /// Hears of an error: the key, and what is wrong with it.
    private final BiConsumer<String, String> errors;

    private RecipePii(BiConsumer<String, String> errors) {
        this.errors = errors;
    }

    static PiiPolicy of(JsonNode written, BiConsumer<String, String> errors) {
        return written.isMissingNode() ? PiiPolicy.STANDARD : new RecipePii(errors).policy(written);
    }

    private PiiPolicy policy(JsonNode written) {
        List<CustomForm> custom = custom(written.path("custom"));
        List<String> regions = regions(written.path("regions"));
        Map<String, PiiRule> rules = new TreeMap<>();
        if (written.has("default")) {
            rules.put(PiiPolicy.OTHERWISE, rule(written.path("default")));
        }
        written.path("actions")
                .properties()
                .forEach(entry -> rules.put(entry.getKey(), rule(entry.getValue())));
        PiiPolicy policy = PiiPolicy.of(rules, regions, custom);
        Set<String> known = known(policy);
        rules.keySet().stream()
                .filter(label -> !known.contains(label))
                .forEach(
                        label ->
                                errors.accept(
                                        "pii/actions/" + label,
                                        "nothing is found under that label; there are "
                                                + String.join(", ", known)));
        return policy;
    }

    private static Set<String> known(PiiPolicy policy) {
        Set<String> known = new TreeSet<>(Set.of(PiiPolicy.OTHERWISE));
        for (Category category : Category.values()) {
            known.add(category.label());
        }
        policy.recognizers().stream().map(Recognizer::label).forEach(known::add);
        return known;
    }

    /// `mask`, or `keep:` with a reason; the schema has seen to it that it is one of them.
    private static PiiRule rule(JsonNode written) {
        return written.isObject()
                ? PiiRule.keep(written.path("keep").asString())
                : PiiRule.of(PiiAction.valueOf(written.asString().toUpperCase(Locale.ROOT)));
    }

    private List<String> regions(JsonNode written) {
        if (written.isMissingNode()) {
            return PiiPolicy.STANDARD.regions();
        }
        List<String> regions = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            String region = written.get(i).asString();
            if (REGIONS.contains(region)) {
                regions.add(region);
            } else {
                errors.accept("pii/regions/" + i, "'%s' is no country's code".formatted(region));
            }
        }
        return regions;
    }

    private List<CustomForm> custom(JsonNode written) {
        List<CustomForm> forms = new ArrayList<>();
        Set<String> taken = known(PiiPolicy.STANDARD);
        for (int i = 0; i < written.size(); i++) {
            String label = written.get(i).path("label").asString();
            String form = written.get(i).path("form").asString();
            try {
                com.google.re2j.Pattern.compile(form);
                if (taken.add(label)) {
                    forms.add(new CustomForm(label, form));
                } else {
                    errors.accept("pii/custom/" + i, "the label '%s' is taken".formatted(label));
                }
            } catch (PatternSyntaxException e) {
                errors.accept("pii/custom/" + i, String.valueOf(e.getMessage()));
            }
        }
        return forms;
    }
}
