package ai.inhouse.cli;

import ai.inhouse.jobs.OpenModel;
import ai.inhouse.serving.Adapters;
import ai.inhouse.serving.ServedModel;

/// An open model as the server offers it.
final class Served {
    private Served() {}

    static ServedModel of(OpenModel open, Adapters adapters) {
        return new ServedModel(
                open.name(),
                open.generator(),
                open.tokenizer(),
                open.chat(),
                open.contextLength(),
                ServedModel.Defaults.OPENAI,
                adapters);
    }
}
