package ai.inhouse.costs;

import ai.inhouse.base.InhouseException;
import ai.inhouse.jobs.Machine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// What tokens cost on this machine, against what others ask for theirs.
///
/// @param own for a million tokens here
/// @param mix of prompts and answers that volumes are counted in
/// @param apis each against this machine
/// @param all what was served so far
/// @param teams the same by the groups of its keys
/// @param models the same by model
public record TokenCosts(
        String currency,
        ServingRate rate,
        Own own,
        Mix mix,
        List<Against> apis,
        Used all,
        List<Used> teams,
        List<Used> models) {
    private static final double MILLION = 1e6;
    private static final double HOURS_A_MONTH = 365.25 * 24 / 12;
    private static final double DAYS_A_MONTH = 365.25 / 12;
    private static final int SECONDS_AN_HOUR = 3600;

    /// Where nothing was served yet: three tokens are asked for one that is answered.
    private static final double USUAL_INPUT_SHARE = 0.75;

    public TokenCosts {
        apis = List.copyOf(apis);
        teams = List.copyOf(teams);
        models = List.copyOf(models);
    }

    /// On a machine that is busy all the time.
    ///
    /// @param machinePerHour rent or wear
    /// @param electricityPerHour while it works
    /// @param inputPerMillion tokens of prompts
    /// @param outputPerMillion tokens of answers, many at a time
    /// @param outputPerMillionAlone tokens of answers, one at a time
    /// @param mixPerMillion tokens of the mix
    /// @param mostMillionsPerMonth tokens of the mix that it can do
    /// @param busyShare of the hours since the first request that what was served needs
    public record Own(
            double machinePerHour,
            double electricityPerHour,
            double inputPerMillion,
            double outputPerMillion,
            double outputPerMillionAlone,
            double mixPerMillion,
            double mostMillionsPerMonth,
            double busyShare) {}

    /// @param inputShare of all tokens those that are asked
    /// @param measured whether it is what was served, and no assumption
    /// @param millionsPerMonth at the pace so far
    public record Mix(double inputShare, boolean measured, double millionsPerMonth) {}

    /// @param mixPerMillion its price for a million tokens of the mix
    /// @param breakEvenMillionsPerMonth from which volume on this machine is cheaper; absent where
    ///   it is at no volume that it can do
    /// @param why in a word or two
    public record Against(
            String name,
            double inputPerMillion,
            double outputPerMillion,
            double mixPerMillion,
            OptionalDouble breakEvenMillionsPerMonth,
            String why) {}

    /// @param own what it cost here: the time that the machine was busy with it
    /// @param apis what it would have cost elsewhere, by name
    public record Used(TokenUse use, double own, Map<String, Double> apis) {}

    /// @throws InhouseException if prices are in another currency than the machine's
    public static TokenCosts of(
            Machine.Price machine, ServingRate rate, List<ApiPrice> prices, TokenUse.Read used) {
        requireOneCurrency(machine, prices);
        Mix mix = mix(used);
        Own own = own(machine, rate, mix, used);
        return new TokenCosts(
                machine.currency(),
                rate,
                own,
                mix,
                prices.stream().map(price -> against(price, machine, rate, mix, own)).toList(),
                cost(used.all(), machine, rate, prices),
                used.teams().stream().map(u -> cost(u, machine, rate, prices)).toList(),
                used.models().stream().map(u -> cost(u, machine, rate, prices)).toList());
    }

    private static void requireOneCurrency(Machine.Price machine, List<ApiPrice> prices) {
        String others =
                prices.stream()
                        .map(ApiPrice::currency)
                        .filter(currency -> !currency.equals(machine.currency()))
                        .distinct()
                        .collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            throw InhouseException.badInput(
                    "comparing prices",
                    others,
                    "the recipe's machine is paid in " + machine.currency(),
                    "Write all prices in one currency: rates of exchange are not known here.");
        }
    }

    private static Mix mix(TokenUse.Read used) {
        TokenUse all = used.all();
        long tokens = all.askedTokens() + all.answerTokens();
        return tokens == 0
                ? new Mix(USUAL_INPUT_SHARE, false, 0)
                : new Mix(
                        (double) all.askedTokens() / tokens,
                        true,
                        tokens / MILLION / used.days() * DAYS_A_MONTH);
    }

    private static Own own(Machine.Price machine, ServingRate rate, Mix mix, TokenUse.Read used) {
        double perSecond = machine.perHour() / SECONDS_AN_HOUR;
        double mixed = mixSeconds(rate, mix);
        double busy = rate.seconds(used.all());
        return new Own(
                machine.machinePerHour(),
                machine.electricityPerHour(),
                perSecond * rate.seconds(MILLION, 0),
                perSecond * rate.seconds(0, MILLION),
                perSecond * MILLION / rate.streamTokensPerSecond(),
                perSecond * mixed,
                HOURS_A_MONTH * SECONDS_AN_HOUR / mixed,
                busy / (used.days() * 24 * SECONDS_AN_HOUR));
    }

    /// Seconds for a million tokens of the mix.
    private static double mixSeconds(ServingRate rate, Mix mix) {
        return rate.seconds(MILLION * mix.inputShare(), MILLION * (1 - mix.inputShare()));
    }

    /// The machine is paid for whether it is busy or not, its electricity only while it is.
    private static Against against(
            ApiPrice api, Machine.Price machine, ServingRate rate, Mix mix, Own own) {
        double price =
                mix.inputShare() * api.inputPerMillion()
                        + (1 - mix.inputShare()) * api.outputPerMillion();
        double electricity = machine.electricityPerHour() / SECONDS_AN_HOUR * mixSeconds(rate, mix);
        double saved = price - electricity;
        double volume = machine.machinePerHour() * HOURS_A_MONTH / saved;
        OptionalDouble breakEven = OptionalDouble.empty();
        String why;
        if (saved <= 0) {
            why = "its tokens cost less than the electricity here";
        } else if (volume > own.mostMillionsPerMonth()) {
            why = "cheaper here only beyond what one machine can do";
        } else {
            why = "";
            breakEven = OptionalDouble.of(volume);
        }
        return new Against(
                api.name(), api.inputPerMillion(), api.outputPerMillion(), price, breakEven, why);
    }

    private static Used cost(
            TokenUse use, Machine.Price machine, ServingRate rate, List<ApiPrice> prices) {
        double seconds = rate.seconds(use);
        Map<String, Double> elsewhere = new LinkedHashMap<>();
        for (ApiPrice price : prices) {
            elsewhere.put(
                    price.name(),
                    (use.askedTokens() * price.inputPerMillion()
                                    + use.answerTokens() * price.outputPerMillion())
                            / MILLION);
        }
        return new Used(use, seconds * machine.perHour() / SECONDS_AN_HOUR, elsewhere);
    }
}
