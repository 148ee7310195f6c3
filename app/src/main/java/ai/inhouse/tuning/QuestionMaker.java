package ai.inhouse.tuning;

import ai.inhouse.documents.Document;
import ai.inhouse.tuning.Fact.Asked;
import ai.inhouse.tuning.Fact.Definition;
import ai.inhouse.tuning.Fact.Property;
import ai.inhouse.tuning.Fact.Statement;
import ai.inhouse.tuning.Fact.Topic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// Makes questions with short answers from the structure that documents have already: tables,
/// glossaries, FAQ, headings, mails, front matter and plain sentences. Each fact is asked in
/// several wordings, since a model that has seen one wording alone answers only that one.
///
/// A question that two documents answer differently goes with the answer of the more documents, and
/// is left out where they are even. The same documents and seed give the same questions.
public final class QuestionMaker {
    private static final Set<String> PEOPLE =
            Set.of("name", "person", "employee", "colleague", "contact", "member", "staff");

    /// There are many more statements than facts of the other kinds: they must not drown them.
    private static final int STATEMENT_WORDINGS = 3;

    private final int wordings;
    private final long seed;
    private final Set<String> heldOut = new HashSet<>();
    private final Wordings properties = Wordings.load();

    /// @param wordings the most questions for one fact
    /// @param heldOut questions that must never be made, whatever their case, articles and
    ///   punctuation
    public QuestionMaker(int wordings, long seed, Collection<String> heldOut) {
        this.wordings = wordings;
        this.seed = seed;
        heldOut.forEach(question -> this.heldOut.add(Questions.key(question)));
    }

    /// Questions in the documents' order.
    public List<MadeQuestion> make(List<Document> documents) {
        List<Page> pages = documents.stream().map(Page::of).toList();
        Articles articles = Articles.in(pages);
        List<Candidate> candidates = new ArrayList<>();
        for (Fact fact : facts(pages)) {
            for (MadeQuestion question : questions(fact, articles)) {
                String key = Questions.key(question.question());
                if (!heldOut.contains(key)) {
                    candidates.add(new Candidate(key, about(fact), question));
                }
            }
        }
        return chosen(candidates);
    }

    /// @param key same for the same question
    /// @param about same for the same fact
    private record Candidate(String key, String about, MadeQuestion question) {}

    private static List<Fact> facts(List<Page> pages) {
        List<FactFinder> structures =
                List.of(
                        new TableFacts(),
                        new KeyValueFacts(),
                        new DefinitionFacts(),
                        new FaqFacts(),
                        new HeadingFacts(),
                        new MailFacts(),
                        new MetadataFacts(),
                        new StatementFacts());
        List<Fact> facts = new ArrayList<>();
        for (Page page : pages) {
            structures.forEach(finder -> facts.addAll(finder.find(page)));
        }
        FactFinder sentences = new SentenceFacts(people(facts));
        for (Page page : pages) {
            facts.addAll(sentences.find(page));
        }
        return facts;
    }

    /// Names that stand where people's names stand.
    private static Set<String> people(List<Fact> facts) {
        Set<String> people = new HashSet<>();
        for (Fact fact : facts) {
            if (fact instanceof Property property) {
                if (PEOPLE.contains(property.thing().sort())
                        && Thing.isPersonName(property.thing().name())) {
                    people.add(property.thing().name());
                }
                boolean holder =
                        property.attribute()
                                .matches("owner|leader|lead|manager|designer|author|head");
                if ((holder || property.thing().isNone()) && Thing.isPersonName(property.value())) {
                    people.add(property.value());
                }
            }
        }
        return people;
    }

    private List<MadeQuestion> questions(Fact fact, Articles articles) {
        return switch (fact) {
            case Property property ->
                    all(
                            properties.questions(property, articles),
                            property.value(),
                            property.origin());
            case Definition definition -> Definitions.questions(definition);
            case Asked asked ->
                    all(Questions.rewordings(asked.question()), asked.answer(), asked.origin());
            case Topic topic ->
                    all(
                            List.of(
                                    "Tell me about %s.".formatted(Values.lowered(topic.heading())),
                                    "What should I know about %s?"
                                            .formatted(Values.lowered(topic.heading())),
                                    "What does the page \"%s\" say about %s?"
                                            .formatted(
                                                    topic.document(),
                                                    Values.lowered(topic.heading()))),
                            topic.answer(),
                            topic.origin());
            case Statement statement ->
                    all(
                            Statements.questions(
                                    statement, Math.min(wordings, STATEMENT_WORDINGS), seed),
                            statement.sentence(),
                            statement.origin());
        };
    }

    static List<MadeQuestion> all(List<String> questions, String answer, Origin origin) {
        String capital = answer.substring(0, 1).toUpperCase(Locale.ROOT) + answer.substring(1);
        return questions.stream()
                .map(question -> new MadeQuestion(question, capital, origin))
                .toList();
    }

    private static String about(Fact fact) {
        return switch (fact) {
            case Property property ->
                    "property " + property.thing().name() + " " + property.attribute();
            case Definition definition -> "definition " + definition.term();
            case Asked asked -> "asked " + asked.question();
            case Topic topic -> "topic " + topic.document() + " " + topic.heading();
            case Statement statement -> "statement " + statement.sentence();
        };
    }

    /// One answer for each question, and not too many questions for each fact.
    private List<MadeQuestion> chosen(List<Candidate> candidates) {
        Map<String, AnswerVote> votes = new HashMap<>();
        for (Candidate candidate : candidates) {
            votes.computeIfAbsent(candidate.key(), key -> new AnswerVote())
                    .add(candidate.question());
        }
        Map<String, List<Candidate>> byFact = new LinkedHashMap<>();
        Set<String> taken = new LinkedHashSet<>();
        for (Candidate candidate : candidates) {
            boolean elected =
                    votes.getOrDefault(candidate.key(), new AnswerVote())
                            .winner()
                            .filter(answer -> answer.equals(candidate.question().answer()))
                            .isPresent();
            if (elected && taken.add(candidate.key())) {
                byFact.computeIfAbsent(candidate.about(), about -> new ArrayList<>())
                        .add(candidate);
            }
        }
        List<MadeQuestion> questions = new ArrayList<>();
        byFact.forEach((about, asked) -> questions.addAll(limited(about, asked)));
        return questions;
    }

    /// The most natural wording, and a random choice of the others.
    private List<MadeQuestion> limited(String about, List<Candidate> asked) {
        SplittableRandom random = new SplittableRandom(seed ^ about.hashCode());
        List<Candidate> left = new ArrayList<>(asked);
        while (left.size() > wordings) {
            left.remove(1 + random.nextInt(left.size() - 1));
        }
        return left.stream().map(Candidate::question).toList();
    }
}
