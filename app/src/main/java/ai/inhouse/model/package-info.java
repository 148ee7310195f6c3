/// A decoder: its shape, its weights, its files, and its forward and backward passes.
@NullMarked
package ai.inhouse.model;

import org.jspecify.annotations.NullMarked;
