package ai.inhouse.inference.grammar;

import java.util.ArrayList;
import java.util.List;

/// A recursive transition network over bytes (Woods 1970): nodes with edges that read a byte of a
/// range, read nothing, or read whatever another rule reads. A rule is known by its first node; its
/// last ones are marked. This is what a context-free language needs beyond a regular one: a stack
/// of the nodes to return to.
final class Grammar {
    private static final int MOST_NODES = 300_000;

    private final String where;
    private final List<List<Edge>> edges = new ArrayList<>();
    private final List<Boolean> last = new ArrayList<>();

    sealed interface Edge {
        int to();

        /// @param high included
        record Read(int low, int high, int to) implements Edge {}

        record Silent(int to) implements Edge {}

        record Call(int rule, int to) implements Edge {}
    }

    Grammar(String where) {
        this.where = where;
    }

    int node() {
        if (edges.size() >= MOST_NODES) {
            throw GrammarException.tooLarge(where);
        }
        edges.add(new ArrayList<>());
        last.add(false);
        return edges.size() - 1;
    }

    int size() {
        return edges.size();
    }

    List<Edge> edges(int node) {
        return edges.get(node);
    }

    boolean isLast(int node) {
        return last.get(node);
    }

    void markLast(int node) {
        last.set(node, true);
    }

    void silent(int from, int to) {
        edges.get(from).add(new Edge.Silent(to));
    }

    void read(int from, int low, int high, int to) {
        edges.get(from).add(new Edge.Read(low, high, to));
    }

    /// @return where the rule's texts end that begin at `from`
    int call(int from, int rule) {
        int to = node();
        edges.get(from).add(new Edge.Call(rule, to));
        return to;
    }

    /// @return where these bytes end that begin at `from`
    int bytes(int from, byte[] bytes) {
        int at = from;
        for (byte b : bytes) {
            int to = node();
            read(at, b & 0xff, b & 0xff, to);
            at = to;
        }
        return at;
    }

    /// Removes edges from which no text comes to an end.
    ///
    /// @return whether the rule has any text
    boolean trim(int rule) {
        boolean[] ends = new boolean[size()];
        for (boolean changed = true; changed; ) {
            changed = false;
            for (int node = size() - 1; node >= 0; node--) {
                if (!ends[node] && ends(node, ends)) {
                    ends[node] = true;
                    changed = true;
                }
            }
        }
        for (List<Edge> leaving : edges) {
            leaving.removeIf(edge -> !leads(edge, ends));
        }
        return ends[rule];
    }

    private boolean ends(int node, boolean[] ends) {
        return isLast(node) || edges.get(node).stream().anyMatch(edge -> leads(edge, ends));
    }

    private static boolean leads(Edge edge, boolean[] ends) {
        return switch (edge) {
            case Edge.Read read -> ends[read.to()];
            case Edge.Silent silent -> ends[silent.to()];
            case Edge.Call call -> ends[call.to()] && ends[call.rule()];
        };
    }
}
