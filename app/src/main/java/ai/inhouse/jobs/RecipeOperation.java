package ai.inhouse.jobs;

import ai.inhouse.jobs.Machine.Price;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/// Where a recipe runs, what that costs, and who watches: nothing that is learned depends on it.
///
/// @param machine this one
/// @param others that `inhouse plan` looks at beside it
/// @param tensorboard whether training writes its figures for TensorBoard too
public record RecipeOperation(Machine machine, List<Machine> others, boolean tensorboard) {
    private static final double GIB = 1L << 30;
    private static final String CURRENCY = "EUR";

    public RecipeOperation {
        others = List.copyOf(others);
    }

    /// @param recipe checked by its schema
    /// @param errors takes a key and what is wrong with it
    static RecipeOperation of(JsonNode recipe, BiConsumer<String, String> errors) {
        JsonNode own = recipe.path("machine");
        String currency = own.path("currency").asString(CURRENCY);
        Machine here =
                new Machine(
                        Machine.HERE,
                        OptionalDouble.empty(),
                        OptionalLong.empty(),
                        price(own, "machine", currency, errors));
        List<Machine> others = new ArrayList<>();
        JsonNode named = recipe.path("machines");
        for (int i = 0; i < named.size(); i++) {
            JsonNode one = named.get(i);
            others.add(
                    new Machine(
                            one.path("name").asString(),
                            OptionalDouble.of(one.path("matmul_gflops").asDouble()),
                            OptionalLong.of((long) (one.path("memory_gib").asDouble() * GIB)),
                            price(one, "machines/" + i, currency, errors)));
        }
        return new RecipeOperation(here, others, recipe.path("tensorboard").asBoolean(false));
    }

    private static Optional<Price> price(
            JsonNode machine, String key, String usual, BiConsumer<String, String> errors) {
        String currency = machine.path("currency").asString(usual);
        double watts = machine.path("watts").asDouble(0);
        double perKwh = machine.path("price_per_kwh").asDouble(0);
        boolean rented = machine.has("price_per_hour");
        boolean bought = machine.has("purchase_price");
        if (rented && bought) {
            errors.accept(
                    key + "/purchase_price",
                    "a machine is rented by the hour or bought, not both; leave one of them out");
        }
        if (bought) {
            return Optional.of(
                    Price.bought(
                            currency,
                            machine.path("purchase_price").asDouble(),
                            machine.path("lifetime_years").asDouble(),
                            watts,
                            perKwh));
        }
        return rented || perKwh > 0
                ? Optional.of(
                        new Price(
                                currency,
                                machine.path("price_per_hour").asDouble(0),
                                watts,
                                perKwh))
                : Optional.empty();
    }
}
