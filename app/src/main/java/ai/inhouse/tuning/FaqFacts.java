package ai.inhouse.tuning;

import ai.inhouse.documents.Section;
import ai.inhouse.tuning.Fact.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Questions that a document asks and answers itself: headings that end in a question mark, lines
/// of `Q:` and `A:`, bold questions before their answer. A heading "How do I...?" over the heading
/// "Reset a password?" asks both together.
final class FaqFacts implements FactFinder {
    private static final Pattern OPEN_HEADING = Pattern.compile("(.+?)\\s*(?:\\.\\.\\.|…)\\s*\\??");
    private static final Pattern QUESTION_LINE =
            Pattern.compile("(?:\\*\\*)?(?:Q|Question)\\s?[:.](?:\\*\\*)?\\s*(\\S.*)");
    private static final Pattern ANSWER_LINE =
            Pattern.compile("(?:\\*\\*)?(?:A|Answer)\\s?[:.](?:\\*\\*)?\\s*(\\S.*)");
    private static final Pattern BOLD_QUESTION =
            Pattern.compile("(?:\\*\\*|__)(.+?\\?)(?:\\*\\*|__)\\s*(.*)");

    @Override
    public List<Fact> find(Page page) {
        List<Fact> facts = new ArrayList<>();
        for (int i = 0; i < page.parts().size(); i++) {
            Page.Part part = page.parts().get(i);
            headingQuestion(page, i, facts);
            lines(part, facts);
            boldQuestions(part, facts);
        }
        return facts;
    }

    private static void headingQuestion(Page page, int index, List<Fact> facts) {
        Page.Part part = page.parts().get(index);
        String question = withParent(page, index);
        if (question.endsWith("?")) {
            SectionAnswer.of(part.blocks())
                    .ifPresent(answer -> add(question, answer, part.origin(), facts));
        }
    }

    /// The heading, completed by an open one above it.
    private static String withParent(Page page, int index) {
        List<Section> sections = page.document().sections();
        String heading = page.parts().get(index).heading();
        for (int i = index - 1; i >= 0; i--) {
            if (sections.get(i).level() < sections.get(index).level()) {
                Matcher open = OPEN_HEADING.matcher(page.parts().get(i).heading());
                boolean completes = open.matches() && heading.endsWith("?");
                return completes ? open.group(1) + " " + Values.lowered(heading) : heading;
            }
        }
        return heading;
    }

    private static void lines(Page.Part part, List<Fact> facts) {
        String question = "";
        for (MarkdownBlocks.Block block : part.blocks()) {
            if (!(block instanceof MarkdownBlocks.Paragraph paragraph)) {
                continue;
            }
            for (String line : paragraph.lines()) {
                Matcher asked = QUESTION_LINE.matcher(line);
                Matcher answered = ANSWER_LINE.matcher(line);
                if (asked.matches()) {
                    question = MarkdownBlocks.plain(asked.group(1));
                } else if (answered.matches() && !question.isEmpty()) {
                    String complete = question;
                    SectionAnswer.of(MarkdownBlocks.plain(answered.group(1)))
                            .ifPresent(answer -> add(complete, answer, part.origin(), facts));
                    question = "";
                }
            }
        }
    }

    private static void boldQuestions(Page.Part part, List<Fact> facts) {
        List<MarkdownBlocks.Block> blocks = part.blocks();
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i) instanceof MarkdownBlocks.Paragraph paragraph) {
                Matcher bold = BOLD_QUESTION.matcher(paragraph.text());
                if (bold.matches()) {
                    String rest = MarkdownBlocks.plain(bold.group(2));
                    (rest.isEmpty()
                                    ? SectionAnswer.of(blocks.subList(i + 1, blocks.size()))
                                    : SectionAnswer.of(rest))
                            .ifPresent(
                                    answer ->
                                            add(
                                                    MarkdownBlocks.plain(bold.group(1)),
                                                    answer,
                                                    part.origin(),
                                                    facts));
                }
            }
        }
    }

    private static void add(String question, String answer, Origin origin, List<Fact> facts) {
        if (Questions.standsAlone(question)) {
            facts.add(new Asked(question, answer, origin));
        }
    }
}
