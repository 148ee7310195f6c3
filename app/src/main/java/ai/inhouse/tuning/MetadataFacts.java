package ai.inhouse.tuning;

import ai.inhouse.tuning.Fact.Property;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a document's front matter says of it: who owns it, and when it was last changed.
final class MetadataFacts implements FactFinder {
    private static final Map<String, String> ATTRIBUTES = attributes();

    private static Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("owner", "owner");
        attributes.put("responsible", "owner");
        attributes.put("department", "department");
        attributes.put("version", "version");
        attributes.put("effective_date", "effective date");
        attributes.put("review_date", "review date");
        return attributes;
    }

    @Override
    public List<Fact> find(Page page) {
        List<Fact> facts = new ArrayList<>();
        ATTRIBUTES.forEach(
                (key, attribute) -> {
                    String value = page.document().metadata().get(key);
                    if (value != null && Values.isValue(value) && !page.title().isEmpty()) {
                        Thing document = new Thing("page \"" + page.title() + "\"", "document");
                        Origin origin = new Origin(page.document().name(), "");
                        facts.add(new Property(document, attribute, value, origin));
                    }
                });
        return facts;
    }
}
