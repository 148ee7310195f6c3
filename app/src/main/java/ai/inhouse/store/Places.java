package ai.inhouse.store;

import ai.inhouse.base.Hash;
import org.jdbi.v3.core.Handle;

/// How many reviewers an item still wants: kept beside the item, so that finding one that wants
/// some needs no counting.
final class Places {
    private Places() {}

    static void refresh(Handle handle, Hash item) {
        handle.createUpdate(
                        """
                        UPDATE review_items SET open_places = overlap -
                            (SELECT count(*) FROM assignments a
                             WHERE a.item = review_items.id AND NOT a.skipped)
                        WHERE id = :item
                        """)
                .bind("item", item)
                .execute();
    }
}
