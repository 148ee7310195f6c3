package ai.inhouse.training;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Where the workers' time went in some training steps, from samples of their stacks: processor
/// time by call, and beside it the time in which they waited or other processes ran.
///
/// @param root all time; below it the calls within this program, outermost first
/// @param steps that were taken
/// @param products matrix products by their shapes, the longest first
public record Profile(Node root, int steps, List<Product> products) {
    private static final String OWN = "ai.inhouse.";
    private static final String ENGINE = "ai.inhouse.engine.";
    private static final String WORKERS = "ai.inhouse.engine.Workers";
    static final String IDLE = "not running";

    /// Share of the time below which a call is not shown.
    static final double NARROWEST = 0.0005;

    /// A call and the time that fell into it.
    public static final class Node {
        private final String name;
        private final Map<String, Node> calls = new TreeMap<>();
        private long nanos;

        Node(String name) {
            this.name = name;
        }

        public String name() {
            return name;
        }

        public long nanos() {
            return nanos;
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

    /// Products of matrices of one shape.
    ///
    /// @param batch pairs that one call multiplies, each `[m, k] [k, n]`
    /// @param calls a step
    /// @param seconds a step, all workers together, on the clock: waiting for a processor counts
    /// @param gigaflops of one worker
    public record Product(
            int batch,
            int m,
            int k,
            int n,
            String type,
            double calls,
            double seconds,
            double gigaflops) {
        /// As in `256 x 576 x 1536 BF16`.
        public String shape() {
            String one = "%d x %d x %d".formatted(m, k, n);
            return (batch == 1 ? one : "%d of %s".formatted(batch, one)) + " " + type;
        }
    }

    /// A part of a step.
    ///
    /// @param part as in `matrix products`
    /// @param seconds a step, all workers together
    /// @param share of the workers' time
    public record Share(String part, double seconds, double share) {}

    /// A call as a tree of values, for JSON.
    ///
    /// @param seconds a step, all workers together
    public record Call(String name, double seconds, double share, List<Call> calls) {}

    static Profile of(List<StackSampler.Sample> samples, int steps, List<Product> products) {
        Node root = new Node("step");
        for (StackSampler.Sample sample : samples) {
            root.nanos += sample.cpuNanos() + sample.idleNanos();
            root.call(IDLE).nanos += sample.idleNanos();
            Node node = root;
            for (String frame : frames(sample.frames())) {
                node = node.call(frame);
                node.nanos += sample.cpuNanos();
            }
        }
        return new Profile(root, steps, List.copyOf(products));
    }

    /// Of all workers together, a step.
    public double seconds(Node node) {
        return node.nanos() / 1e9 / steps;
    }

    /// Of all workers' time.
    public double share(Node node) {
        return (double) node.nanos() / Math.max(1, root.nanos());
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
        return frames.isEmpty() ? List.of("Workers.run") : frames;
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
        Map<List<String>, Node> found = new HashMap<>();
        root.calls().forEach(call -> count(call, root.name(), found));
        return found.entrySet().stream()
                .map(
                        e ->
                                new Operation(
                                        e.getKey().getFirst(),
                                        e.getKey().getLast(),
                                        seconds(e.getValue()),
                                        share(e.getValue())))
                .sorted(
                        Comparator.comparingDouble(Operation::seconds)
                                .reversed()
                                .thenComparing(Operation::name))
                .toList();
    }

    /// The parts of a step, the longest first.
    public List<Share> parts() {
        Map<StepPart, Double> seconds = new EnumMap<>(StepPart.class);
        for (Operation o : operations()) {
            seconds.merge(StepPart.of(o.name()), o.seconds(), Double::sum);
        }
        double all = Math.max(seconds(root), 1e-12);
        return seconds.entrySet().stream()
                .map(e -> new Share(e.getKey().title(), e.getValue(), e.getValue() / all))
                .sorted(Comparator.comparingDouble(Share::seconds).reversed())
                .toList();
    }

    /// All calls, without those that nobody would see.
    public Call flame() {
        return flame(root);
    }

    private Call flame(Node node) {
        return new Call(
                node.name(),
                seconds(node),
                share(node),
                node.calls().stream()
                        .filter(call -> share(call) >= NARROWEST)
                        .map(this::flame)
                        .toList());
    }

    private static void count(Node node, String caller, Map<List<String>, Node> found) {
        long own = node.nanos;
        if (!isOperation(node)) {
            for (Node call : node.calls()) {
                own -= call.nanos;
                count(call, node.name(), found);
            }
        }
        if (own > 0) {
            found.computeIfAbsent(List.of(node.name(), caller), k -> new Node(node.name())).nanos +=
                    own;
        }
    }

    /// Names from the engine carry no line.
    private static boolean isOperation(Node node) {
        return node.name().indexOf(':') < 0;
    }
}
