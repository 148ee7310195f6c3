package ai.inhouse.costs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.inhouse.base.InhouseException;
import ai.inhouse.jobs.Machine;
import ai.inhouse.serving.AuditLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenCostsTest {
    /// 0.36 an hour and 0.036 of electricity; reads 1,000 and writes 100 tokens a second.
    private static final Machine.Price MACHINE = new Machine.Price("EUR", 0.36, 100, 0.36);

    private static final ServingRate RATE =
            new ServingRate("harbour", "Q8_0", 2, 16, 1000, 25, 100);

    @TempDir Path folder;

    private TokenUse.Read use(Instant since) {
        AuditLog log = new AuditLog(folder.resolve("audit.jsonl"));
        log.add(
                call(
                        "2026-11-01T00:00:00Z",
                        "ada",
                        List.of("finance"),
                        "harbour",
                        3000,
                        1000,
                        500));
        log.add(call("2026-11-06T00:00:00Z", "bo", List.of("finance"), "small", 1000, 0, 100));
        log.add(call("2026-11-11T00:00:00Z", "cy", List.of(), "harbour", 6000, 0, 400));
        return TokenUse.read(log, since);
    }

    private static AuditLog.Call call(
            String at,
            String caller,
            List<String> groups,
            String model,
            int prompt,
            int cached,
            int answer) {
        return new AuditLog.Call(
                at,
                "id",
                caller,
                groups,
                "/v1/chat/completions",
                model,
                200,
                prompt,
                cached,
                answer,
                List.of("stop"),
                "",
                List.of(),
                List.of(),
                List.of());
    }

    @Test
    void chargesTheTimeThatTheMachineIsBusy() {
        TokenCosts costs = TokenCosts.of(MACHINE, RATE, List.of(), use(Instant.EPOCH));

        // 0.396 an hour are 0.00011 a second
        assertThat(costs.own().inputPerMillion()).isCloseTo(0.11, within(1e-9));
        assertThat(costs.own().outputPerMillion()).isCloseTo(1.1, within(1e-9));
        assertThat(costs.own().outputPerMillionAlone()).isCloseTo(4.4, within(1e-9));
        assertThat(costs.mix().inputShare()).isCloseTo(10_000 / 11_000.0, within(1e-9));
        assertThat(costs.mix().millionsPerMonth())
                .isCloseTo(0.011 / 10 * 365.25 / 12, within(1e-9));
        assertThat(costs.own().busyShare()).isCloseTo((9 + 10) / 864_000.0, within(1e-9));
    }

    @Test
    void sharesItAmongTeamsAndModels() {
        List<ApiPrice> api = List.of(new ApiPrice("theirs", 1, 10, "EUR"));

        TokenCosts costs = TokenCosts.of(MACHINE, RATE, api, use(Instant.EPOCH));

        assertThat(costs.teams()).extracting(u -> u.use().name()).containsExactly("cy", "finance");
        assertThat(costs.models())
                .extracting(u -> u.use().name())
                .containsExactly("harbour", "small");
        TokenCosts.Used finance = costs.teams().get(1);
        assertThat(finance.use()).isEqualTo(new TokenUse("finance", 2, 3000, 1000, 600));
        assertThat(finance.own()).isCloseTo((3 + 6) * 0.00011, within(1e-9));
        assertThat(finance.apis()).containsExactly(Map.entry("theirs", (4000 + 6000) / 1e6));
        assertThat(costs.all().use().requests()).isEqualTo(3);
        assertThat(costs.models().stream().mapToDouble(TokenCosts.Used::own).sum())
                .isCloseTo(costs.all().own(), within(1e-12));
    }

    @Test
    void leavesOutWhatIsEarlier() {
        TokenUse.Read read = use(Instant.parse("2026-11-06T00:00:00Z"));

        assertThat(read.all().requests()).isEqualTo(2);
        assertThat(read.days()).isEqualTo(5);
    }

    @Test
    void findsTheVolumeFromWhichTheMachineIsCheaper() {
        TokenUse.Read nothing = TokenUse.read(new AuditLog(folder.resolve("none")), Instant.EPOCH);
        List<ApiPrice> apis =
                List.of(
                        new ApiPrice("dear", 2, 8, "EUR"),
                        new ApiPrice("cheap", 0.12, 0.48, "EUR"),
                        new ApiPrice("given away", 0.001, 0.001, "EUR"));

        TokenCosts costs = TokenCosts.of(MACHINE, RATE, apis, nothing);

        assertThat(costs.mix().measured()).isFalse();
        TokenCosts.Against dear = costs.apis().get(0);
        double volume = dear.breakEvenMillionsPerMonth().orElseThrow();
        // At that volume a month's rent and electricity are what the API would ask.
        double busyHours = volume * 1e6 * (0.75 / 1000 + 0.25 / 100) / 3600;
        double here = 0.36 * 365.25 * 2 + 0.036 * busyHours;
        assertThat(volume * (0.75 * 2 + 0.25 * 8)).isCloseTo(here, within(1e-6));
        assertThat(costs.apis().get(1).breakEvenMillionsPerMonth()).isEmpty();
        assertThat(costs.apis().get(1).why()).contains("beyond what one machine can do");
        assertThat(costs.apis().get(2).why()).contains("electricity");
    }

    @Test
    void convertsNoCurrency() {
        TokenUse.Read nothing = TokenUse.read(new AuditLog(folder.resolve("none")), Instant.EPOCH);

        assertThatThrownBy(
                        () ->
                                TokenCosts.of(
                                        MACHINE,
                                        RATE,
                                        List.of(new ApiPrice("theirs", 1, 2, "USD")),
                                        nothing))
                .isInstanceOf(InhouseException.class)
                .hasMessageContaining("paid in EUR");
    }

    private List<ApiPrice> read(String name, String text) throws IOException {
        return ApiPrice.read(Files.writeString(folder.resolve(name), text), "EUR");
    }

    @Test
    void readsPricesFromCsvAndYaml() throws IOException {
        List<ApiPrice> expected =
                List.of(
                        new ApiPrice("large, theirs", 2.5, 10, "USD"),
                        new ApiPrice("small", 0.15, 0.6, "EUR"));

        assertThat(
                        read(
                                "prices.csv",
                                """
                                output_per_million,name,currency,input_per_million
                                10,"large, theirs",USD,2.5

                                0.6,small,,0.15
                                """))
                .isEqualTo(expected);
        assertThat(
                        read(
                                "prices.yaml",
                                """
                                - name: large, theirs
                                  input_per_million: 2.5
                                  output_per_million: 10
                                  currency: USD
                                - {name: small, input_per_million: 0.15, output_per_million: 0.6}
                                """))
                .isEqualTo(expected);
    }

    @Test
    void saysEverythingThatIsWrongWithPrices() throws IOException {
        assertThatThrownBy(() -> read("a.csv", "name,input_per_million\nx,1\n"))
                .hasMessageContaining("no column `output_per_million`");
        assertThatThrownBy(
                        () ->
                                read(
                                        "b.csv",
                                        "name,input_per_million,output_per_million\nx,-1,2\ny,1,much\n"))
                .hasMessageContaining("line 2: `input_per_million`")
                .hasMessageContaining("line 3: `output_per_million`");
        assertThatThrownBy(() -> read("c.yaml", "- name: x\n  input_per_milion: 1\n"))
                .hasMessageContaining("input_per_million");
        assertThatThrownBy(() -> read("d.yaml", "x: 1\n")).hasMessageContaining("expected a list");
        assertThatThrownBy(() -> read("e.csv", "name,input_per_million,output_per_million\n"))
                .hasMessageContaining("no price");
    }
}
