package ai.inhouse.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.InhouseException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeOperationTest {
    @TempDir Path folder;

    private RecipeOperation read(String more) {
        return RecipeReader.read(TinyCompany.in(folder).recipe(more), Map.of()).operation();
    }

    @Test
    void saysNothingOfMoneyUnlessAsked() {
        RecipeOperation operation = read("");

        assertThat(operation.machine().price()).isEmpty();
        assertThat(operation.others()).isEmpty();
        assertThat(operation.tensorboard()).isFalse();
    }

    @Test
    void spreadsAPurchaseOverTheMachinesLife() {
        RecipeOperation operation =
                read(
                        """
                        tensorboard: true
                        machine: {purchase_price: 1753.2, lifetime_years: 2, watts: 100, price_per_kwh: 0.4}
                        """);

        Machine.Price price = operation.machine().price().orElseThrow();
        assertThat(price.machinePerHour()).isCloseTo(0.1, within(1e-9));
        assertThat(price.electricityPerHour()).isCloseTo(0.04, within(1e-9));
        assertThat(price.perHour()).isCloseTo(0.14, within(1e-9));
        assertThat(price.currency()).isEqualTo("EUR");
        assertThat(operation.tensorboard()).isTrue();
    }

    @Test
    void namesOtherMachinesThatArePaidInTheSameCurrency() {
        RecipeOperation operation =
                read(
                        """
                        machine: {price_per_hour: 1, currency: CHF}
                        machines:
                          - {name: big, matmul_gflops: 5e4, memory_gib: 1.5, price_per_hour: 3}
                          - {name: free, matmul_gflops: 100, memory_gib: 4}
                        """);

        Machine big = operation.others().getFirst();
        assertThat(big.matmulGflops()).hasValue(5e4);
        assertThat(big.memoryBytes()).hasValue(3L << 29);
        assertThat(big.price()).contains(new Machine.Price("CHF", 3, 0, 0));
        assertThat(operation.others().get(1).price()).isEmpty();
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(
                        () ->
                                read(
                                        """
                                        machine: {price_per_hour: 1, purchase_price: 2, lifetime_years: 1}
                                        machines:
                                          - {name: x, matmul_gflops: 1, memory_gib: 1, price_per_hour: 1, purchase_price: 2, lifetime_years: 1}
                                        """))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("machine/purchase_price: a machine is rented")
                .hasMessageContaining("machines/0/purchase_price");
        assertThatThrownBy(() -> read("machine: {purchase_price: 2, watts: 5}\n"))
                .hasMessageContaining("lifetime_years")
                .hasMessageContaining("price_per_kwh");
        assertThatThrownBy(() -> read("machines: [{name: x}]\n"))
                .hasMessageContaining("matmul_gflops");
        assertThatThrownBy(() -> read("machine: {currency: euro}\n"))
                .hasMessageContaining("machine/currency");
    }
}
