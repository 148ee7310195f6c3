package ai.inhouse.tuning;

import ai.inhouse.tuning.Fact.Asked;
import ai.inhouse.tuning.Fact.Definition;
import ai.inhouse.tuning.Fact.Property;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Facts in plain sentences of a few fixed forms: "The price of the Puffin is 180 euros", "Rui
/// Teixeira books all trips", "Delivery takes 8 working days".
final class SentenceFacts implements FactFinder {
    private static final int MOST_WORDS = 18;
    private static final String VALUE = "(?<value>[^,;:]+?)";
    private static final String NAME = "(?<thing>(?:The |Our )?[\\p{L}\\d][^,;:.]*?)";
    private static final Pattern POINTS_BACK =
            Pattern.compile(
                    "(?i)(?:it|this|that|these|those|he|she|they|we|you|i|there|here|its|his|her|their|your|my|"
                            + "each|every|all|some|many|most|both|one|another|no|such|if|when|after|before|in|on|at|for|"
                            + "to|as|while|because|once|by|with|from|then|so|but|and|or|what|who|how|where|please|not|"
                            + "also|sometimes|usually|often|only|next|first|finally|note)\\b.*");
    private static final Pattern VERB =
            Pattern.compile(
                    "(?:is|was|\\p{Ll}+s|\\p{Ll}+ed|led|ran|drew|wrote|built|made|held)\\b.*");
    private static final Pattern UNCLEAR =
            Pattern.compile(
                    "(?i).*\\b(?:it|this|that|these|those|he|she|they|him|her|them|his|their|its|there|here|now|also|too|not|always|never|very)\\b.*");

    private final Set<String> people;
    private final List<Form> forms = forms();

    /// A form of sentence, and the fact that it states.
    private record Form(Pattern pattern, BiFunction<Matcher, Origin, Fact> fact) {}

    /// @param people names that are known to be people's
    SentenceFacts(Set<String> people) {
        this.people = Set.copyOf(people);
    }

    @Override
    public List<Fact> find(Page page) {
        List<Fact> facts = new ArrayList<>();
        for (Page.Part part : page.parts()) {
            for (MarkdownBlocks.Block block : part.blocks()) {
                if (block instanceof MarkdownBlocks.Paragraph paragraph) {
                    String text = MarkdownBlocks.plain(paragraph.text());
                    for (String sentence : Sentences.split(text)) {
                        fact(sentence, part.origin()).ifPresent(facts::add);
                    }
                }
            }
        }
        return facts;
    }

    private Optional<Fact> fact(String sentence, Origin origin) {
        if (!sentence.endsWith(".")
                || Sentences.words(sentence) > MOST_WORDS
                || POINTS_BACK.matcher(sentence).matches()) {
            return Optional.empty();
        }
        String body = sentence.substring(0, sentence.length() - 1);
        Optional<Fact> deed = deed(body, origin);
        if (deed.isPresent()) {
            return deed;
        }
        for (Form form : forms) {
            Matcher matcher = form.pattern().matcher(body);
            if (matcher.matches()
                    && !UNCLEAR.matcher(matcher.group("value")).matches()
                    && !UNCLEAR.matcher(matcher.group("thing")).matches()
                    && Sentences.words(matcher.group("thing")) <= 6) {
                return Optional.of(form.fact().apply(matcher, origin));
            }
        }
        return Optional.empty();
    }

    /// What a known person is or does.
    private Optional<Fact> deed(String body, Origin origin) {
        String[] words = body.split(" ");
        for (int count = 2; count <= Math.min(3, words.length - 2); count++) {
            String name = String.join(" ", List.of(words).subList(0, count));
            String rest = body.substring(name.length() + 1);
            if (people.contains(name)
                    && VERB.matcher(rest).matches()
                    && !UNCLEAR.matcher(rest).matches()) {
                return Optional.of(new Asked("Who " + rest + "?", name, origin));
            }
        }
        return Optional.empty();
    }

    private static List<Form> forms() {
        return List.of(
                form(
                        "The (?<attribute>\\p{Ll}+(?: \\p{Ll}+)?) (?:of|for) (?<thing>(?:the )?[\\p{Lu}\\d][^,;:.]*?) (?:is|was|are|were) (?:called )?"
                                + VALUE,
                        (m, origin) -> property(m, m.group("attribute"), origin)),
                form(
                        NAME + " costs? (?<value>.*\\d.*)",
                        (m, origin) -> property(m, "price", origin)),
                form(
                        NAME + " weighs? (?<value>.*\\d.*)",
                        (m, origin) -> property(m, "weight", origin)),
                form(
                        NAME
                                + " ha(?:s|d) an? (?<attribute>\\p{Ll}+(?: \\p{Ll}+)?) of (?<value>.*\\d.*|\\p{Ll}+)",
                        (m, origin) -> property(m, m.group("attribute"), origin)),
                form(
                        NAME
                                + " (?:is|was|are|were) (?<verb>founded|launched|opened|introduced|built|established|released|created|started|finished|invented) (?:in|on) "
                                + VALUE,
                        (m, origin) -> asked("When was %s %s?", m, m.group("verb"), origin)),
                form(
                        NAME + " (?:opened|started|joined|ended) (?:in|on) (?<value>.*\\d.*)",
                        SentenceFacts::began),
                form(
                        NAME
                                + " (?:is|are) (?:located |based |situated )?(?:in|at) (?<value>(?:the )?\\p{Lu}[^,;:]*)",
                        (m, origin) -> asked("Where is %s?", m, "", origin)),
                form(
                        NAME
                                + " (?<verb>take|last)s? (?:about |around |up to )?(?<value>\\d[^,;:]*)",
                        (m, origin) -> asked("How long does %s %s?", m, m.group("verb"), origin)),
                form(
                        NAME + " (?:is|are) called " + VALUE,
                        (m, origin) -> asked("What is %s called?", m, "", origin)),
                form(
                        "(?:The|Our) (?<thing>\\p{Ll}+ \\p{Ll}+(?: \\p{Ll}+)?) (?:is|are) (?<value>[^,;:]*\\d[^,;:]*)",
                        (m, origin) ->
                                new Property(
                                        Thing.NONE, m.group("thing"), m.group("value"), origin)),
                form(
                        "(?<thing>(?:The )?\\p{Lu}[\\p{L}\\d]*(?: \\p{Lu}[\\p{L}\\d]*){0,3}) is (?<value>an? .+)",
                        (m, origin) ->
                                new Definition(
                                        m.group("thing").replaceFirst("^The ", "the "),
                                        m.group("value"),
                                        origin)));
    }

    private static Form form(String pattern, BiFunction<Matcher, Origin, Fact> fact) {
        return new Form(Pattern.compile(pattern), fact);
    }

    private static Fact property(Matcher matcher, String attribute, Origin origin) {
        return new Property(
                Thing.of(matcher.group("thing"), ""), attribute, matcher.group("value"), origin);
    }

    private static Fact asked(String question, Matcher matcher, String verb, Origin origin) {
        String thing = Values.lowered(matcher.group("thing"));
        String subject =
                thing.startsWith("the ") || thing.startsWith("our ")
                        ? thing
                        : matcher.group("thing");
        return new Asked(question.formatted(subject, verb), matcher.group("value"), origin);
    }

    private static Fact began(Matcher matcher, Origin origin) {
        String body = matcher.group();
        String verb =
                body.contains(" opened ")
                        ? "open"
                        : body.contains(" joined ")
                                ? "join"
                                : body.contains(" ended ") ? "end" : "start";
        return asked("When did %s %s?", matcher, verb, origin);
    }
}
