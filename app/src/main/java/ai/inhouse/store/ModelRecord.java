package ai.inhouse.store;

import java.time.Instant;

/// A registered model.
///
/// @param folder where it lies, in Hugging Face layout
/// @param lineage JSON: what it was made from, and how
public record ModelRecord(String name, String folder, String lineage, Instant createdAt) {}
