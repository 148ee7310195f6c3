package ai.inhouse.corpus.pii;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What is looked for in documents, and what is done about it.
///
/// @param rules by label or category; a label's own wins
/// @param regions ISO 3166 codes whose telephone numbers are known as they are dialled there
/// @param custom further recognizers
public record PiiPolicy(
        SortedMap<String, PiiRule> rules, List<String> regions, List<CustomForm> custom) {
    /// Of every label that is named nowhere.
    public static final String OTHERWISE = "default";

    private static final PiiRule MASKED = PiiRule.of(PiiAction.MASK);
    private static final PiiRule FACT =
            PiiRule.keep(
                    "names and ways to reach people are facts that a company asks its model for");

    /// Secrets are redacted, numbers of persons masked; names and ways to reach people are kept.
    public static final PiiPolicy STANDARD = of(Map.of(), List.of("US"), List.of());

    public PiiPolicy {
        rules = new TreeMap<>(rules);
        regions = List.copyOf(regions);
        custom = List.copyOf(custom);
    }

    /// @param rules that differ from the standard's
    public static PiiPolicy of(
            Map<String, PiiRule> rules, List<String> regions, List<CustomForm> custom) {
        SortedMap<String, PiiRule> all = new TreeMap<>();
        all.put(OTHERWISE, MASKED);
        if (!rules.containsKey(OTHERWISE)) {
            all.put(Category.NAME.label(), FACT);
            all.put(Category.CONTACT.label(), FACT);
            all.put(Category.NETWORK.label(), FACT);
        }
        all.put(Category.SECRET.label(), PiiRule.of(PiiAction.REDACT));
        all.putAll(rules);
        return new PiiPolicy(all, regions, custom);
    }

    /// The same recognizers, and nothing kept: for what comes from outside.
    public PiiPolicy masking() {
        return of(Map.of(OTHERWISE, MASKED), regions, custom);
    }

    public PiiRule rule(Finding finding) {
        PiiRule ofCategory = rules.getOrDefault(finding.category().label(), otherwise());
        return rules.getOrDefault(finding.label(), ofCategory);
    }

    private PiiRule otherwise() {
        return rules.getOrDefault(OTHERWISE, MASKED);
    }

    /// All that is looked for.
    public List<Recognizer> recognizers() {
        List<Recognizer> all = new ArrayList<>(Recognizers.all(regions));
        custom.forEach(form -> all.add(new CustomRecognizer(form)));
        return all;
    }
}
