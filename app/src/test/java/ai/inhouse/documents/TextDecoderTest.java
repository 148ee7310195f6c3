package ai.inhouse.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextDecoderTest {
    private static final String GERMAN =
            "Für Überstunden gilt: Frühstück und Größe zählen nicht, müssen aber gemeldet werden. "
                    + "Bitte prüfen Sie die Lösung schön gründlich, bevor Sie über Änderungen reden.";

    @ParameterizedTest
    @ValueSource(
            strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-16", "windows-1252", "ISO-8859-1"})
    void findsTheEncodingOfGermanText(String charset) {
        assertThat(TextDecoder.decode(GERMAN.getBytes(Charset.forName(charset)))).contains(GERMAN);
    }

    @Test
    void takesPlainAsciiForUtf8AndDropsTheByteOrderMark() {
        assertThat(TextDecoder.decode("# Plain\n".getBytes(StandardCharsets.UTF_8)))
                .contains("# Plain\n");
        assertThat(TextDecoder.decode("\uFEFFx — y".getBytes(StandardCharsets.UTF_8)))
                .contains("x — y");
    }

    @Test
    void believesADeclaredEncoding() {
        String html = "<meta charset=\"windows-1251\"><p>Отпуск</p>";
        assertThat(TextDecoder.decode(html.getBytes(Charset.forName("windows-1251"))))
                .contains(html);
    }

    @Test
    void refusesBytesThatAreNoText() {
        byte[] bytes = new byte[5000];
        new Random(3).nextBytes(bytes);
        assertThat(TextDecoder.decode(bytes)).isEmpty();
    }
}
