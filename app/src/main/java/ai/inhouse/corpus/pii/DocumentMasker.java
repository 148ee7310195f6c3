package ai.inhouse.corpus.pii;

import ai.inhouse.documents.Document;
import ai.inhouse.documents.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Applies a policy to documents. Safe for use by many threads.
public final class DocumentMasker {
    private final PiiPolicy policy;
    private final PiiScanner scanner;
    private final Pseudonyms pseudonyms;

    public DocumentMasker(PiiPolicy policy, Pseudonyms pseudonyms) {
        this.policy = policy;
        this.scanner = new PiiScanner(policy.recognizers());
        this.pseudonyms = pseudonyms;
    }

    /// @param document with nothing left in it that is to be masked or redacted
    /// @param findings all of them, those that drop the document too
    public record Masked(Document document, List<PiiFinding> findings) {
        public Masked {
            findings = List.copyOf(findings);
        }

        /// Labels of what says that this document must leave, each once.
        public List<String> dropping() {
            return findings.stream()
                    .filter(finding -> finding.action() == PiiAction.DROP)
                    .map(PiiFinding::label)
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    public Masked mask(Document document) {
        List<PiiFinding> findings = new ArrayList<>();
        String name = document.name();
        String title = mask(name, "title", document.title(), findings);
        Map<String, String> metadata = new TreeMap<>();
        new TreeMap<>(document.metadata())
                .forEach(
                        (key, value) ->
                                metadata.put(key, mask(name, "metadata " + key, value, findings)));
        List<Section> sections = new ArrayList<>();
        for (Section section : document.sections()) {
            int number = sections.size() + 1;
            sections.add(
                    section.with(
                            mask(name, "heading " + number, section.heading(), findings),
                            mask(name, "text " + number, section.text(), findings)));
        }
        Document masked =
                findings.isEmpty()
                        ? document
                        : new Document(
                                document.id(),
                                name,
                                title,
                                document.mediaType(),
                                metadata,
                                sections,
                                document.label());
        return new Masked(masked, findings);
    }

    /// A text with nothing left in it that is to be masked, redacted or dropped.
    public String mask(String text) {
        return mask("", "text", text, new ArrayList<>());
    }

    private String mask(String document, String part, String text, List<PiiFinding> findings) {
        List<Finding> found = scanner.scan(text);
        if (found.isEmpty()) {
            return text;
        }
        StringBuilder masked = new StringBuilder(text.length());
        int copied = 0;
        for (Finding finding : found) {
            String value = text.substring(finding.start(), finding.end());
            PiiAction action = policy.rule(finding).action();
            String pseudonym = pseudonyms.of(finding.label(), value);
            findings.add(
                    new PiiFinding(
                            document,
                            part,
                            finding.start(),
                            finding.length(),
                            finding.label(),
                            action,
                            pseudonym));
            masked.append(text, copied, finding.start());
            masked.append(
                    switch (action) {
                        case MASK -> pseudonym;
                        case REDACT, DROP -> "[" + finding.label().toUpperCase(Locale.ROOT) + "]";
                        case KEEP -> value;
                    });
            copied = finding.end();
        }
        return masked.append(text, copied, text.length()).toString();
    }
}
