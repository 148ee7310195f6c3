package ai.inhouse;

import ai.inhouse.cli.Cli;

/// Where the program starts.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Cli.run(System.out, System.err, args));
    }
}
