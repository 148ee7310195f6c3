package ai.inhouse.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.base.Hash;
import ai.inhouse.documents.Document;
import ai.inhouse.documents.Section;
import ai.inhouse.identity.AccessLabel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class QuestionMakerTest {
    private static final String PRODUCTS =
            """
            We sell the Tarn and the Fell.

            | Product | Weight (kg) | Price | Designer | Notes |
            |---|---|---|---|---|
            | Tarn | 12 | 90 euros | Ada Moss | best in green |
            | Fell | 3.5 | 40 euros | - | |
            """;

    @Test
    void asksForEachPropertyInATableInSeveralWordings() {
        List<MadeQuestion> made = make(document("products.md", "Products", section("", PRODUCTS)));
        assertThat(answers(made, "12 kg"))
                .contains(
                        "How heavy is the Tarn?",
                        "How much does the Tarn weigh?",
                        "What is the weight of the Tarn?");
        assertThat(answers(made, "40 euros")).contains("What does the Fell cost?");
        assertThat(answers(made, "Ada Moss")).contains("Who designed the Tarn?");
        assertThat(made)
                .as("neither notes nor empty cells are facts")
                .noneMatch(question -> question.question().contains("notes"))
                .noneMatch(question -> question.question().contains("designed the Fell"));
    }

    @Test
    void tellsWhereEachQuestionComesFrom() {
        MadeQuestion first =
                make(document("products.md", "Products", section("Range", PRODUCTS))).getFirst();
        assertThat(first.origin()).isEqualTo(new Origin("products.md", "Range"));
        assertThat(first.conversation().source()).isEqualTo("products.md, section Range");
    }

    @Test
    void asksWhoHasARoleAndWhereAPersonWorks() {
        List<MadeQuestion> made =
                make(
                        document(
                                "people.md",
                                "People",
                                section(
                                        "",
                                        """
                                        | Name | Role | Office |
                                        |---|---|---|
                                        | Ada Moss | head of sales | Riga |

                                        | Role | Colleague |
                                        |---|---|
                                        | Head of sales | Ada Moss |

                                        Ada Moss signs all contracts.
                                        """)));
        assertThat(answers(made, "Ada Moss"))
                .contains(
                        "Who is the head of sales?",
                        "Who works as head of sales?",
                        "Who signs all contracts?");
        assertThat(answers(made, "Riga")).contains("Where does Ada Moss work?");
        assertThat(answers(made, "Head of sales")).contains("What does Ada Moss do?");
    }

    @Test
    void takesTheThingFromTheHeadingWhereATableListsItsProperties() {
        List<MadeQuestion> made =
                make(
                        document(
                                "aurora.md",
                                "Project Aurora",
                                section(
                                        "Facts about Project Aurora",
                                        """
                                        The team of Project Aurora was small.

                                        | Fact | Value |
                                        |---|---|
                                        | Leader | Ada Moss |
                                        | Start date | 3 March 2014 |
                                        """)));
        assertThat(answers(made, "Ada Moss")).contains("Who leads Project Aurora?");
        assertThat(answers(made, "3 March 2014")).contains("When did Project Aurora start?");
    }

    @Test
    void asksForPropertiesThatStandForThemselves() {
        List<MadeQuestion> made =
                make(
                        document(
                                "hours.md",
                                "Working hours",
                                section(
                                        "In short",
                                        """
                                        | Fact | Value |
                                        |---|---|
                                        | Notice period | 3 months |
                                        | Core hours | 10 to 15 |
                                        | Paint shop | Hall A |
                                        """)));
        assertThat(answers(made, "3 months")).contains("How long is the notice period?");
        assertThat(answers(made, "10 to 15")).contains("What are the core hours?");
        assertThat(answers(made, "Hall A")).contains("Where is the paint shop?");
    }

    @Test
    void readsLinesOfNameAndValue() {
        List<MadeQuestion> made =
                make(
                        document(
                                "fell.txt",
                                "Fell",
                                section(
                                        "Fell",
                                        "Ask for the Fell.\n\nColour: grey\nCable length: 2 metres\n"
                                                + "Warranty: 2 years")));
        assertThat(answers(made, "Grey")).contains("What colour is the Fell?");
        assertThat(answers(made, "2 metres")).contains("How long is the cable of the Fell?");
    }

    @Test
    void explainsTheWordsOfAGlossary() {
        List<MadeQuestion> made =
                make(
                        document(
                                "glossary.md",
                                "Glossary",
                                section(
                                        "Glossary",
                                        """
                                        **Bilge**: the lowest part of a boat. Look in the bilge.

                                        - **PTO** - Paid time off. Ask early.
                                        """)));
        assertThat(answers(made, "The lowest part of a boat. Look in the bilge."))
                .contains("What is bilge?", "What does bilge mean?");
        assertThat(answers(made, "Paid time off")).contains("What does PTO stand for?");
    }

    @Test
    void takesNoRemarkForADefinition() {
        assertThat(
                        make(
                                document(
                                        "a.md",
                                        "Travel",
                                        section(
                                                "Booking",
                                                """
                                                **Please note**: the desk is closed on Monday.

                                                **Rates**: the rates are set each year.

                                                **Important**: call us.
                                                """))))
                .isEmpty();
    }

    @Test
    void usesTheQuestionsThatDocumentsAsk() {
        List<MadeQuestion> made =
                make(
                        document(
                                "faq.md",
                                "FAQ",
                                section(
                                        "Where is the test tank?",
                                        "Hall C. The tank is in Hall C."),
                                section("How do I...?", ""),
                                new Section(3, "Get a badge?", "Ask the front desk for a badge."),
                                section("Can I take it home?", "Yes."),
                                section(
                                        "Short answers",
                                        "Q: Who books trips?\nA: Rui Lima.\n\n"
                                                + "**When is pay day?** On the 25th.")));
        assertThat(answers(made, "Hall C")).contains("Where is the test tank?");
        assertThat(answers(made, "Ask the front desk for a badge."))
                .contains("How do I get a badge?", "How can I get a badge?");
        assertThat(answers(made, "Rui Lima"))
                .contains("Who books trips?", "Which person books trips?");
        assertThat(answers(made, "On the 25th")).contains("When is pay day?");
        assertThat(made)
                .as("what 'it' is, nobody knows")
                .noneMatch(question -> question.question().contains("take it home"));
    }

    @Test
    void turnsHeadingsIntoQuestionsWithLongerAnswers() {
        String answer = "Open the form, fill in the dates, and send it to your team lead.";
        List<MadeQuestion> made =
                make(document("a.md", "Leave", section("How to ask for leave", answer)));
        assertThat(answers(made, answer))
                .contains("How do I ask for leave?", "How should I ask for leave?");
    }

    @Test
    void answersAMailAsTheReplyDoes() {
        List<MadeQuestion> made =
                make(
                        new Document(
                                Hash.of("m"),
                                "m.eml",
                                "Re: Tarn",
                                "message/rfc822",
                                Map.of(),
                                List.of(
                                        section(
                                                "",
                                                """
                                                Dear Eva,

                                                thank you for your mail. the Tarn needs a new seal, we send one.

                                                Ada Moss

                                                > Hello,
                                                >
                                                > my Tarn leaks. What can I do?
                                                """)),
                                AccessLabel.INTERNAL));
        assertThat(answers(made, "The Tarn needs a new seal, we send one."))
                .contains("My Tarn leaks. What can I do?");
    }

    @Test
    void saysWhoOwnsAPage() {
        Document document =
                new Document(
                        Hash.of("p"),
                        "p.md",
                        "Leave policy",
                        "text/markdown",
                        Map.of("owner", "Ada Moss"),
                        List.of(),
                        AccessLabel.INTERNAL);
        assertThat(answers(make(document), "Ada Moss"))
                .contains("Who owns the page \"Leave policy\"?");
    }

    @Test
    void readsPlainSentences() {
        List<MadeQuestion> made =
                make(
                        document(
                                "a.md",
                                "Rules",
                                section(
                                        "",
                                        "The price of the Tarn is 90 euros. Delivery takes 8 days. The"
                                                + " works cat is called Bosun. The tank is 9 metres deep."
                                                + " The Fell weighs 3 kg. It is heavy. The plan is"
                                                + " good.")));
        assertThat(answers(made, "90 euros")).contains("What does the Tarn cost?");
        assertThat(answers(made, "8 days")).contains("How long does Delivery take?");
        assertThat(answers(made, "Bosun")).contains("What is the works cat called?");
        assertThat(answers(made, "9 metres")).contains("How deep is the tank?");
        assertThat(answers(made, "3 kg")).contains("How heavy is the Fell?");
        assertThat(made).noneMatch(question -> question.answer().equals("Good"));
    }

    @Test
    void neverMakesAHeldOutQuestionHoweverItIsWritten() {
        List<Document> documents =
                List.of(document("products.md", "Products", section("", PRODUCTS)));
        List<MadeQuestion> made =
                new QuestionMaker(
                                8, 1, List.of("how HEAVY is Tarn", "What's the weight of a Tarn?"))
                        .make(documents);
        assertThat(made)
                .extracting(MadeQuestion::question)
                .contains("How much does the Tarn weigh?")
                .doesNotContain(
                        "How heavy is the Tarn?",
                        "How heavy is Tarn?",
                        "What is the weight of the Tarn?",
                        "What's the weight of the Tarn?");
    }

    @Test
    void goesWithTheAnswerOfTheMoreDocumentsAndWithNoneWhereTheyAreEven() {
        Document[] even = {price("a.md", "90 euros"), price("b.md", "95 euros")};
        assertThat(make(even)).isEmpty();
        assertThat(answers(make(even[0], even[1], price("c.md", "95 euros")), "95 euros"))
                .contains("What does the Tarn cost?");
    }

    @Test
    void isTheSameEachTimeAndOfTheSizeAskedFor() {
        List<Document> documents =
                List.of(document("products.md", "Products", section("", PRODUCTS)));
        List<MadeQuestion> three = new QuestionMaker(3, 1, List.of()).make(documents);
        assertThat(three).isEqualTo(new QuestionMaker(3, 1, List.of()).make(documents));
        assertThat(three).isNotEqualTo(new QuestionMaker(3, 2, List.of()).make(documents));
        assertThat(answers(three, "12 kg")).hasSize(3);
    }

    private static Document price(String name, String price) {
        return document(name, "Prices", section("", "The Tarn costs " + price + "."));
    }

    private static List<String> answers(List<MadeQuestion> made, String answer) {
        return made.stream()
                .filter(question -> question.answer().equals(answer))
                .map(MadeQuestion::question)
                .toList();
    }

    private static List<MadeQuestion> make(Document... documents) {
        return new QuestionMaker(20, 1, List.of()).make(Arrays.asList(documents));
    }

    private static Section section(String heading, String text) {
        return new Section(2, heading, text);
    }

    private static Document document(String name, String title, Section... sections) {
        return new Document(
                Hash.of(name),
                name,
                title,
                "text/markdown",
                Map.of(),
                List.of(sections),
                AccessLabel.INTERNAL);
    }
}
