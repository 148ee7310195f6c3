package ai.inhouse.documents;

/// A file about to be read.
///
/// @param name its path or name
/// @param mediaType as detected
record SourceContent(String name, String mediaType, byte[] bytes) {
    /// The bytes as text.
    ///
    /// @throws UnusableFileException if they are none
    String text() throws UnusableFileException {
        return TextDecoder.decode(bytes)
                .orElseThrow(
                        () -> new UnusableFileException("it is not text in any known encoding"));
    }
}
