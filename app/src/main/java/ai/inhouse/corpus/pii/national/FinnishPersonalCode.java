package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// Finland's henkilötunnus: date of birth, the century's sign, serial, a sign modulo 31.
public final class FinnishPersonalCode extends FormRecognizer {
    public FinnishPersonalCode() {
        super(
                "fi_hetu",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER, Anchor.CODE),
                6,
                "\\d{6}[-+A-FU-Y]\\d{3}[0-9A-FHJ-NPR-Y]",
                "henkilötunnus",
                "hetu",
                "personal identity code");
    }

    @Override
    protected boolean isValid(String value) {
        String digits =
                value.substring(0, 6) + value.substring(value.length() - 4, value.length() - 1);
        char check = "0123456789ABCDEFHJKLMNPRSTUVWXY".charAt(Integer.parseInt(digits) % 31);
        return CheckDigits.isMonthAndDay(value, 2, 0) && value.charAt(value.length() - 1) == check;
    }

    @Override
    protected boolean isTelling(String written) {
        return true;
    }
}
