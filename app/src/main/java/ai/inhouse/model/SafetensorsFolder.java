package ai.inhouse.model;

import ai.inhouse.base.InhouseException;
import ai.inhouse.base.Json;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/// The weights of a Hugging Face folder: `model.safetensors`, or the shards that
/// `model.safetensors.index.json` names.
final class SafetensorsFolder implements TensorSource {
    private static final String WHAT = "reading the model's weights";
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private final Map<String, SafetensorsFile> fileOf = new LinkedHashMap<>();
    private final List<SafetensorsFile> files = new ArrayList<>();

    private SafetensorsFolder(List<Path> paths) {
        try {
            for (Path path : paths) {
                add(path);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// @throws InhouseException if there are no weights, or a shard is missing or damaged
    static SafetensorsFolder open(Path folder) {
        return new SafetensorsFolder(paths(folder));
    }

    /// The files that hold the weights, in a fixed order.
    static List<Path> paths(Path folder) {
        if (Files.exists(folder.resolve(SINGLE))) {
            return List.of(folder.resolve(SINGLE));
        }
        Path index = folder.resolve(INDEX);
        if (!Files.exists(index)) {
            throw InhouseException.badInput(
                    WHAT,
                    folder,
                    "there is neither %s nor %s".formatted(SINGLE, INDEX),
                    "Name a folder that holds safetensors, or a .gguf file.");
        }
        TreeSet<String> names = new TreeSet<>();
        for (JsonNode name : Json.tree(index).path("weight_map")) {
            names.add(name.asString(""));
        }
        return names.stream().map(name -> shard(folder, index, name)).toList();
    }

    private static Path shard(Path folder, Path index, String name) {
        boolean plain =
                name.endsWith(".safetensors") && !name.contains("/") && !name.contains("\\");
        if (!plain) {
            throw InhouseException.badInput(
                    WHAT,
                    index,
                    "'%s' is not a safetensors file of this folder".formatted(name),
                    "Correct the index, or download the model again.");
        }
        return folder.resolve(name);
    }

    private void add(Path path) {
        SafetensorsFile file = SafetensorsFile.open(path);
        files.add(file);
        for (SafetensorsFile.Tensor tensor : file.tensors()) {
            if (fileOf.put(tensor.name(), file) != null) {
                throw InhouseException.badInput(
                        WHAT,
                        path,
                        "%s is stored in two shards".formatted(tensor.name()),
                        "Download the model again.");
            }
        }
    }

    /// The element types that occur.
    Set<ElementType> types() {
        Set<ElementType> types = EnumSet.noneOf(ElementType.class);
        files.forEach(file -> file.tensors().forEach(tensor -> types.add(tensor.type())));
        return types;
    }

    @Override
    public Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        files.forEach(file -> shapes.putAll(file.shapes()));
        return shapes;
    }

    @Override
    public void copyTo(String name, MemorySegment target) {
        SafetensorsFile file = fileOf.get(name);
        if (file == null) {
            throw new IllegalArgumentException("no tensor named " + name);
        }
        file.copyTo(name, target);
    }

    @Override
    public void close() {
        files.forEach(SafetensorsFile::close);
    }
}
