package ai.inhouse.training.distributed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.engine.ProcessGroup;
import ai.inhouse.engine.Rendezvous;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaceTest {
    private static final Map<String, String> TORCHRUN =
            Map.of(
                    "RANK", "3",
                    "LOCAL_RANK", "1",
                    "WORLD_SIZE", "4",
                    "LOCAL_WORLD_SIZE", "2",
                    "MASTER_ADDR", "alpha",
                    "MASTER_PORT", "29500",
                    "TORCHELASTIC_USE_AGENT_STORE", "True");

    @Test
    void isWhatTorchrunSays() {
        Place place = Place.of(TORCHRUN).orElseThrow();

        assertThat(place.member()).isEqualTo(new ProcessGroup.Member(3, 4));
        assertThat(place.local()).isEqualTo(2);
        assertThat(place.rendezvous()).isEqualTo(new Rendezvous.Tcp("alpha", 29_500, true));
        assertThat(place.limit()).isEqualTo(Duration.ofMinutes(5));
        assertThat(place.follows()).isTrue();
    }

    @Test
    void isNoneOfOneProcess() {
        assertThat(Place.of(Map.of())).isEmpty();
        assertThat(Place.of(Map.of("WORLD_SIZE", "1", "RANK", "0"))).isEmpty();
    }

    @Test
    void canBeToldToAnotherProcess() {
        Place file =
                new Place(
                        new ProcessGroup.Member(1, 2),
                        2,
                        new Rendezvous.SharedFile(Path.of("/tmp/meeting")),
                        Duration.ofSeconds(7));
        assertThat(Place.of(file.environment())).contains(file);

        Map<String, String> unserved = new HashMap<>(TORCHRUN);
        unserved.remove("TORCHELASTIC_USE_AGENT_STORE");
        Place tcp = Place.of(unserved).orElseThrow();
        assertThat(Place.of(tcp.environment())).contains(tcp);
    }

    @Test
    void namesAllThatIsWrongAtOnce() {
        assertThatThrownBy(
                        () -> Place.of(Map.of("WORLD_SIZE", "2", "RANK", "2", "MASTER_PORT", "x")))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("RANK is '2', not a number from 0 to 1")
                .hasMessageContaining("MASTER_ADDR is missing")
                .hasMessageContaining("MASTER_PORT is 'x'");
    }

    @Test
    void takesNoPortThatThereIsNot() {
        assertThat(Place.port(Map.of())).isEmpty();
        assertThat(Place.port(Map.of("MASTER_PORT", "29500"))).hasValue(29_500);
        assertThatThrownBy(() -> Place.port(Map.of("MASTER_PORT", "99999")))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("not a number from 1 to 65535");
    }

    @Test
    void sharesAMachinesThreads() {
        Place place = Place.of(TORCHRUN).orElseThrow();
        assertThat(new Processes.Given(place).threads(8)).isEqualTo(4);
        assertThat(new Processes.Given(place).threads(1)).isEqualTo(1);
        Nodes three = new Nodes(List.of("localhost", "127.0.0.1", "localhost"));
        assertThat(new Processes.Started(three, Map.of()).threads(8)).isEqualTo(2);
        assertThat(Processes.of(List.of("localhost"), Map.of())).isEqualTo(new Processes.Alone());
    }

    @Test
    void nodesBeginWithThisMachine() {
        assertThatThrownBy(() -> new Nodes(List.of("beta.example", "localhost")))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("'beta.example' is not this machine");
        assertThatThrownBy(() -> new Nodes(List.of("localhost", "beta.example")))
                .hasMessageContaining("other machines cannot reach this one as localhost");
        assertThatThrownBy(() -> new Nodes(List.of("localhost", "-oProxyCommand=x", "")))
                .hasMessageContaining("'-oProxyCommand=x' is no name")
                .hasMessageContaining("'' is no name");
    }

    @Test
    void tellsAnotherMachineWhatToRun() {
        Map<String, String> place = new HashMap<>(Map.of("RANK", "1"));
        Program program =
                new Program(place, Map.of("INHOUSE_REMOTE_PROGRAM", "/opt/in house/inhouse"));

        assertThat(program.line()).isEqualTo("env RANK=1 '/opt/in house/inhouse' pretrain");
        assertThat(program.at("beta").command())
                .containsExactly("ssh", "-o", "BatchMode=yes", "-T", "beta", program.line());
    }
}
