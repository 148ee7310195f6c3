package ai.inhouse.documents;

/// Reads files of one format.
interface FormatReader {
    /// @param mediaType as detected, without parameters
    boolean reads(String mediaType);

    /// @throws UnusableFileException with a reason in plain words
    /// @throws Exception whatever the format's library throws at damaged files
    Extraction.Text read(SourceContent content) throws Exception;
}
