package ai.inhouse.tuning;

/// Where something was found.
///
/// @param document the document's name, as in `handbook/leave.md`
/// @param section the heading under which it stands; may be empty
public record Origin(String document, String section) {
    @Override
    public String toString() {
        return section.isEmpty() ? document : document + ", section " + section;
    }
}
