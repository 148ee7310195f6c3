package ai.inhouse.tokens.jinja;

import java.util.HashMap;
import java.util.Map;

/// `namespace(...)`: the one thing whose attributes a template can set, and so the way to carry
/// something out of a loop.
final class Namespace {
    private final Map<String, Object> attributes;

    Namespace(Map<String, Object> attributes) {
        this.attributes = new HashMap<>(attributes);
    }

    Object get(String name) {
        Object value = attributes.get(name);
        return value == null ? new Undefined("the namespace's '" + name + "'") : value;
    }

    void set(String name, Object value) {
        attributes.put(name, value);
    }
}
