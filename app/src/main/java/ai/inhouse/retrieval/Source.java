package ai.inhouse.retrieval;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;

/// Where an answer's passage stands, for those who want to read it themselves.
///
/// @param number by which the prompt names it, from 1
/// @param section headings from the title down
/// @param pages as in `3` or `3-5`; left out where the document has none
/// @param score as in [Hit]; rounded, as `similarity` and `coverage`
public record Source(
        int number,
        String document,
        String documentId,
        String section,
        @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> pages,
        String label,
        double score,
        double similarity,
        double coverage) {
    private static final double DIGITS = 1e4;

    /// @param number its place in the prompt, from 1
    public static Source of(int number, Hit hit) {
        Passage passage = hit.passage();
        return new Source(
                number,
                passage.document(),
                passage.documentId().hex(),
                passage.section(),
                passage.pages().map(pages -> pages.toString()),
                passage.label().toString(),
                rounded(hit.score()),
                rounded(hit.similarity()),
                rounded(hit.coverage()));
    }

    private static double rounded(double value) {
        return Math.round(value * DIGITS) / DIGITS;
    }

    /// `policies/leave.pdf, Leave policy > Sick leave, page 3`.
    public String cited() {
        StringBuilder text = new StringBuilder(document);
        if (!section.isEmpty()) {
            text.append(", ").append(section);
        }
        pages.ifPresent(
                where -> text.append(where.contains("-") ? ", pages " : ", page ").append(where));
        return text.toString();
    }
}
