package ai.inhouse.store;

import ai.inhouse.base.InhouseException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A key management service, reached through a program: it is called with `wrap` or `unwrap` as its
/// last argument, reads a key in Base64 on its input, and prints the other form in Base64. It is
/// asked once in a process, for the workspace's own key.
final class CommandMasterKey implements MasterKey {
    private static final int TIMEOUT_SECONDS = 30;
    private static final int MOST_ANSWER_BYTES = 1 << 16;

    private final List<String> command;

    CommandMasterKey(List<String> command) {
        this.command = List.copyOf(command);
    }

    @Override
    public byte[] wrap(byte[] key) {
        return ask("wrap", key);
    }

    @Override
    public byte[] unwrap(byte[] wrapped) {
        return ask("unwrap", wrapped);
    }

    private byte[] ask(String verb, byte[] given) {
        List<String> call = new ArrayList<>(command);
        call.add(verb);
        try {
            Process process =
                    new ProcessBuilder(call).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            boolean taken = give(process, given);
            byte[] answer = process.getInputStream().readNBytes(MOST_ANSWER_BYTES);
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw failed(verb, "it did not end within %d seconds".formatted(TIMEOUT_SECONDS));
            }
            if (process.exitValue() != 0) {
                throw failed(verb, "it ended with code " + process.exitValue());
            }
            if (!taken) {
                throw failed(verb, "it ended without reading what it was given");
            }
            return Base64.getDecoder()
                    .decode(new String(answer, StandardCharsets.US_ASCII).strip());
        } catch (IOException e) {
            throw failed(verb, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw failed(verb, "it did not print Base64");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(verb, "it was interrupted");
        }
    }

    /// @return whether the program read it; one that ended before says more by its code
    private static boolean give(Process process, byte[] given) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(Base64.getEncoder().encode(given));
            in.write('\n');
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private InhouseException failed(String verb, String why) {
        return InhouseException.badInput(
                "asking the key management service to " + verb + " a key",
                String.join(" ", command),
                why,
                "Try the program by hand: it reads Base64 and prints Base64.");
    }
}
