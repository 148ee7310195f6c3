package ai.inhouse.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class WorkersTest {
    @Test
    void runAllAtTheSameTimeEachWithLibtorchOnItsOwnThread() {
        CyclicBarrier together = new CyclicBarrier(3);
        int[] threads = new int[3];
        try (Workers workers = new Workers(3)) {
            workers.run(
                    worker -> {
                        meet(together);
                        threads[worker] = torch.get_num_threads();
                    });
        }
        assertThat(threads).containsOnly(1);
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void splitEveryRangeWithoutGapsOrOverlaps() {
        try (Workers workers = new Workers(3)) {
            for (int total : new int[] {0, 1, 15, 16, 17, 100, 1000}) {
                AtomicIntegerArray seen = new AtomicIntegerArray(total);
                workers.split(
                        total,
                        16,
                        (worker, from, to) -> {
                            assertThat(from % 16).isZero();
                            for (long i = from; i < to; i++) {
                                seen.incrementAndGet((int) i);
                            }
                        });
                int[] counts = new int[total];
                Arrays.setAll(counts, seen::get);
                assertThat(counts)
                        .as("of %d", total)
                        .containsOnly(total == 0 ? new int[0] : new int[] {1});
            }
        }
    }

    @Test
    void passOnWhatTheFirstOfThemThrew() {
        try (Workers workers = new Workers(2)) {
            assertThatThrownBy(
                            () ->
                                    workers.run(
                                            worker -> {
                                                throw new IllegalStateException("no " + worker);
                                            }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no 0");
        }
    }
}
