package ai.inhouse.cli;

import ai.inhouse.base.InhouseException;
import ai.inhouse.training.distributed.Follower;
import ai.inhouse.training.distributed.Place;
import ai.inhouse.training.distributed.Processes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `inhouse pretrain`: the recipe's stages up to this one, in one process or several.
@Command(
        name = "pretrain",
        description = {
            "Learn the language of the documents: from scratch, or continued on the base model.",
            "Runs the recipe's stages up to this one; what did not change is not run again.",
            "",
            "Several processes share the work with --nodes, or where RANK, WORLD_SIZE, MASTER_ADDR"
                    + " and MASTER_PORT say so, as torchrun sets them: then rank 0 runs the recipe"
                    + " and the others help it."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  inhouse pretrain",
            "  inhouse pretrain --nodes localhost,localhost   two processes on this machine",
            "  inhouse pretrain --nodes alpha,beta            on alpha; beta is started over ssh"
        })
final class PretrainCommand extends StageVerb {
    @Option(
            names = "--nodes",
            split = ",",
            paramLabel = "HOST",
            description =
                    "Machines to train on, one process for each entry, this machine first; the"
                            + " others are started over ssh. Those that are lost on the way are"
                            + " left out, and the rest goes on from the last checkpoint.")
    private List<String> nodes = List.of();

    private Processes processes = new Processes.Alone();

    PretrainCommand() {
        super("pretrain");
    }

    @Override
    public Integer call() {
        Optional<Place> place = nodes.isEmpty() ? Place.of(System.getenv()) : Optional.empty();
        return place.filter(Place::follows).map(this::follow).orElseGet(this::drive);
    }

    /// Helps rank 0, without a workspace.
    private int follow(Place place) {
        Follower.follow(place);
        return done(
                Map.of("rank", place.member().rank(), "world_size", place.member().size()),
                "%s has done its part.%n".formatted(place.member()));
    }

    /// Goes on from the last checkpoint with the processes that remain, when some are lost.
    private int drive() {
        processes = Processes.of(nodes, System.getenv());
        while (true) {
            try {
                return super.call();
            } catch (InhouseException e) {
                processes = processes.remaining().orElseThrow(() -> e);
                note("%s%nGoing on with those that remain.".formatted(e.getMessage()));
            }
        }
    }

    @Override
    Processes processes() {
        return processes;
    }
}
