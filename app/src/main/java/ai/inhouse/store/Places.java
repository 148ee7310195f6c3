package ai.inhouse.store;

import ai.inhouse.base.Hash;
import org.jdbi.v3.core.Handle;

/// How many reviewers an item still wants: kept beside the item, so that finding one that wants
/// some needs no counting. A reviewer whose word does not count takes none.
final class Places {
    private Places() {}

    static void refresh(Handle handle, Hash item) {
        handle.createUpdate(
                        """
                        UPDATE review_items SET open_places = overlap -
                            (SELECT count(*) FROM assignments a
                             LEFT JOIN standings s ON s.reviewer = a.reviewer
                             WHERE a.item = review_items.id AND NOT a.skipped
                                 AND coalesce(s.counts, TRUE))
                        WHERE id = :item AND state <> 'GOLD'
                        """)
                .bind("item", item)
                .execute();
    }

    /// As [#refresh], for an item that others may have walked past.
    static void giveBack(Handle handle, Hash item) {
        refresh(handle, item);
        handle.execute("UPDATE review_items SET returned = TRUE WHERE id = ?", item.hex());
    }
}
