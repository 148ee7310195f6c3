package ai.inhouse.inference;

import ai.inhouse.inference.Batch.Logprobs;
import ai.inhouse.inference.Generator.Completion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Remembers all it hears.
class Heard implements Batch.Listener {
    final List<Integer> ids = new ArrayList<>();
    final List<Logprobs> logprobs = new ArrayList<>();
    List<Logprobs> promptLogprobs = List.of();
    int shared = -1;
    boolean wanted = true;
    Optional<Completion> completion = Optional.empty();
    Optional<RuntimeException> failure = Optional.empty();

    @Override
    public boolean wanted() {
        return wanted;
    }

    @Override
    public void read(int sharedTokens, List<Logprobs> prompt) {
        shared = sharedTokens;
        promptLogprobs = prompt;
    }

    @Override
    public boolean written(int id, Optional<Logprobs> told) {
        ids.add(id);
        told.ifPresent(logprobs::add);
        return true;
    }

    @Override
    public void ended(Completion ended) {
        completion = Optional.of(ended);
    }

    @Override
    public void failed(RuntimeException cause) {
        failure = Optional.of(cause);
    }
}
