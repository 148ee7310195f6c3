package ai.inhouse.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.inhouse.base.InhouseException;
import ai.inhouse.store.Workspace;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ModelOptionTest {
    @TempDir private Path folder;

    @Test
    void looksForTheDraftOfADeployedModelToo() {
        ModelOption option = new ModelOption();
        new CommandLine(option)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs("--draft", "smaller");
        try (Workspace workspace = Workspace.create(folder.resolve("workspace"))) {
            assertThatThrownBy(
                            () -> option.opener(workspace).apply("large", workspace.model("large")))
                    .isInstanceOf(InhouseException.class)
                    .hasMessageContaining("smaller");
        }
    }
}
