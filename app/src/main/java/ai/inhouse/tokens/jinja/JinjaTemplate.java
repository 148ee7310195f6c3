package ai.inhouse.tokens.jinja;

import ai.inhouse.base.InhouseException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A template, ready to be rendered any number of times, by any number of threads.
///
/// What a template can do is bounded: it sees only the values given to it, changes none of them,
/// and ends with an error when it takes too many steps or makes too long a text. Values are never
/// read as templates.
public final class JinjaTemplate {
    private static final String NEXT =
            "Correct the chat template in tokenizer_config.json, or the conversation.";

    private final String name;
    private final List<Statement> statements;

    private JinjaTemplate(String name, List<Statement> statements) {
        this.name = name;
        this.statements = statements;
    }

    /// @param name what errors call the template
    /// @throws InhouseException with the line where it cannot be understood
    public static JinjaTemplate parse(String source, String name) {
        try {
            return new JinjaTemplate(name, TemplateParser.parse(source));
        } catch (JinjaError e) {
            throw failure("reading a chat template", name, e);
        }
    }

    /// @param variables texts, numbers, truth values, lists and maps of these; null is `none`
    /// @param clock what `strftime_now` tells
    /// @throws InhouseException with the line that failed, also where the template itself refuses
    ///   the conversation by `raise_exception`
    public String render(Map<String, ? extends @Nullable Object> variables, Clock clock) {
        Budget budget = new Budget();
        Map<String, Object> values = new HashMap<>(Functions.all(clock, budget));
        variables.forEach((key, value) -> values.put(key, Values.of(value)));
        try {
            return new Renderer(budget).render(statements, Scope.root(values));
        } catch (JinjaError e) {
            throw failure("rendering a chat template", name, e);
        } catch (StackOverflowError e) {
            // Lists inside of lists, built in a loop, and then printed or compared.
            throw failure(
                    "rendering a chat template", name, new JinjaError("a value nests too deeply"));
        }
    }

    private static InhouseException failure(String what, String name, JinjaError e) {
        return InhouseException.badInput(
                what, "%s, line %d".formatted(name, e.line()), e.reason(), NEXT);
    }
}
