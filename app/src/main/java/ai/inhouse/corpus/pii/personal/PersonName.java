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
            "\\p{Lu}(?:['’]\\p{Lu})?\\p{Ll}{1,20}(?:[-'’]?\\p{Lu}\\p{Ll}{1,20})?";
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

    private static final Pattern ADDRESSED =
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
    private static final Pattern ONE_WORD = Pattern.compile("(" + WORD + ")");
    private static final Pattern LABEL =
            Pattern.compile(
                    "(?i)(?<!\\p{L})(?:(?:full |legal |first |last )?name|patient|employee|contact(?: person)?"
                            + "|signed(?: by)?|attn|attention|c/o|applicant|tenant|claimant|witness|insured"
                            + "|customer|candidate|guardian|next of kin|emergency contact|prepared by"
                            + "|approved by|reviewed by|written by|author|manager|reported by|interviewer"
                            + "|spouse|physician|nurse|account holder|cardholder|beneficiary|recipient"
                            + "|assigned to|passenger|referred by|mitarbeiter(?:in)?|unterzeichnet"
                            + "|ansprechpartner(?:in)?|patientin|nom|from|to|cc|minutes|chair|organi[sz]er|participants|attendees|speaker|host)[*_]{0,2} ?:[*_]{0,2} {0,3}$");
    private static final Pattern DONE_BY =
            Pattern.compile(
                    "(?:chaired|led|written|signed|approved|presented|given|hosted|managed|taught|reviewed"
                            + "|prepared|submitted|reported|filed|drafted|represented|accompanied|treated)"
                            + " by $");
    private static final Pattern FAREWELL =
            Pattern.compile(
                    "(?i)(?:regards|sincerely|wishes|faithfully|cheers|thanks|thank you|grüßen|truly)"
                            + "[,.!]?[ \\t]*\\n{1,2}$");
    private static final Set<String> FORMS_OF_ADDRESS =
            Set.of(
                    "mr",
                    "mrs",
                    "ms",
                    "mx",
                    "dr",
                    "prof",
                    "professor",
                    "sir",
                    "herr",
                    "herrn",
                    "frau",
                    "mme",
                    "mlle",
                    "señor",
                    "señora",
                    "sra",
                    "signora",
                    "dott",
                    "dear",
                    "hi",
                    "hello",
                    "liebe",
                    "lieber",
                    "hallo",
                    "cher",
                    "chère",
                    "estimado",
                    "estimada");
    private static final Set<String> OF_PLACES =
            Set.of("san", "santa", "saint", "st", "fort", "mount", "new", "lake", "los", "port");
    private static final Pattern AFTER =
            Pattern.compile(
                    "(?:,? \\(?(?:she/her|he/him|they/them)|,? (?:MD|PhD|RN|Esq|Jr|Sr)\\b|, born |, aged \\d|, who (?:lives|was born|works))");
    private static final Set<String> COLUMNS =
            Set.of("name", "employee name", "patient", "full name", "person", "mitarbeiter");
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
        Optional<MatchResult> match = told(place);
        Certainty certainty = Certainty.CONTEXT;
        if (match.isEmpty() && isBeforeCapital(place)) {
            boolean known = given.contains(plain(place.value())) && !isOfPlace(place);
            match = place.match(FULL).filter(m -> known || isFollowed(place, m));
            certainty = known ? Certainty.FORM : Certainty.CONTEXT;
        }
        if (match.isPresent() && !isNoName(match.get().group(1))) {
            int end = end(place, match.get());
            boolean whole = isAddressed(place) || place.text().indexOf(' ', place.start()) < end;
            if (whole) {
                found.accept(finding(certainty, place.start(), end));
            }
        }
    }

    private static boolean isBeforeCapital(Place place) {
        char next = place.at(place.end());
        char after = place.at(place.end() + 1);
        return next == '-'
                || (next == ' ' && (!Character.isLowerCase(after) || "vdlbaz".indexOf(after) >= 0));
    }

    private static boolean isOfPlace(Place place) {
        return OF_PLACES.contains(wordBefore(place));
    }

    /// The word before a place, in lower case and without its full stop; empty where there is none.
    private static String wordBefore(Place place) {
        int end = place.start() - 1;
        if (place.at(end) != ' ' || end < 0) {
            return "";
        }
        end -= place.at(end - 1) == '.' ? 1 : 0;
        int start = end;
        while (end - start < 12 && Character.isLetter(place.at(start - 1))) {
            start--;
        }
        return place.text().substring(start, end).toLowerCase(Locale.ROOT);
    }

    private static boolean isAddressed(Place place) {
        return FORMS_OF_ADDRESS.contains(wordBefore(place));
    }

    /// The name that words before it announce.
    private static Optional<MatchResult> told(Place place) {
        if (isAddressed(place)) {
            return place.match(ADDRESSED).or(() -> place.match(ONE_WORD));
        }
        return isLabelled(place) ? place.match(ADDRESSED) : Optional.empty();
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
        return NO_NAMES.contains(plain(word)) || FORMS_OF_ADDRESS.contains(plain(word));
    }

    private static boolean isFollowed(Place place, MatchResult match) {
        return AFTER.matcher(place.text())
                .region(match.end(), Math.min(place.text().length(), match.end() + LOOK_BACK))
                .lookingAt();
    }

    private static boolean isLabelled(Place place) {
        int at = place.start() - 1;
        while (at >= 0 && " *_".indexOf(place.at(at)) >= 0 && place.start() - at < 6) {
            at--;
        }
        char mark = at < 0 ? ' ' : place.at(at);
        return switch (mark) {
            case ':' -> endsWith(LABEL, place);
            case '\n' -> endsWith(FAREWELL, place);
            case '|' -> isCellStart(place) && place.column(COLUMNS);
            default -> wordBefore(place).equals("by") && endsWith(DONE_BY, place);
        };
    }

    private static boolean endsWith(Pattern words, Place place) {
        int from = Math.max(0, place.start() - LOOK_BACK);
        return words.matcher(place.text()).region(from, place.start()).find();
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
