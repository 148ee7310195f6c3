package ai.inhouse.corpus;

import ai.inhouse.base.Hash;
import ai.inhouse.base.Json;
import ai.inhouse.documents.Document;
import ai.inhouse.documents.Section;
import ai.inhouse.identity.AccessLabel;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A document as it stands in a shard.
///
/// @param metadata sorted, as the order of a plain map differs from process to process
record ShardLine(
        String id,
        String name,
        String title,
        String mediaType,
        SortedMap<String, String> metadata,
        String label,
        List<Section> sections) {
    static String write(Document document) {
        return Json.write(
                new ShardLine(
                        document.id().hex(),
                        document.name(),
                        document.title(),
                        document.mediaType(),
                        new TreeMap<>(document.metadata()),
                        document.label().toString(),
                        document.sections()));
    }

    static Document read(String line) {
        ShardLine read = Json.mapper().readValue(line, ShardLine.class);
        return new Document(
                new Hash(read.id),
                read.name,
                read.title,
                read.mediaType,
                read.metadata,
                read.sections,
                AccessLabel.parse(read.label));
    }
}
