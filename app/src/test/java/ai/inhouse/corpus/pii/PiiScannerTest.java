package ai.inhouse.corpus.pii;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PiiScannerTest {
    private static final PiiScanner SCANNER = new PiiScanner(Recognizers.all(List.of("US", "DE")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    email       | Write to ada.king@post.example today. | ada.king@post.example
                    phone       | Tel. +49 30 901820 | +49 30 901820
                    phone       | Ruf an unter Telefon 030 901820 bitte | 030 901820
                    iban        | Konto DE89 3704 0044 0532 0130 00 BIC folgt | DE89 3704 0044 0532 0130 00
                    card        | paid with 4111 1111 1111 1111 today | 4111 1111 1111 1111
                    card        | paid with 4111111111111111. | 4111111111111111
                    us_ssn      | (123-45-6789) | 123-45-6789
                    uk_nino     | shows AB 12 34 56 C there | AB 12 34 56 C
                    de_tax_id   | Steuer-ID: 86095742719 | 86095742719
                    es_dni      | con 12345678Z firmado | 12345678Z
                    ch_ahv      | 756.9217.0769.85 | 756.9217.0769.85
                    fi_hetu     | 131052-308T | 131052-308T
                    br_cpf      | 111.444.777-35 | 111.444.777-35
                    cn_resident_id | 11010519491231002X | 11010519491231002X
                    nl_bsn      | BSN 111222333 | 111222333
                    ip_address  | from 192.168.10.4 at noon | 192.168.10.4
                    ip_address  | host 2001:db8::ff00:42:8329 | 2001:db8::ff00:42:8329
                    mac_address | at 00:1b:44:11:3a:b7. | 00:1b:44:11:3a:b7
                    api_key     | AKIAIOSFODNN7EXAMPLE | AKIAIOSFODNN7EXAMPLE
                    password    | password: tr0ub4dor&3 | tr0ub4dor&3
                    url_with_credentials | go to postgres://app:s3cr3tpw@db.internal/main now | postgres://app:s3cr3tpw@db.internal/main
                    person_name | Dear Mr. Okonkwo, | Okonkwo
                    person_name | yesterday Maria Silva said no | Maria Silva
                    street_address | at 221 Baker Street since May | 221 Baker Street
                    street_address | in der Lindenstraße 14, 10969 Berlin. | Lindenstraße 14, 10969 Berlin
                    date_of_birth | She was born on 3 May 1980. | 3 May 1980
                    """)
    void findsTheWholeValueAndNothingElse(String label, String text, String value) {
        assertThat(SCANNER.scan(text))
                .extracting(Finding::label, f -> text.substring(f.start(), f.end()))
                .containsExactly(tuple(label, value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Card 4111 1111 1111 1112 fails its check.",
                "IBAN DE89 3704 0044 0532 0130 01 is mistyped.",
                "From 2019-03-14 to 2020-04-15, versions 4.12.3 and 10.0.1.2.7.",
                "Order 123456789 costs $1,234,567.89.",
                "The United Nations met in San Francisco.",
                "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
                "Change your password: it expires soon.",
                "The password is your-password-here.",
                "At 10:30:45 and 11:15:20 it rang."
            })
    void findsNothingWhereThereIsNothing(String text) {
        assertThat(SCANNER.scan(text)).isEmpty();
    }

    @Test
    void takesTheHeadOfATablesColumnForContext() {
        String text = "| Employee | Passport |\n|---|---|\n| x | L8371234 |\n| y | L8371235 |";
        assertThat(SCANNER.scan(text))
                .extracting(Finding::label)
                .containsExactly("passport", "passport");
    }

    @Test
    void givesFindingsInOrderAndNoneTwice() {
        String text = "a@b.example, 4111 1111 1111 1111 and DE89370400440532013000";
        List<Finding> found = SCANNER.scan(text);
        assertThat(found).extracting(Finding::label).containsExactly("email", "card", "iban");
        assertThat(found).isSortedAccordingTo((a, b) -> a.start() - b.start());
    }

    @Test
    void knowsAtLeastFortyKindsAndFifteenCountries() {
        List<Recognizer> all = Recognizers.all(List.of());
        assertThat(all).hasSizeGreaterThan(70);
        assertThat(all.stream().filter(r -> r.getClass().getPackageName().endsWith("national")))
                .hasSizeGreaterThan(30);
    }

    @Test
    void refusesTwoRecognizersOfOneLabel() {
        List<Recognizer> one =
                new PiiPolicy(
                                new TreeMap<>(Map.of()),
                                List.of(),
                                List.of(new CustomForm("email", "x")))
                        .recognizers();
        assertThatThrownBy(() -> new PiiScanner(one)).hasMessageContaining("email");
    }

    @Test
    void findsWhatARecipeDescribes() {
        PiiPolicy policy =
                PiiPolicy.of(Map.of(), List.of(), List.of(new CustomForm("ticket", "T-\\d{4}")));
        assertThat(new PiiScanner(policy.recognizers()).scan("see T-1234 and T-99"))
                .extracting(Finding::label, Finding::start, Finding::end)
                .containsExactly(tuple("ticket", 4, 10));
    }
}
