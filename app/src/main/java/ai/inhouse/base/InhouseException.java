package ai.inhouse.base;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The one exception that reaches a person. It says what was being done, where, why it failed and
/// what to do next, so that nobody has to read a stack trace to go on.
public final class InhouseException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Fault fault;
    private final String what;
    private final String where;
    private final String why;
    private final String next;

    private InhouseException(
            Fault fault,
            String what,
            String where,
            String why,
            String next,
            @Nullable Throwable cause) {
        super("%s (%s): %s".formatted(what, where, why), cause);
        this.fault = fault;
        this.what = what;
        this.where = where;
        this.why = why;
        this.next = next;
    }

    /// @param what what was being done, as in "reading the base model"
    /// @param where to which file, key or line
    /// @param why the reason, in plain words
    /// @param next what the person can do now
    public static InhouseException badInput(String what, Object where, String why, String next) {
        return new InhouseException(Fault.BAD_INPUT, what, where.toString(), why, next, null);
    }

    public static InhouseException badInput(
            String what, Object where, Throwable cause, String next) {
        return new InhouseException(
                Fault.BAD_INPUT, what, where.toString(), reason(cause), next, cause);
    }

    public static InhouseException refused(String what, Object where, String why, String next) {
        return new InhouseException(Fault.REFUSED, what, where.toString(), why, next, null);
    }

    public static InhouseException internal(
            String what, Object where, Throwable cause, String next) {
        return new InhouseException(
                Fault.INTERNAL, what, where.toString(), reason(cause), next, cause);
    }

    /// File systems' exceptions of some kinds have a path for their whole message.
    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        return switch (cause) {
            case NoSuchFileException _ -> "there is no such file: " + message;
            case AccessDeniedException _ -> "access is denied: " + message;
            case NotDirectoryException _ -> "it is not a folder: " + message;
            case FileAlreadyExistsException _ -> "it is there already: " + message;
            default ->
                    message == null || message.isBlank()
                            ? cause.getClass().getSimpleName()
                            : message;
        };
    }

    public Fault fault() {
        return fault;
    }

    public String next() {
        return next;
    }

    /// The error for machines: `{code, what, where, why, next}`.
    public Map<String, String> toMap() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("code", fault.code());
        map.put("what", what);
        map.put("where", where);
        map.put("why", why);
        map.put("next", next);
        return map;
    }
}
