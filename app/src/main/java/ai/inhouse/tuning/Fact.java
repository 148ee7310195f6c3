package ai.inhouse.tuning;

/// Something a document states in a form that can be asked for.
sealed interface Fact {
    Origin origin();

    /// A thing has a property, as in Puffin, weight, 3 kg.
    ///
    /// @param thing empty where the property stands for itself, as in notice period, 3 months
    record Property(Thing thing, String attribute, String value, Origin origin) implements Fact {}

    /// What a word means.
    record Definition(String term, String meaning, Origin origin) implements Fact {}

    /// A question that the document asks itself.
    record Asked(String question, String answer, Origin origin) implements Fact {}

    /// What a section is about, and what it says.
    record Topic(String document, String heading, String answer, Origin origin) implements Fact {}

    /// A sentence that states something.
    record Statement(String title, String heading, String sentence, Origin origin)
            implements Fact {}
}
