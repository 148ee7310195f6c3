package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.CheckDigits;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// The United States' Social Security number: three groups, none of them zero; it has no check
/// digit. Written with dashes it is told by its form.
public final class UsSocialSecurityNumber extends FormRecognizer {
    public UsSocialSecurityNumber() {
        super(
                "us_ssn",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                9,
                "\\d{3}[- ]\\d{2}[- ]\\d{4}|\\d{9}",
                "ssn",
                "social security",
                "social security number",
                "ss#",
                "soc sec");
    }

    @Override
    protected boolean isValid(String value) {
        String area = value.substring(0, 3);
        return !area.equals("000")
                && !area.equals("666")
                && area.charAt(0) != '9'
                && !value.startsWith("00", 3)
                && !value.endsWith("0000")
                && !CheckDigits.isOneDigit(value);
    }

    @Override
    protected boolean isTelling(String written) {
        return written.charAt(3) == '-';
    }
}
