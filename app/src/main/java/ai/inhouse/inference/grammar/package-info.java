/// What a text must be: regular expressions and JSON Schemas, compiled to an automaton over bytes
/// that says which tokens may come next.
@org.jspecify.annotations.NullMarked
package ai.inhouse.inference.grammar;
