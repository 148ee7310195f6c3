package ai.inhouse.training.distributed;

import ai.inhouse.base.InhouseException;
import ai.inhouse.engine.ProcessGroup;
import ai.inhouse.engine.Rendezvous;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// Which of several processes this one is, and where they meet, by the environment variables that
/// torchrun sets: `RANK`, `WORLD_SIZE`, `LOCAL_WORLD_SIZE`, `MASTER_ADDR`, `MASTER_PORT`.
///
/// @param local how many of the processes are on this machine
/// @param limit how long another process may be silent
public record Place(ProcessGroup.Member member, int local, Rendezvous rendezvous, Duration limit) {
    static final String RANK = "RANK";
    static final String SIZE = "WORLD_SIZE";
    static final String LOCAL_SIZE = "LOCAL_WORLD_SIZE";
    static final String HOST = "MASTER_ADDR";
    static final String PORT = "MASTER_PORT";

    /// Where processes of one machine meet, in place of the address and port.
    static final String FILE = "INHOUSE_MEETING_FILE";

    /// How many seconds a process may be silent before the others give it up.
    static final String LIMIT = "INHOUSE_LOST_AFTER_SECONDS";

    /// Whether torchrun itself serves the store at that address.
    private static final String SERVED = "TORCHELASTIC_USE_AGENT_STORE";

    private static final long USUAL_LIMIT_SECONDS = 300;
    private static final int MOST_PROCESSES = 65_536;

    /// How long processes that are all being started may take to come.
    private static final Duration COMING = Duration.ofMinutes(10);

    /// What is done first (documents, corpus, tokenizer) may take rank 0 this long.
    private static final Duration PATIENCE = Duration.ofDays(2);

    /// This process's place, where there are several.
    ///
    /// @throws InhouseException if variables are missing or make no sense, with all that is wrong
    public static Optional<Place> of(Map<String, String> environment) {
        String size = environment.getOrDefault(SIZE, "");
        return size.isBlank() || size.strip().equals("1")
                ? Optional.empty()
                : Optional.of(new Reader(environment).read());
    }

    /// How long another process may be silent.
    static Duration limit(Map<String, String> environment) {
        Reader reader = new Reader(environment);
        Duration limit = reader.limit();
        reader.check();
        return limit;
    }

    /// The port to meet at, where one is named.
    static OptionalInt port(Map<String, String> environment) {
        if (environment.getOrDefault(PORT, "").isBlank()) {
            return OptionalInt.empty();
        }
        Reader reader = new Reader(environment);
        int port = reader.port();
        reader.check();
        return OptionalInt.of(port);
    }

    private static final class Reader {
        private final Map<String, String> environment;
        private final List<String> problems = new ArrayList<>();

        Reader(Map<String, String> environment) {
            this.environment = environment;
        }

        Place read() {
            int size = number(SIZE, 2, MOST_PROCESSES);
            int rank = number(RANK, 0, Math.max(0, size - 1));
            String localSize = environment.getOrDefault(LOCAL_SIZE, "");
            int local = localSize.isBlank() ? 1 : number(LOCAL_SIZE, 1, size);
            Rendezvous rendezvous = rendezvous();
            Duration limit = limit();
            check();
            return new Place(new ProcessGroup.Member(rank, size), local, rendezvous, limit);
        }

        private Rendezvous rendezvous() {
            String file = environment.getOrDefault(FILE, "");
            if (!file.isBlank()) {
                return new Rendezvous.SharedFile(Path.of(file));
            }
            String host = environment.getOrDefault(HOST, "").strip();
            if (host.isEmpty()) {
                problems.add(HOST + " is missing: the address of rank 0's machine");
            }
            boolean served = environment.getOrDefault(SERVED, "").equalsIgnoreCase("true");
            return new Rendezvous.Tcp(host, port(), served);
        }

        int port() {
            return number(PORT, 1, 65_535);
        }

        Duration limit() {
            return environment.getOrDefault(LIMIT, "").isBlank()
                    ? Duration.ofSeconds(USUAL_LIMIT_SECONDS)
                    : Duration.ofSeconds(number(LIMIT, 1, 86_400));
        }

        private int number(String name, int least, int most) {
            String text = environment.getOrDefault(name, "").strip();
            if (text.isEmpty()) {
                problems.add(name + " is missing");
                return least;
            }
            if (text.matches("\\d{1,9}")) {
                int value = Integer.parseInt(text);
                if (value >= least && value <= most) {
                    return value;
                }
            }
            problems.add(
                    "%s is '%s', not a number from %d to %d".formatted(name, text, least, most));
            return least;
        }

        void check() {
            if (!problems.isEmpty()) {
                throw InhouseException.badInput(
                        "finding this process's place among several",
                        "the environment",
                        String.join("; ", problems),
                        "Set RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT, as torchrun does, or"
                                + " unset WORLD_SIZE to train in one process.");
            }
        }
    }

    /// The environment variables that say so to another process.
    Map<String, String> environment() {
        Map<String, String> set = new LinkedHashMap<>();
        set.put(RANK, Integer.toString(member.rank()));
        set.put(SIZE, Integer.toString(member.size()));
        set.put(LOCAL_SIZE, Integer.toString(local));
        switch (rendezvous) {
            case Rendezvous.SharedFile(Path path) -> set.put(FILE, path.toString());
            case Rendezvous.Tcp tcp -> {
                set.put(HOST, tcp.host());
                set.put(PORT, Integer.toString(tcp.port()));
            }
        }
        set.put(LIMIT, Long.toString(limit.toSeconds()));
        return set;
    }

    /// Whether this is not the process that drives.
    public boolean follows() {
        return !member.isFirst();
    }

    ProcessGroup join() {
        boolean begun = rendezvous instanceof Rendezvous.SharedFile || member.isFirst();
        Duration patience = begun ? COMING : PATIENCE;
        return ProcessGroup.join(rendezvous, member, limit, patience);
    }
}
