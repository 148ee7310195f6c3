package ai.inhouse.costs;

import ai.inhouse.engine.ProcessorTime;

/// Time on the wall and of processors, from which follows how long work would take were the machine
/// its own: where other programs run, the wall's time says how busy they are.
final class Stopwatch {
    /// On an idle machine threads wait this much for each other.
    private static final double WAITING = 1.05;

    private final long wall = System.nanoTime();
    private final double processors = ProcessorTime.seconds();

    double wallSeconds() {
        return (System.nanoTime() - wall) / 1e9;
    }

    double processorSeconds() {
        return ProcessorTime.seconds() - processors;
    }

    /// The lesser of the two times.
    ///
    /// @param threads that work all the time
    double aloneSeconds(int threads) {
        return alone(wallSeconds(), processorSeconds(), threads);
    }

    static double alone(double wall, double processors, int threads) {
        return Math.min(wall, WAITING * processors / threads);
    }
}
