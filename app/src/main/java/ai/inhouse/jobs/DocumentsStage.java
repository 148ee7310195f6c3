package ai.inhouse.jobs;

import ai.inhouse.documents.DocumentLibrary;
import ai.inhouse.documents.DocumentReader;
import ai.inhouse.store.DocumentRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the recipe's documents into the workspace. It looks every time: only what is new or
/// changed is read.
final class DocumentsStage implements Stage {
    @Override
    public String name() {
        return "documents";
    }

    @Override
    public Optional<String> skipped(StageContext context) {
        return Optional.empty();
    }

    @Override
    public List<String> inputs(StageContext context) {
        return List.of(
                context.recipe().documents().toString(), context.recipe().label().toString());
    }

    /// What lies in the folders now is only known by looking.
    @Override
    public boolean intact(StageContext context, Map<String, Object> outputs) {
        return false;
    }

    @Override
    public Result run(StageContext context) {
        DocumentLibrary library =
                new DocumentLibrary(context.workspace(), DocumentReader.standard());
        DocumentLibrary.Added added =
                library.add(
                        context.recipe().documents(), context.recipe().label(), context.progress());
        for (DocumentRecord record : added.setAside()) {
            context.run().append("set aside %s: %s".formatted(record.source(), record.reason()));
        }
        Map<String, Object> outputs = new LinkedHashMap<>();
        outputs.put("usable", added.usable());
        outputs.put("set_aside", added.setAside().size());
        return new Result(
                "%d usable (%d new, %d changed, %d gone), %d set aside"
                        .formatted(
                                added.usable(),
                                added.added(),
                                added.changed(),
                                added.gone(),
                                added.setAside().size()),
                outputs);
    }
}
