package ai.inhouse.evaluation.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// An element of HTML or SVG. Text and attributes are escaped here and nowhere else, so that
/// nothing a model or a document says can become markup.
final class Html {
    private static final Set<String> VOID = Set.of("meta", "br", "col");

    private final String name;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<String> content = new ArrayList<>();

    private Html(String name) {
        this.name = name;
    }

    static Html of(String name) {
        return new Html(name);
    }

    /// An element of a class, with text in it.
    static Html of(String name, String cssClass, String text) {
        return of(name).attr("class", cssClass).text(text);
    }

    Html attr(String key, Object value) {
        attributes.put(key, value.toString());
        return this;
    }

    /// A coordinate, to a tenth of a pixel.
    Html at(String key, double value) {
        return attr(key, String.format(Locale.ROOT, "%.1f", value));
    }

    Html text(String text) {
        content.add(escape(text));
        return this;
    }

    Html add(Html... children) {
        for (Html child : children) {
            content.add(child.toString());
        }
        return this;
    }

    Html addAll(List<Html> children) {
        children.forEach(child -> content.add(child.toString()));
        return this;
    }

    /// The one text that is not escaped: a style sheet of our own.
    static Html style(String css) {
        Html style = of("style");
        style.content.add(css);
        return style;
    }

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("<").append(name);
        attributes.forEach(
                (key, value) ->
                        out.append(' ')
                                .append(key)
                                .append("=\"")
                                .append(escape(value))
                                .append('"'));
        out.append('>');
        content.forEach(out::append);
        return VOID.contains(name) ? out.toString() : out.append("</" + name + ">").toString();
    }
}
