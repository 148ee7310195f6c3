package ai.inhouse.tokens.jinja;

/// What a name, key or attribute that does not exist stands for. It prints as nothing and is false;
/// anything else that is done with it is an error.
///
/// @param what as an error message names it
record Undefined(String what) {
    JinjaError error() {
        return new JinjaError(what + " is undefined");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Undefined;
    }

    @Override
    public int hashCode() {
        return 0;
    }
}
