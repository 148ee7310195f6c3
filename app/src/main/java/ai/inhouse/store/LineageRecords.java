package ai.inhouse.store;

import java.util.Collection;
import java.util.List;

/// What was made from what, to be walked both ways.
public final class LineageRecords {
    private final Database database;

    public LineageRecords(Database database) {
        this.database = database;
    }

    /// Adds those that are new; all or none.
    public void add(Collection<LineageEdge> edges) {
        if (edges.isEmpty()) {
            return;
        }
        database.write(
                "recording lineage",
                handle -> {
                    try (var batch =
                            handle.prepareBatch(
                                    """
                                    INSERT INTO lineage (made, made_from, how)
                                    VALUES (:made, :madeFrom, :how)
                                    ON CONFLICT (made, made_from, how) DO NOTHING
                                    """)) {
                        edges.forEach(edge -> batch.bindMethods(edge).add());
                        batch.execute();
                    }
                });
    }

    /// All that went into something, directly or through others.
    public List<LineageEdge> sources(String made) {
        return walk("made", "made_from", made);
    }

    /// All that came of something, directly or through others.
    public List<LineageEdge> results(String madeFrom) {
        return walk("made_from", "made", madeFrom);
    }

    private List<LineageEdge> walk(String near, String far, String start) {
        String sql =
                """
                WITH RECURSIVE reached (node) AS (
                    SELECT CAST(:start AS TEXT)
                    UNION
                    SELECT lineage.<far> FROM lineage JOIN reached ON lineage.<near> = reached.node
                )
                SELECT lineage.* FROM lineage JOIN reached ON lineage.<near> = reached.node
                ORDER BY made, made_from, how
                """;
        return database.read(
                "walking lineage",
                handle ->
                        handle.createQuery(sql)
                                .define("near", near)
                                .define("far", far)
                                .bind("start", start)
                                .mapTo(LineageEdge.class)
                                .list());
    }
}
