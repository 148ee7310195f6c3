package ai.inhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Members that are threads of one process; to libtorch they are as good as processes.
class ProcessGroupTest {
    private static final int SIZE = 3;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir private Path folder;

    private interface Part<T> {
        T of(ProcessGroup group);
    }

    private <T> List<T> all(Rendezvous place, Part<T> part) throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<T>> futures = new ArrayList<>();
            for (int rank = 0; rank < SIZE; rank++) {
                ProcessGroup.Member member = new ProcessGroup.Member(rank, SIZE);
                futures.add(
                        threads.submit(
                                () -> {
                                    try (ProcessGroup group =
                                            ProcessGroup.join(place, member, LIMIT, LIMIT)) {
                                        T result = part.of(group);
                                        group.gather(0);
                                        return result;
                                    }
                                }));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }

    private Rendezvous file() {
        return new Rendezvous.SharedFile(folder.resolve("meeting"));
    }

    @Test
    void sumsFloatsToTheSameBitsEverywhere() throws Exception {
        List<float[]> sums = all(file(), group -> sum(group, 100_003));

        assertThat(sums.get(0)[7]).isEqualTo(0.1f * 8 + 0.1f * 16 + 0.1f * 24);
        assertThat(sums.get(1)).isEqualTo(sums.get(0));
        assertThat(sums.get(2)).isEqualTo(sums.get(0));
    }

    private static float[] sum(ProcessGroup group, int n) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment floats = arena.allocate(ValueLayout.JAVA_FLOAT, n);
            for (int i = 0; i < n; i++) {
                float value = 0.1f * (i + 1) * (group.member().rank() + 1);
                floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
            }
            group.sum(floats);
            return floats.toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    @Test
    void gathersEveryMembersNumberByRank() throws Exception {
        List<double[]> all = all(file(), group -> group.gather(group.member().rank() + 0.5));

        assertThat(all).allSatisfy(each -> assertThat(each).containsExactly(0.5, 1.5, 2.5));
    }

    @Test
    void sendsMessagesFromTheFirstMemberOverTcp() throws Exception {
        Rendezvous tcp = new Rendezvous.Tcp("127.0.0.1", freePort(), false);
        byte[] message = "learn".getBytes(StandardCharsets.UTF_8);

        List<byte[]> received =
                all(
                        tcp,
                        group -> {
                            if (group.member().isFirst()) {
                                group.send(message);
                                group.send(new byte[0]);
                                return message;
                            }
                            byte[] first = group.receive();
                            assertThat(group.receive()).isEmpty();
                            return first;
                        });

        assertThat(received).allSatisfy(each -> assertThat(each).isEqualTo(message));
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void saysThatAMemberWasSilent() throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            Duration second = Duration.ofSeconds(1);
            Future<ProcessGroup> silent =
                    threads.submit(
                            () ->
                                    ProcessGroup.join(
                                            file(), new ProcessGroup.Member(1, 2), LIMIT, LIMIT));
            try (ProcessGroup group =
                            ProcessGroup.join(
                                    file(), new ProcessGroup.Member(0, 2), second, LIMIT);
                    ProcessGroup other = silent.get()) {
                assertThat(other.member().isFirst()).isFalse();
                assertThatThrownBy(() -> group.gather(1))
                        .isInstanceOf(InhouseException.class)
                        .hasMessageContaining("rank 0 of 2")
                        .hasMessageContaining("silent for 1 s");
            }
        }
    }

    @Test
    void leavesNoNativeObjectsBehind() {
        ProcessGroup.Member alone = new ProcessGroup.Member(0, 1);
        try (ProcessGroup group = ProcessGroup.join(file(), alone, LIMIT, LIMIT)) {
            sum(group, 10);
            group.send(new byte[3]);
            long before = Pointer.totalCount();
            for (int i = 0; i < 50; i++) {
                sum(group, 10);
                group.gather(i);
                group.send(new byte[3]);
            }

            assertThat(Pointer.totalCount()).isEqualTo(before);
        }
    }

    @Test
    void saysThatNobodyCame() {
        Duration second = Duration.ofSeconds(1);

        assertThatThrownBy(
                        () ->
                                ProcessGroup.join(
                                        file(), new ProcessGroup.Member(0, 2), second, second))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("meeting the other processes");
    }
}
