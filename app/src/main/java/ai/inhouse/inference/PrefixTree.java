package ai.inhouse.inference;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Full pages of keys and values by the tokens they were computed from, so that sequences which
/// begin alike compute and hold them once (as in SGLang's RadixAttention, Zheng et al. 2024, by
/// whole pages). Each node is a page; its path from the root says all tokens up to its end, since
/// keys and values depend on all of them. Tokens are compared, not only their hashes: no two texts
/// can be confused. There is one root for each group of sequences that may share.
///
/// Pages that no sequence uses stay until room is needed; the longest unused go first.
final class PrefixTree {
    private final Map<String, Node> roots = new HashMap<>();

    /// Unused nodes without children, in the order in which they became so.
    private final Set<Node> evictable = new LinkedHashSet<>();

    private int unused;

    /// One page in its place. Sequences that use a node use those above it too.
    static final class Node {
        private final @Nullable Node parent;
        private final Tokens tokens;
        private final @Nullable MemorySegment page;
        private final Map<Tokens, Node> children = new HashMap<>();
        private int users;

        private Node(@Nullable Node parent, Tokens tokens, @Nullable MemorySegment page) {
            this.parent = parent;
            this.tokens = tokens;
            this.page = page;
        }

        MemorySegment page() {
            if (page == null) {
                throw new IllegalStateException("a root has no page");
            }
            return page;
        }
    }

    /// The ids of one page.
    private record Tokens(int[] ids) {
        static Tokens of(int[] ids, int from) {
            return new Tokens(Arrays.copyOfRange(ids, from, from + Lanes.PAGE));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Tokens(int[] others) && Arrays.equals(ids, others);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(ids);
        }
    }

    Node root(String group) {
        return roots.computeIfAbsent(group, name -> new Node(null, new Tokens(new int[0]), null));
    }

    /// The page that goes on with a node's text, which the caller uses from now on.
    Optional<Node> use(Node parent, int[] ids, int from) {
        Optional<Node> child = Optional.ofNullable(parent.children.get(Tokens.of(ids, from)));
        child.ifPresent(this::use);
        return child;
    }

    private void use(Node node) {
        if (node.users++ == 0) {
            unused--;
            evictable.remove(node);
        }
    }

    /// Adds a page, which the caller uses from now on.
    Node add(Node parent, int[] ids, int from, MemorySegment page) {
        Node node = new Node(parent, Tokens.of(ids, from), page);
        node.users = 1;
        parent.children.put(node.tokens, node);
        return node;
    }

    /// Ends a sequence's use; of several nodes the deepest must come first.
    void release(Node node) {
        if (--node.users == 0) {
            unused++;
            if (node.children.isEmpty()) {
                evictable.add(node);
            }
        }
    }

    /// Pages that no sequence uses.
    int unused() {
        return unused;
    }

    /// Takes the page that has been without use for longest out of the tree.
    Optional<MemorySegment> evict() {
        var oldest = evictable.iterator();
        if (!oldest.hasNext()) {
            return Optional.empty();
        }
        Node node = oldest.next();
        oldest.remove();
        unused--;
        Node parent = node.parent;
        if (parent != null) {
            parent.children.remove(node.tokens);
            if (parent.page != null && parent.users == 0 && parent.children.isEmpty()) {
                evictable.add(parent);
            }
        }
        return Optional.of(node.page());
    }
}
