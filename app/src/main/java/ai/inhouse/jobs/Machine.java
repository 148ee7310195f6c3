package ai.inhouse.jobs;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// A machine that trains or serves, as the recipe describes it.
///
/// @param name for people; this machine's is `this machine`
/// @param matmulGflops 10^9 operations a second in matrix products, all cores together, as `bench
///   train` measures them; absent for this machine, where it is measured
/// @param memoryBytes absent for this machine, which knows it
/// @param price absent where the recipe says nothing of money
public record Machine(
        String name, OptionalDouble matmulGflops, OptionalLong memoryBytes, Optional<Price> price) {
    static final String HERE = "this machine";

    /// Hours in a year, leap years counted.
    private static final double HOURS_A_YEAR = 365.25 * 24;

    /// What an hour costs.
    ///
    /// @param machinePerHour rent, or the purchase price over the hours of its life
    /// @param watts drawn while it works
    /// @param pricePerKwh of electricity; 0 where the rent includes it
    public record Price(String currency, double machinePerHour, double watts, double pricePerKwh) {
        static Price bought(
                String currency, double purchase, double years, double watts, double perKwh) {
            return new Price(currency, purchase / (years * HOURS_A_YEAR), watts, perKwh);
        }

        public double electricityPerHour() {
            return watts / 1000 * pricePerKwh;
        }

        public double perHour() {
            return machinePerHour + electricityPerHour();
        }
    }
}
