package ai.inhouse.documents;

/// Turns a file's bytes into text. A bad file is an ordinary result, never an exception: the caller
/// goes on with the next one. Takes and gives plain data only, so that it can run elsewhere than
/// its caller. Safe for use by many threads.
public interface Extractor {
    /// @param name the file's name: a hint where the content alone does not tell its type
    Extraction extract(String name, byte[] content);
}
