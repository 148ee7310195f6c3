package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.Certainty;
import ai.inhouse.corpus.pii.Finding;
import ai.inhouse.corpus.pii.Place;
import ai.inhouse.corpus.pii.Recognizer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// A person's name: two or three words with capitals of which the first is a known given name; or
/// what follows a form of address, or a word such as `Patient:` or `Dear`; or what stands in a
/// column headed so. A given name alone, without such a word, is none: too many are words, months
/// and products too.
public final class PersonName implements Recognizer {
    private static final String WORD =
            "\\p{Lu}(?:['’]\\p{Lu})?[\\p{Ll}]{1,20}(?:[-'’]\\p{Lu}?\\p{Ll}{1,20})?";
    private static final String PARTICLE =
            "(?:(?:van|von|de|der|den|del|della|di|da|dos|la|le|bin|ibn|al|el|zu|ter) ){1,2}";

    /// Given names and initials, then the family's.
    private static final Pattern FULL =
            Pattern.compile(
                    "("
                            + WORD
                            + ")(?: (?:\\p{Lu}\\.?|"
                            + WORD
                            + "))?? (?:"
                            + PARTICLE
                            + ")?("
                            + WORD
                            + ")(?: ("
                            + WORD
                            + "))?");

    private static final Pattern ANY =
            Pattern.compile(
                    "(?:\\p{Lu}\\. ?){0,2}("
                            + WORD
                            + ")(?:(?: \\p{Lu}\\.)?(?: "
                            + PARTICLE
                            + ")?(?: (?:"
                            + PARTICLE
                            + ")?"
                            + WORD
                            + ")){0,2}");
    private static final Pattern BEFORE =
            Pattern.compile(
                    "(?:(?:^|[^\\p{L}])(?:Mrs?|Ms|Mx|Dr|Prof|Professor|Sir|Herrn?|Frau|Mme|Mlle|Señora?|Sra?|Signora?|Dott)\\.? (?:Dr\\. )?"
                            + "|(?:^|[^\\p{L}])(?:Dear|Hi|Hello|Liebe[r]?|Hallo|Cher|Chère|Estimad[oa]) (?:Mrs?\\.? |Ms\\.? |Dr\\.? )?"
                            + "|(?:^|[^\\p{L}])(?i:(?:full |legal |first |last )?name|patient|employee|contact(?: person)?|signed(?: by)?|attn|attention|c/o|applicant|tenant"
                            + "|claimant|witness|insured|customer|candidate|guardian|next of kin|emergency contact|prepared by|approved by|reviewed by|written by|author|manager"
                            + "|reported by|interviewer|spouse|physician|nurse|account holder|cardholder|beneficiary|recipient|assigned to|passenger|referred by"
                            + "|mitarbeiter|mitarbeiterin|unterzeichnet|ansprechpartner|patientin|nom)[*_]{0,2} ?[:|][*_]{0,2} {0,3}"
                            + "|(?i:(?:regards|sincerely|wishes|faithfully|cheers|thanks|thank you|grüßen|truly)[,.!]?[ \\t]*\\n{1,2}))$");
    private static final Pattern AFTER =
            Pattern.compile(
                    "(?:,? \\(?(?:she/her|he/him|they/them)|,? (?:MD|PhD|RN|Esq|Jr|Sr)\\b|, born |, aged \\d|, who (?:lives|was born|works))");
    private static final Set<String> COLUMNS =
            Set.of(
                    "name",
                    "employee",
                    "patient",
                    "person",
                    "contact",
                    "full name",
                    "manager",
                    "author",
                    "owner",
                    "member",
                    "customer",
                    "applicant",
                    "responsible",
                    "lead",
                    "who",
                    "mitarbeiter");
    private static final int LOOK_BACK = 40;

    /// Words with capitals that follow or precede names without being one.
    private static final Set<String> NO_NAMES =
            Set.of(
                    "street",
                    "avenue",
                    "road",
                    "drive",
                    "university",
                    "college",
                    "school",
                    "hospital",
                    "institute",
                    "inc",
                    "ltd",
                    "gmbh",
                    "corp",
                    "company",
                    "group",
                    "bank",
                    "center",
                    "centre",
                    "park",
                    "county",
                    "city",
                    "team",
                    "department",
                    "office",
                    "foundation",
                    "act",
                    "award",
                    "building",
                    "house",
                    "airport",
                    "station",
                    "square",
                    "the",
                    "and",
                    "or",
                    "of",
                    "for",
                    "in",
                    "on",
                    "at",
                    "to",
                    "we",
                    "you",
                    "all",
                    "everyone",
                    "everybody",
                    "colleagues",
                    "sir",
                    "madam",
                    "customer",
                    "hiring",
                    "january",
                    "february",
                    "march",
                    "april",
                    "may",
                    "june",
                    "july",
                    "august",
                    "september",
                    "october",
                    "november",
                    "december",
                    "monday",
                    "tuesday",
                    "wednesday",
                    "thursday",
                    "friday",
                    "saturday",
                    "sunday",
                    "this",
                    "that",
                    "there",
                    "it",
                    "is",
                    "law",
                    "code",
                    "guide",
                    "handbook",
                    "manual",
                    "policy",
                    "data",
                    "project",
                    "model",
                    "here",
                    "your",
                    "our",
                    "my",
                    "please",
                    "no",
                    "yes",
                    "not",
                    "if",
                    "when",
                    "as",
                    "damen",
                    "herren",
                    "manager",
                    "director",
                    "number",
                    "first",
                    "last",
                    "id",
                    "name");

    private final Set<String> given = names("given-names.txt");

    @Override
    public String label() {
        return "person_name";
    }

    @Override
    public Category category() {
        return Category.NAME;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.CAPITALIZED);
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        boolean known = given.contains(plain(place.value()));
        Optional<MatchResult> match =
                isTold(place) ? place.match(ANY).or(() -> shorter(place)) : Optional.empty();
        Certainty certainty = Certainty.CONTEXT;
        if (match.isEmpty()) {
            match = place.match(FULL).filter(m -> known || isFollowed(place, m));
            certainty = known ? Certainty.FORM : Certainty.CONTEXT;
        }
        Certainty how = certainty;
        match.filter(m -> !isNoName(m.group(1)))
                .map(m -> end(place, m))
                .filter(
                        end ->
                                how == Certainty.CONTEXT
                                        || place.text().substring(place.start(), end).contains(" "))
                .ifPresent(
                        end ->
                                found.accept(
                                        new Finding(label(), category(), how, place.start(), end)));
    }

    /// A match may end before a word that goes on in capitals.
    private static Optional<MatchResult> shorter(Place place) {
        return place.match(Pattern.compile("(" + WORD + ")"));
    }

    /// Before the first word that belongs to no name.
    private static int end(Place place, MatchResult match) {
        String name = match.group();
        int from = 0;
        for (int space = name.indexOf(' '); space >= 0; space = name.indexOf(' ', from)) {
            int next = name.indexOf(' ', space + 1);
            String word = name.substring(space + 1, next < 0 ? name.length() : next);
            if (isNoName(word)) {
                return place.start() + space;
            }
            from = space + 1;
        }
        return match.end();
    }

    private static boolean isNoName(String word) {
        return NO_NAMES.contains(plain(word));
    }

    private static boolean isFollowed(Place place, MatchResult match) {
        return AFTER.matcher(place.text())
                .region(match.end(), Math.min(place.text().length(), match.end() + LOOK_BACK))
                .lookingAt();
    }

    private static boolean isTold(Place place) {
        int from = Math.max(0, place.start() - LOOK_BACK);
        char before = place.at(place.start() - 1);
        if (before != ' ' && before != '\n' && before != ':' && before != '|' && before != '*') {
            return false;
        }
        return BEFORE.matcher(place.text()).region(from, place.start()).find()
                || (isCellStart(place) && place.column(COLUMNS));
    }

    private static boolean isCellStart(Place place) {
        int at = place.start() - 1;
        while (place.at(at) == ' ' && at > place.start() - 4) {
            at--;
        }
        return place.at(at) == '|';
    }

    private static String plain(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        boolean ascii = lower.chars().allMatch(c -> c < 128);
        return ascii
                ? lower
                : Normalizer.normalize(lower, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
    }

    private static Set<String> names(String resource) {
        Set<String> names = new HashSet<>();
        try (InputStream in =
                        Objects.requireNonNull(
                                Recognizer.class.getResourceAsStream(resource), resource);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            reader.lines().forEach(line -> names.addAll(Set.of(line.strip().split(" ", -1))));
        } catch (IOException e) {
            throw new IllegalStateException("reading " + resource, e);
        }
        return names;
    }
}
