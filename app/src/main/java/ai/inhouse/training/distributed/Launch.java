package ai.inhouse.training.distributed;

import ai.inhouse.base.InhouseException;
import ai.inhouse.engine.ProcessGroup;
import ai.inhouse.engine.Rendezvous;
import ai.inhouse.model.Learner;
import ai.inhouse.model.Precision;
import ai.inhouse.model.Weights;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Starts the other processes and meets them: those of this machine directly, those of others over
/// ssh.
///
/// @param logs folder for what they say
/// @param losses hears which of them were lost
record Launch(Nodes nodes, Map<String, String> environment, Path logs, Losses losses) {
    private static final String WHAT = "starting processes to train with";

    Learner learner(Weights weights, Precision precision, int threads) {
        Place first = first();
        Crew crew = start(first);
        try {
            ProcessGroup group = meet(first, crew);
            return DistributedLearner.begin(group, weights, precision, threads, crew);
        } catch (RuntimeException | Error e) {
            crew.abandon();
            throw e;
        }
    }

    private Place first() {
        Duration limit = Place.limit(environment);
        String host = nodes.hosts().getFirst();
        return new Place(
                new ProcessGroup.Member(0, nodes.size()),
                nodes.on(host),
                nodes.isLocal() ? file() : new Rendezvous.Tcp(host, port(), false),
                limit);
    }

    /// In a folder that nobody else may enter.
    private static Rendezvous file() {
        try {
            Path folder = Files.createTempDirectory("inhouse-ranks");
            folder.toFile().deleteOnExit();
            Path file = folder.resolve("meeting");
            file.toFile().deleteOnExit();
            return new Rendezvous.SharedFile(file);
        } catch (IOException e) {
            throw InhouseException.internal(
                    WHAT, "a temporary folder", e, "Make room, or set java.io.tmpdir.");
        }
    }

    /// The one that `MASTER_PORT` names, for machines between which a firewall opens only some; or
    /// any that is free.
    private int port() {
        OptionalInt named = Place.port(environment);
        if (named.isPresent()) {
            return named.getAsInt();
        }
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw InhouseException.internal(WHAT, "a port", e, "Set MASTER_PORT to a free one.");
        }
    }

    private Crew start(Place first) {
        List<Crew.Hand> hands = new ArrayList<>();
        try {
            for (int rank = 1; rank < nodes.size(); rank++) {
                hands.add(start(rank, first));
            }
        } catch (RuntimeException | Error e) {
            new Crew(hands, losses).abandon();
            throw e;
        }
        return new Crew(hands, losses);
    }

    private Crew.Hand start(int rank, Place first) {
        String host = nodes.hosts().get(rank);
        Place place =
                new Place(
                        new ProcessGroup.Member(rank, nodes.size()),
                        nodes.on(host),
                        first.rendezvous(),
                        first.limit());
        Program program = new Program(place.environment(), environment);
        Path log = logs.resolve("rank-%d.txt".formatted(rank));
        try {
            Files.createDirectories(logs);
            Process process =
                    (Nodes.isHere(host) ? program.here() : program.at(host))
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            process.getOutputStream().close();
            return new Crew.Hand(rank, host, process, log);
        } catch (IOException e) {
            throw InhouseException.internal(
                    WHAT,
                    "rank %d on %s".formatted(rank, host),
                    e,
                    "Install ssh, or start the ranks by hand: here with RANK=0, and there with: "
                            + program.line());
        }
    }

    /// Waits for all to come, as long as none of them fails.
    private static ProcessGroup meet(Place first, Crew crew) {
        CompletableFuture<ProcessGroup> meeting = new CompletableFuture<>();
        Thread.ofPlatform().name("inhouse-meeting").daemon().start(() -> complete(meeting, first));
        while (true) {
            try {
                return meeting.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                crew.failure(e)
                        .ifPresent(
                                failure -> {
                                    throw failure;
                                });
            } catch (ExecutionException e) {
                if (e.getCause() instanceof InhouseException error) {
                    throw crew.failure(error).orElse(error);
                }
                throw new CompletionException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CompletionException(e);
            }
        }
    }

    private static void complete(CompletableFuture<ProcessGroup> meeting, Place place) {
        try {
            meeting.complete(place.join());
        } catch (RuntimeException | Error e) {
            meeting.completeExceptionally(e);
        }
    }
}
