package ai.inhouse.alignment.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.alignment.agreement.BradleyTerry.Comparison;
import ai.inhouse.base.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Against scikit-learn, statsmodels, krippendorff and scipy: `golden.json` holds what they gave.
final class AgreementTest {
    private static final JsonNode GOLDEN = golden();

    private static JsonNode golden() {
        try (InputStream in =
                Objects.requireNonNull(AgreementTest.class.getResourceAsStream("golden.json"))) {
            return Json.tree(new String(in.readAllBytes(), StandardCharsets.UTF_8), "golden");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RatingTable table(JsonNode units) {
        List<Map<String, Integer>> said = new ArrayList<>();
        for (JsonNode unit : units) {
            Map<String, Integer> ratings = new HashMap<>();
            for (int r = 0; r < unit.size(); r++) {
                if (!unit.get(r).isNull()) {
                    ratings.put("rater" + r, unit.get(r).asInt());
                }
            }
            said.add(ratings);
        }
        return RatingTable.of(said);
    }

    @Test
    void agreesWithThePeersToTheNinthDigit() {
        for (JsonNode expected : GOLDEN.path("agreement")) {
            RatingTable table = table(expected.path("units"));
            for (Agreement measure : Agreement.values()) {
                JsonNode value = expected.path(measure.name().toLowerCase(Locale.ROOT));
                if (!value.isMissingNode()) {
                    assertThat(measure.of(table).known().orElseThrow())
                            .as("%s, %s", expected.path("name").asString(), measure)
                            .isCloseTo(value.asDouble(), within(1e-9));
                }
            }
        }
    }

    @Test
    void agreesWithScikitLearnOnLinearWeights() {
        JsonNode expected = GOLDEN.at("/agreement/1");
        RatingTable table = table(expected.path("units"));
        assertThat(CohensKappa.of(table, 0, 1, CohensKappa.Weights.LINEAR).known().orElseThrow())
                .isCloseTo(expected.at("/linear_kappa_pairs/0").asDouble(), within(1e-9));
    }

    @Test
    void saysWhyACoefficientHasNoValue() {
        RatingTable alone = RatingTable.of(List.of(Map.of("ann", 1), Map.of("ann", 2)));
        RatingTable apart = RatingTable.of(List.of(Map.of("ann", 1), Map.of("bob", 2)));
        RatingTable same = RatingTable.of(Collections.nCopies(2, Map.of("ann", 1, "bob", 1)));
        for (Agreement measure : Agreement.values()) {
            assertThat(measure.of(alone))
                    .isEqualTo(Coefficient.undefined("there is one reviewer only"));
            assertThat(measure.of(apart))
                    .isEqualTo(Coefficient.undefined("no item has two ratings"));
            assertThat(measure.of(same))
                    .isEqualTo(
                            measure == Agreement.PERCENT
                                    ? Coefficient.of(1)
                                    : Coefficient.undefined("all ratings are the same"));
        }
        RatingTable uneven =
                RatingTable.of(
                        List.of(Map.of("ann", 1, "bob", 2), Map.of("ann", 1, "bob", 2, "cyd", 1)));
        assertThat(Agreement.FLEISS_KAPPA.of(uneven))
                .isEqualTo(Coefficient.undefined("items have different numbers of ratings"));
    }

    @Test
    void givesAnIntervalThatHoldsTheValueAndIsTheSameEachTime() {
        RatingTable table = table(GOLDEN.at("/agreement/0/units"));
        double value = Agreement.KRIPPENDORFF_NOMINAL.of(table).known().orElseThrow();
        Bootstrap.Interval interval =
                Bootstrap.of(Agreement.KRIPPENDORFF_NOMINAL, table).orElseThrow();
        assertThat(value).isBetween(interval.low(), interval.high());
        assertThat(Bootstrap.of(Agreement.KRIPPENDORFF_NOMINAL, table)).contains(interval);
        assertThat(Bootstrap.of(Agreement.COHENS_KAPPA, RatingTable.of(List.of(Map.of("ann", 1)))))
                .isEmpty();
    }

    @Test
    void findsHowReliableRatersAreAsPlainCodeDoes() {
        JsonNode expected = GOLDEN.path("dawid_skene");
        DawidSkene model = DawidSkene.fit(table(expected.path("units")));
        for (int r = 0; r < expected.path("reliability").size(); r++) {
            assertThat(model.reliability(r))
                    .isCloseTo(expected.path("reliability").get(r).asDouble(), within(1e-9));
        }
        for (int u = 0; u < expected.path("posterior").size(); u++) {
            JsonNode posterior = expected.path("posterior").get(u);
            for (int k = 0; k < posterior.size(); k++) {
                assertThat(model.posterior()[u][k])
                        .isCloseTo(posterior.get(k).asDouble(), within(1e-9));
            }
        }
    }

    @Test
    void findsStrengthsAndCareWhereAnOptimiserFindsThem() {
        JsonNode expected = GOLDEN.path("bradley_terry");
        List<Comparison> comparisons = new ArrayList<>();
        for (JsonNode c : expected.path("comparisons")) {
            comparisons.add(new Comparison(c.get(0).asInt(), c.get(1).asInt(), c.get(2).asInt()));
        }
        BradleyTerry model = BradleyTerry.fit(comparisons, 4, 3);
        for (int i = 0; i < 4; i++) {
            assertThat(model.strengths()[i])
                    .isCloseTo(expected.path("strengths").get(i).asDouble(), within(1e-5));
        }
        for (int r = 0; r < 3; r++) {
            assertThat(model.care()[r])
                    .isCloseTo(expected.path("care").get(r).asDouble(), within(1e-5));
        }
    }
}
