package ai.inhouse.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BadFilesTest {
    private final Extractor extractor = new InProcessExtractor();

    @Test
    void setsEncryptedFilesAside() throws Exception {
        assertThat(reason("a.pdf", SampleFiles.encryptedPdf())).isEqualTo("it is encrypted");
        assertThat(reason("a.docx", SampleFiles.encryptedDocx())).isEqualTo("it is encrypted");
    }

    @Test
    void setsAZipBombAsideBeforeUnpackingIt() throws Exception {
        long start = System.nanoTime();
        assertThat(reason("a.docx", SampleArchives.zipBomb())).contains("zip bomb", "100.0 MiB");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void setsTruncatedFilesAside() throws Exception {
        for (byte[] whole :
                new byte[][] {SampleFiles.docx(), SampleFiles.xlsx(), SampleArchives.epub()}) {
            byte[] half = Arrays.copyOf(whole, whole.length / 2);
            assertThat(extractor.extract("half", half)).isInstanceOf(Extraction.SetAside.class);
        }
        byte[] pdf = Arrays.copyOf(SampleFiles.pdf(), 200);
        assertThat(reason("half.pdf", pdf)).startsWith("it is damaged");
    }

    @Test
    void setsBinaryJunkAside() {
        byte[] junk = new byte[10_000];
        new Random(5).nextBytes(junk);
        assertThat(reason("junk", junk)).isEqualTo("its content is of no known type");
        assertThat(reason("junk.txt", junk)).isEqualTo("it is not text in any known encoding");
        assertThat(reason("junk.md", junk)).isEqualTo("it is not text in any known encoding");
    }

    @Test
    void saysWhichTypesItDoesNotRead() {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13};
        assertThat(reason("logo.png", png)).contains("image/png");
    }

    @Test
    void setsFilesWithoutAWordAside() {
        assertThat(reason("a.txt", "   \n\n".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("there is no text in it");
    }

    @Test
    void readsNoOtherFileThroughXmlEntities() {
        String html =
                """
                <?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>
                <html xmlns="http://www.w3.org/1999/xhtml"><body><p>a &x; b</p></body></html>
                """;
        Extraction extraction = extractor.extract("a.xhtml", html.getBytes(StandardCharsets.UTF_8));
        assertThat(extraction.toString()).doesNotContain("root:");
    }

    @Test
    void survivesHtmlNestedWithoutEnd() {
        String html = "<html>" + "<div><ul><li>".repeat(5_000) + "deep";
        assertThat(extractor.extract("a.html", html.getBytes(StandardCharsets.UTF_8))).isNotNull();
    }

    @Test
    void givesUpOnAFileThatTakesTooLong() {
        Extractor slow =
                (name, content) -> {
                    try {
                        Thread.sleep(Duration.ofMinutes(5));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return new Extraction.SetAside("never");
                };
        Extractor limited = new TimeLimitedExtractor(slow, Duration.ofMillis(100));
        assertThat(limited.extract("a.pdf", new byte[1]))
                .isEqualTo(new Extraction.SetAside("reading it took longer than 0.1 s"));
    }

    @Test
    void setsAFileAsideWhoseReaderBreaksDown() {
        Extractor broken =
                (name, content) -> {
                    throw new IllegalStateException("oops");
                };
        Extractor limited = new TimeLimitedExtractor(broken, Duration.ofSeconds(10));
        assertThat(limited.extract("a.pdf", new byte[1]).toString()).contains("oops");
    }

    private String reason(String name, byte[] content) {
        Extraction extraction = extractor.extract(name, content);
        assertThat(extraction).isInstanceOf(Extraction.SetAside.class);
        return ((Extraction.SetAside) extraction).reason();
    }
}
