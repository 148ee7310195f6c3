package ai.inhouse.serving;

import ai.inhouse.tokens.ByteTokenizer;
import java.time.Duration;

/// Models for tests of servers.
public final class TestModels {
    private TestModels() {}

    public static ServedModel parrot(String name, Parrot parrot) {
        return parrot(name, parrot, 400);
    }

    public static ServedModel parrot(String name, Parrot parrot, int contextLength) {
        return new ServedModel(
                name,
                parrot,
                new ByteTokenizer(),
                new PlainChat(),
                contextLength,
                new ServedModel.Defaults(0, 1, 0, 1));
    }

    public static Parrot quick() {
        return new Parrot(Duration.ZERO);
    }
}
