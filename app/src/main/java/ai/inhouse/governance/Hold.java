package ai.inhouse.governance;

import ai.inhouse.base.InhouseException;
import java.util.Optional;

/// A legal hold: what must not be erased until it is released, as evidence in a dispute.
///
/// @param id short, to release it by
/// @param kind `document` or `person`
/// @param target a document's name, source or hash; a person's name, address or number
/// @param by who ordered it
/// @param at ISO 8601
public record Hold(
        String id,
        String kind,
        String target,
        String reason,
        String by,
        String at,
        Optional<Release> released) {

    /// @param at ISO 8601
    public record Release(String by, String reason, String at) {}

    boolean isInForce() {
        return released.isEmpty();
    }

    boolean isOfPerson() {
        return kind.equals("person");
    }

    Hold release(Release release) {
        return new Hold(id, kind, target, reason, by, at, Optional.of(release));
    }

    /// @param what is not erased because of it, as in "hr/case-12.md"
    InhouseException refuses(String what) {
        return InhouseException.refused(
                "erasing",
                what,
                "legal hold %s of %s by %s forbids it: %s".formatted(id, at, by, reason),
                "Wait until it is released: 'inhouse hold list', 'inhouse hold release %s'."
                        .formatted(id));
    }
}
