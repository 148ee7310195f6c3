package ai.inhouse.governance;

import java.util.List;
import java.util.Locale;

/// What is to be erased.
public sealed interface Target {
    /// A document, with its copies of the same bytes.
    ///
    /// @param nameOrHash its name, source or hash
    record Document(String nameOrHash) implements Target {}

    /// Whatever names somebody so.
    ///
    /// @param person a name, an address or a number, as it is written
    record Person(String person) implements Target {
        public Person {
            person = person.strip();
        }
    }

    /// Documents whose time is over.
    ///
    /// @param sources where they were found
    record Expired(List<String> sources) implements Target {
        public Expired {
            sources = List.copyOf(sources);
        }
    }

    /// The target that has this kind and text.
    static Target of(String kind, String text) {
        return switch (kind) {
            case "document" -> new Document(text);
            case "person" -> new Person(text);
            default -> new Expired(List.of(text.split("\n", -1)));
        };
    }

    /// As records have it: `document`, `person` or `expired`.
    default String kind() {
        return getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    /// What tells it from others.
    default String text() {
        return switch (this) {
            case Document document -> document.nameOrHash();
            case Person person -> person.person();
            case Expired expired -> String.join("\n", expired.sources());
        };
    }
}
