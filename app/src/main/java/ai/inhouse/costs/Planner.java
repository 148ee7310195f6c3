package ai.inhouse.costs;

import ai.inhouse.base.Progress;
import ai.inhouse.base.Units;
import ai.inhouse.jobs.Machine;
import ai.inhouse.jobs.Recipe;
import ai.inhouse.jobs.RunFolder;
import ai.inhouse.jobs.StageLoad;
import ai.inhouse.jobs.Survey;
import ai.inhouse.model.ParameterLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/// Predicts what a recipe will take: counts what each stage has to do, measures how fast this
/// machine does it, and scales to the machines that the recipe names.
///
/// @param workspace where rates are remembered
/// @param version of the program, for which they count
/// @param measured for how long steps of a kind are taken at least: until the JVM has compiled them
/// @param says hears what is being measured
public record Planner(
        Path workspace,
        String version,
        Duration measured,
        Progress progress,
        Consumer<String> says,
        InstantSource clock) {
    /// A machine that multiplies this much slower than when it was measured is busy otherwise.
    private static final double BUSY = 0.8;

    private static final int SECONDS_AN_HOUR = 3600;

    /// @param anew whether to measure what an earlier plan measured already
    /// @param compared a run to put beside the prediction
    /// @throws ai.inhouse.base.InhouseException if the recipe's data cannot be used
    public Plan plan(Recipe recipe, boolean anew, Optional<RunFolder> compared) {
        Survey.Findings findings = Survey.of(recipe, progress);
        long own = ThisMachine.ownBytes();
        ThisMachine here = ThisMachine.look();
        Rates rates =
                new Rates(
                        workspace,
                        new Calibration.Machine(here.name(), version),
                        findings.workers(),
                        anew,
                        measured,
                        clock,
                        says);
        Map<String, StageTimes> took =
                compared.map(run -> StageTimes.of(run, findings.workers())).orElse(Map.of());
        List<String> warnings = new ArrayList<>();
        notes(findings, rates, warnings);
        List<Plan.OnMachine> machines = new ArrayList<>();
        Map<String, List<String>> said = new LinkedHashMap<>();
        machines.add(
                on(
                        recipe.operation().machine(),
                        new Place(findings, rates, rates.matmulNow(), here.memoryBytes(), own),
                        took,
                        said));
        double usual = rates.known().matmulGflops();
        for (Machine other : recipe.operation().others()) {
            Place place =
                    new Place(
                            findings,
                            rates,
                            other.matmulGflops().orElse(usual),
                            other.memoryBytes().orElse(0),
                            own);
            machines.add(on(other, place, Map.of(), said));
        }
        said.forEach((line, where) -> warnings.add(where(line, where, machines.size())));
        return new Plan(
                recipe.name(),
                model(findings),
                data(findings),
                source(here, rates),
                machines,
                warnings);
    }

    private static void notes(Survey.Findings findings, Rates rates, List<String> warnings) {
        if (findings.sample().isPart()) {
            warnings.add(
                    "%s of %s of documents were looked at; tokens are estimated from them"
                            .formatted(
                                    Units.bytes(findings.sample().sampledBytes()),
                                    Units.bytes(findings.sample().bytes())));
        }
        double share = rates.matmulNow() / rates.known().matmulGflops();
        if (rates.remembered() && (share < BUSY || share > 1 / BUSY)) {
            warnings.add(
                    String.format(
                            Locale.ROOT,
                            "this machine multiplies at %.0f%% of the rate that it was measured"
                                    + " at: other programs run, or did then; --measure measures anew",
                            100 * share));
        }
    }

    /// A machine to predict for.
    ///
    /// @param matmulGflops its own
    /// @param own bytes of the program before any model is opened
    private record Place(
            Survey.Findings findings,
            Rates rates,
            double matmulGflops,
            long memoryBytes,
            long own) {
        /// This machine's measured seconds hold as they are.
        double slower(Machine machine) {
            return machine.matmulGflops().isPresent()
                    ? rates.known().matmulGflops() / matmulGflops
                    : 1;
        }
    }

    /// With the machines that it holds for, unless it holds for all.
    private static String where(String line, List<String> machines, int all) {
        return machines.size() == all
                ? line
                : "%s: %s".formatted(String.join(", ", machines), line);
    }

    /// @param warnings each with the machines that it holds for
    private static Plan.OnMachine on(
            Machine machine,
            Place place,
            Map<String, StageTimes> took,
            Map<String, List<String>> warnings) {
        List<String> said = new ArrayList<>();
        StagePlanner planner =
                new StagePlanner(
                        place.findings(),
                        place.rates(),
                        place.slower(machine),
                        place.memoryBytes(),
                        place.own(),
                        said);
        List<StagePlan> stages = new ArrayList<>();
        for (StageLoad load : place.findings().loads()) {
            stages.add(planner.plan(load));
        }
        double seconds = stages.stream().mapToDouble(StagePlan::seconds).sum();
        StagePlan largest =
                stages.stream()
                        .max(Comparator.comparingLong(StagePlan::peakRssBytes))
                        .orElseThrow();
        if (largest.peakRssBytes() > place.memoryBytes()) {
            said.add(
                    "%s needs %s of memory, and there are %s: a smaller batch or length, an adapter"
                                    .formatted(
                                            largest.stage(),
                                            Units.bytes(largest.peakRssBytes()),
                                            Units.bytes(place.memoryBytes()))
                            + " or 'quantize: nf4' need less");
        }
        said.forEach(
                line -> warnings.computeIfAbsent(line, l -> new ArrayList<>()).add(machine.name()));
        Optional<Machine.Price> price = machine.price();
        List<StagePlan> shared =
                stages.stream()
                        .map(
                                s ->
                                        s.of(
                                                seconds,
                                                cost(price, s.seconds()),
                                                Optional.ofNullable(took.get(s.stage()))))
                        .toList();
        return new Plan.OnMachine(
                machine.name(),
                place.matmulGflops(),
                place.memoryBytes(),
                shared,
                seconds,
                largest.peakRssBytes(),
                shared.stream()
                        .max(Comparator.comparingDouble(StagePlan::seconds))
                        .map(StagePlan::stage)
                        .orElseThrow(),
                price.map(Machine.Price::currency).orElse(""),
                cost(price, seconds));
    }

    private static OptionalDouble cost(Optional<Machine.Price> price, double seconds) {
        return price.map(p -> OptionalDouble.of(p.perHour() * seconds / SECONDS_AN_HOUR))
                .orElse(OptionalDouble.empty());
    }

    private static Plan.Model model(Survey.Findings findings) {
        return new Plan.Model(
                ParameterLayout.of(findings.config()).elements(),
                findings.config().layers(),
                findings.config().hiddenSize(),
                findings.config().vocabularySize());
    }

    private static Plan.Data data(Survey.Findings findings) {
        return new Plan.Data(
                findings.sample().bytes(),
                findings.sample().sampledBytes(),
                findings.trainDocuments(),
                findings.heldOutDocuments(),
                findings.trainTokens(),
                findings.heldOutTokens(),
                findings.bytesPerToken());
    }

    private static Plan.Source source(ThisMachine here, Rates rates) {
        return new Plan.Source(
                here.name(),
                rates.known().version(),
                rates.known().measuredAt(),
                rates.remembered(),
                rates.known().matmulGflops(),
                rates.matmulNow());
    }
}
