package ai.inhouse.evaluation;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Problems;
import ai.inhouse.base.YamlFields;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a suite says about one evaluator. Paths are relative to the suite's file; what is wrong is
/// collected with its line.
final class SuiteOptions {
    private final Path folder;
    private final YamlFields fields;
    private final Problems problems;

    SuiteOptions(Path folder, YamlFields fields, Problems problems) {
        this.folder = folder;
        this.fields = fields;
        this.problems = problems;
    }

    /// Reads a file of data.
    interface FileReader<T> {
        List<T> read(Path file);
    }

    Optional<String> text(String key) {
        return fields.optionalText(key);
    }

    int integer(String key, int otherwise) {
        return fields.integer(key, otherwise);
    }

    /// Everything in the files that the key names, at least one thing.
    <T> List<T> data(String key, FileReader<T> reader) {
        List<T> data = new ArrayList<>();
        boolean failed = false;
        for (String name : fields.texts(key)) {
            try {
                data.addAll(reader.read(folder.resolve(name)));
            } catch (InhouseException e) {
                failed = true;
                problems.add(fields.lineOf(key), String.valueOf(e.getMessage()));
            }
        }
        if (data.isEmpty() && !failed) {
            problems.add(
                    fields.lineOf(key), "`%s` names no file with anything in it".formatted(key));
        }
        return data;
    }

    /// Texts that are not blank.
    List<TextItem> texts(String key) {
        return data(
                key,
                file ->
                        TextItem.read(file).stream()
                                .filter(text -> !text.text().isBlank())
                                .toList());
    }
}
