package ai.inhouse.corpus.pii.national;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// The United States' Individual Taxpayer Identification Number: 9, then a group from 50 on.
public final class UsTaxpayerNumber extends FormRecognizer {
    public UsTaxpayerNumber() {
        super(
                "us_itin",
                Category.IDENTITY,
                Set.of(Anchor.NUMBER),
                9,
                "9\\d{2}[- ]?(?:5\\d|6[0-5]|7\\d|8[0-8]|9[0-24-9])[- ]?\\d{4}",
                "itin",
                "taxpayer",
                "taxpayer identification",
                "individual taxpayer");
    }

    @Override
    protected boolean isTelling(String written) {
        return written.charAt(3) == '-' && written.length() == 11;
    }
}
