package ai.inhouse.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import ai.inhouse.documents.Document;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldOutTest {
    @Test
    void holdsOutAboutTheFractionAsked() {
        assertThat(HeldOut.names(documents(2000), 0.1)).hasSizeBetween(160, 240);
    }

    @Test
    void leavesDocumentsOnTheirSideWhenOthersCome() {
        Set<String> before = HeldOut.names(documents(500), 0.1);
        assertThat(HeldOut.names(documents(600), 0.1)).containsAll(before);
    }

    @Test
    void holdsOutAtLeastOneOfTenAndNeverAll() {
        assertThat(HeldOut.names(documents(10), 0.0001)).hasSize(1);
        assertThat(HeldOut.names(documents(5), 0.9999)).hasSizeLessThan(5);
        assertThat(HeldOut.names(documents(1), 0.5)).isEmpty();
        assertThat(HeldOut.names(documents(100), 0)).isEmpty();
    }

    private static List<Document> documents(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> SampleDocuments.document("page" + i + ".md", "text"))
                .toList();
    }
}
