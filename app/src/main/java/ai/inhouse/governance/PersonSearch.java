package ai.inhouse.governance;

import ai.inhouse.documents.Document;
import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.documents.Section;
import ai.inhouse.store.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds where a person is named: a name, an address, a number, letter case and spacing aside.
public final class PersonSearch {
    private final DocumentLibrary library;
    private final Trace trace;

    public PersonSearch(Workspace workspace) {
        library = new DocumentLibrary(workspace, DocumentReader.standard());
        trace = new Trace(workspace);
    }

    /// @param times how often the person is named in it
    public record Place(Trace.DocumentTrace document, int times) {}

    public List<Place> find(String person) {
        Pattern pattern = pattern(person);
        List<Place> places = new ArrayList<>();
        for (Document document : library.documents()) {
            int times = times(document, pattern);
            if (times > 0) {
                trace.document(document.id().hex()).stream()
                        .filter(found -> found.name().equals(document.name()))
                        .forEach(found -> places.add(new Place(found, times)));
            }
        }
        return places;
    }

    /// Finds a person in any text.
    public static Pattern pattern(String person) {
        List<String> words = new ArrayList<>();
        for (String word : person.strip().split("\\s+", -1)) {
            words.add(Pattern.quote(word));
        }
        return Pattern.compile(
                "(?iu)(?<![\\p{L}\\p{N}])" + String.join("\\s+", words) + "(?![\\p{L}\\p{N}])");
    }

    /// Whether a document names somebody so: in its text, title or metadata.
    static boolean names(Document document, String person) {
        return times(document, pattern(person)) > 0;
    }

    private static int times(Document document, Pattern pattern) {
        int times = times(document.title(), pattern);
        for (String value : document.metadata().values()) {
            times += times(value, pattern);
        }
        for (Section section : document.sections()) {
            times += times(section.heading(), pattern) + times(section.text(), pattern);
        }
        return times;
    }

    private static int times(String text, Pattern pattern) {
        Matcher matcher = pattern.matcher(text);
        int times = 0;
        while (matcher.find()) {
            times++;
        }
        return times;
    }
}
