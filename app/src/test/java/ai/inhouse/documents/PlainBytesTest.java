package ai.inhouse.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PlainBytesTest {
    @Test
    void takesOrdinaryPagesForText() {
        assertThat(isText("# Leave\n\nGrüße, 30 days.\n")).isTrue();
        assertThat(isText("---\ntitle: Leave\n---\nText\r\n")).isTrue();
    }

    @Test
    void leavesToTheDetectorWhatMayBeAnotherFormat() {
        for (String text :
                new String[] {
                    "<?xml version=\"1.0\"?><a/>",
                    "%PDF-1.7",
                    "{\\rtf1 text}",
                    "\\documentclass{article}",
                    "#!/bin/sh\necho",
                    "-----BEGIN CERTIFICATE-----",
                    "From ann@example.com Mon",
                    "\u0000\u0001",
                    "bell \u0007",
                    "  ",
                }) {
            assertThat(isText(text)).as(text).isFalse();
        }
        assertThat(PlainBytes.isText("Grüße".getBytes(StandardCharsets.ISO_8859_1), true))
                .isFalse();
    }

    @Test
    void looksForTagsWhereTheyWouldMakeAnotherKind() {
        byte[] page = "Intro\n<html><p>x</p></html>".getBytes(StandardCharsets.UTF_8);
        assertThat(PlainBytes.isText(page, true)).isFalse();
        byte[] bold = "Intro <b>x</b>".getBytes(StandardCharsets.UTF_8);
        assertThat(PlainBytes.isText(bold, true)).isTrue();
        assertThat(PlainBytes.isText(bold, false)).isFalse();
        assertThat(PlainBytes.isText(page, false)).isFalse();
    }

    @Test
    void knowsPagesThatSayThatTheyAreHtml() {
        assertThat(isHtml("\n<!DOCTYPE HTML><title>x</title>")).isTrue();
        assertThat(isHtml("<html><p>x</p>")).isTrue();
        assertThat(isHtml("<p>x</p>")).isFalse();
    }

    private static boolean isText(String text) {
        return PlainBytes.isText(text.getBytes(StandardCharsets.UTF_8), true);
    }

    private static boolean isHtml(String text) {
        return PlainBytes.isHtml(text.getBytes(StandardCharsets.UTF_8));
    }
}
