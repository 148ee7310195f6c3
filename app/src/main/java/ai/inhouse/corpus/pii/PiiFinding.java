package ai.inhouse.corpus.pii;

/// A finding as it is listed: where, what and what was done, without the value.
///
/// @param document its name
/// @param part as in `title`, `metadata author`, `heading 2` or `text 2`, sections from 1
/// @param offset characters into the part, before anything was masked
/// @param pseudonym tells the same value again
public record PiiFinding(
        String document,
        String part,
        int offset,
        int length,
        String label,
        PiiAction action,
        String pseudonym) {}
