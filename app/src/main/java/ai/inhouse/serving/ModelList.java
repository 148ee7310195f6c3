package ai.inhouse.serving;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `/v1/models`: what a caller may ask by name, here and behind.
///
/// @param started when the server did, in seconds since 1970
record ModelList(Offered offered, long started) {
    /// As OpenAI's clients read it.
    record All(String object, List<Info> data) {}

    /// @param contextLength 0 where a server behind does not say
    /// @param parent the model that an adapter belongs to
    record Info(
            String id,
            String object,
            long created,
            String ownedBy,
            int contextLength,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> parent) {}

    All all(KeyHolder caller) {
        List<Info> all = new ArrayList<>(offered.visible(caller).stream().map(this::info).toList());
        offered.routing()
                .flatMap(r -> offered.exactly(r.main()))
                .map(main -> main.model().contextLength())
                .ifPresent(length -> all.add(info(Routing.DEPLOYED, length, Optional.empty())));
        offered.behind()
                .forEach(
                        (name, length) -> {
                            if (all.stream().noneMatch(one -> one.id().equals(name))) {
                                all.add(info(name, length, Optional.empty()));
                            }
                        });
        return new All("list", all);
    }

    /// @throws ApiException 404 if there is none of that name for that caller
    Info one(String name, KeyHolder caller) {
        Optional<Offered.Entry> here = offered.find(name, caller.name(), caller);
        if (here.isEmpty() && offered.isBehind(name)) {
            return info(name, offered.behind().getOrDefault(name, 0), Optional.empty());
        }
        return info(here.orElseThrow(() -> ApiException.unknownModel(name)));
    }

    private Info info(Offered.Entry entry) {
        return info(entry.name(), entry.one().model().contextLength(), entry.parent());
    }

    private Info info(String name, int contextLength, Optional<String> parent) {
        return new Info(name, "model", started, "inhouse", contextLength, parent);
    }
}
