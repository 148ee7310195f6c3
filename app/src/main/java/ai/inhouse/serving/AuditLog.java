package ai.inhouse.serving;

import ai.inhouse.base.Hash;
import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;

/// A file of requests, one JSON object a line, in which each line carries the hash of the one
/// before it: no line can be changed, left out or moved without all after it being written anew.
/// Whoever keeps the last hash elsewhere notices even that. Several processes may write.
///
/// It says who asked which model how much, and from which documents the answer was made; no word of
/// what was asked or answered.
public final class AuditLog {
    private static final String START = "0".repeat(64);

    private final Path file;

    public AuditLog(Path file) {
        this.file = file;
    }

    /// One request.
    ///
    /// @param at ISO 8601
    /// @param id of the answer; empty where there was none
    /// @param status as in HTTP, or 499 where the client went away
    /// @param finishReasons one for each choice that came to its end
    /// @param clearance which documents the caller might read, as in `internal:staff`; empty in
    ///   lines written before there were sources
    /// @param labels of the adapter that was asked, and of the passages that the answer was made
    ///   from
    /// @param sources the documents that the passages are of
    /// @param policies those that the answer broke, or would have broken
    public record Call(
            String at,
            String id,
            String caller,
            List<String> groups,
            String path,
            String model,
            int status,
            int promptTokens,
            int cachedTokens,
            int completionTokens,
            List<String> finishReasons,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
                    String clearance,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
                    List<String> labels,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
                    List<Cited> sources,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonSetter(nulls = Nulls.AS_EMPTY)
                    List<Guarded> policies) {}

    /// @param id hash of the document's original
    public record Cited(String document, String id) {}

    /// @param policy its id
    /// @param action what was done about the answer, as in `refuse`
    public record Guarded(String policy, String action) {}

    /// A line of the file.
    ///
    /// @param number from 1
    /// @param previous the hash of the line before; zeros in the first
    private record Line(long number, Call call, String previous, String hash) {
        static Line of(long number, Call call, String previous) {
            List<String> parts = List.of(Long.toString(number), Json.write(call), previous);
            return new Line(number, call, previous, Hash.ofParts(parts).hex());
        }
    }

    /// Adds a request. It is on the disk when this returns.
    public synchronized void add(Call call) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw");
                    FileLock held = out.getChannel().lock()) {
                Optional<Line> last = last(out, held);
                long number = last.map(Line::number).orElse(0L) + 1;
                Line line = Line.of(number, call, last.map(Line::hash).orElse(START));
                out.seek(out.length());
                out.write((Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
                out.getChannel().force(false);
            }
        } catch (IOException e) {
            throw InhouseException.internal(
                    "writing the audit log", file, e, "Check the disk and the file's permissions.");
        }
    }

    private Optional<Line> last(RandomAccessFile in, FileLock held) throws IOException {
        long end = in.length();
        if (end == 0 || !held.isValid()) {
            return Optional.empty();
        }
        long from = end - 1;
        while (from > 0 && byteAt(in, from - 1) != '\n') {
            from--;
        }
        byte[] bytes = new byte[(int) (end - from)];
        in.seek(from);
        in.readFully(bytes);
        return Optional.of(read(new String(bytes, StandardCharsets.UTF_8), "its end"));
    }

    private static int byteAt(RandomAccessFile in, long at) throws IOException {
        in.seek(at);
        return in.read();
    }

    private Line read(String text, String where) {
        try {
            return Json.mapper().readValue(text, Line.class);
        } catch (JacksonException e) {
            throw broken(where, "it is no line of an audit log");
        }
    }

    private InhouseException broken(String where, String why) {
        return InhouseException.refused(
                "verifying the audit log",
                "%s, %s".formatted(file, where),
                why,
                "Somebody or something changed the file: compare it with a backup.");
    }

    /// What a whole chain comes to.
    ///
    /// @param lastHash to be kept elsewhere, and compared later
    public record Verified(long requests, String lastHash) {}

    /// Checks every line.
    ///
    /// @throws InhouseException refused, with the first line that does not fit
    public Verified verify() {
        return walk(line -> {});
    }

    /// Whether a line has this hash.
    public boolean contains(String hash) {
        boolean[] found = {hash.equals(START)};
        walk(line -> found[0] |= line.hash().equals(hash));
        return found[0];
    }

    /// Hands over every request, in order, once its line was checked.
    ///
    /// @throws InhouseException as [#verify]
    public void forEach(Consumer<Call> each) {
        walk(line -> each.accept(line.call()));
    }

    private Verified walk(Consumer<Line> each) {
        long number = 0;
        String previous = START;
        if (!Files.exists(file)) {
            return new Verified(number, previous);
        }
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String text = lines.readLine(); text != null; text = lines.readLine()) {
                String where = "line %d".formatted(++number);
                Line line = read(text, where);
                if (!line.equals(Line.of(number, line.call(), previous))) {
                    throw broken(where, "its hash is not that of what it says");
                }
                previous = line.hash();
                each.accept(line);
            }
        } catch (IOException e) {
            throw InhouseException.internal(
                    "reading the audit log", file, e, "Check the disk and the file's permissions.");
        }
        return new Verified(number, previous);
    }
}
