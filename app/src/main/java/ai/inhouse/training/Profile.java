package ai.inhouse.training;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Where the workers' time went in some training steps, from samples of their stacks.
///
/// @param root all samples; below it the calls within this program, outermost first
/// @param workerSeconds of one step, all workers together
public record Profile(Node root, double workerSeconds) {
    private static final String OWN = "ai.inhouse.";
    private static final String ENGINE = "ai.inhouse.engine.";
    private static final String WORKERS = "ai.inhouse.engine.Workers";
    private static final String WAITING = "waiting";

    /// A call and how many samples fell into it.
    public static final class Node {
        private final String name;
        private final Map<String, Node> calls = new TreeMap<>();
        private long samples;

        Node(String name) {
            this.name = name;
        }

        public String name() {
            return name;
        }

        public long samples() {
            return samples;
        }

        /// By name, so that two profiles look alike.
        public Collection<Node> calls() {
            return calls.values();
        }

        Node call(String to) {
            return calls.computeIfAbsent(to, Node::new);
        }
    }

    /// Time in one of the engine's operations, called from one place.
    ///
    /// @param name for instance `Matmul.mm`
    /// @param caller for instance `DecoderPass.backward:141`; the place that a product serves is
    ///   told by its line
    /// @param seconds a step, all workers together
    /// @param share of the workers' time
    public record Operation(String name, String caller, double seconds, double share) {}

    /// @param stacks frames with the innermost first
    static Profile of(List<List<StackTraceElement>> stacks, double workerSeconds) {
        Node root = new Node("step");
        for (List<StackTraceElement> stack : stacks) {
            Node node = root;
            node.samples++;
            for (String frame : frames(stack)) {
                node = node.call(frame);
                node.samples++;
            }
        }
        return new Profile(root, workerSeconds);
    }

    /// Calls within this program, the outermost first, without the threads' own machinery.
    private static List<String> frames(List<StackTraceElement> stack) {
        List<String> frames = new ArrayList<>();
        String below = "";
        for (StackTraceElement frame : stack.reversed()) {
            String owner = frame.getClassName();
            if (!owner.startsWith(OWN) || owner.startsWith(WORKERS)) {
                continue;
            }
            String name = name(frame);
            if (!name.equals(below)) {
                frames.add(name);
            }
            below = name;
        }
        return frames.isEmpty() ? List.of(WAITING) : frames;
    }

    /// `Class.method`, and in the model's passes the line too: it tells one product from another.
    private static String name(StackTraceElement frame) {
        String owner = frame.getClassName();
        String method = frame.getMethodName();
        if (method.startsWith("lambda$")) {
            method = method.substring("lambda$".length(), method.lastIndexOf('$'));
        }
        String name = owner.substring(owner.lastIndexOf('.') + 1).replace('$', '.') + "." + method;
        return owner.startsWith(ENGINE) ? name : name + ":" + frame.getLineNumber();
    }

    /// The engine's operations by the place that called them, the longest first.
    public List<Operation> operations() {
        Map<List<String>, Long> samples = new HashMap<>();
        count(root, root.name(), samples);
        return samples.entrySet().stream()
                .sorted(
                        Map.Entry.<List<String>, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(e -> e.getKey().toString()))
                .map(e -> operation(e.getKey(), e.getValue()))
                .toList();
    }

    private Operation operation(List<String> key, long samples) {
        double share = (double) samples / Math.max(1, root.samples());
        return new Operation(key.getFirst(), key.getLast(), share * workerSeconds, share);
    }

    private static void count(Node node, String caller, Map<List<String>, Long> samples) {
        if (isOperation(node)) {
            samples.merge(List.of(node.name(), caller), node.samples(), Long::sum);
            return;
        }
        long own = node.samples();
        for (Node call : node.calls()) {
            own -= call.samples();
            count(call, node.name(), samples);
        }
        if (own > 0) {
            samples.merge(List.of(node.name(), caller), own, Long::sum);
        }
    }

    /// Names from the engine carry no line.
    private static boolean isOperation(Node node) {
        return node.name().indexOf(':') < 0 && node.name().indexOf('.') >= 0;
    }
}
