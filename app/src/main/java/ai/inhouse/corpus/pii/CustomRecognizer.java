package ai.inhouse.corpus.pii;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Set;
import java.util.function.Consumer;

/// Knows what a recipe describes. RE2 takes time linear in the text whatever the expression is.
final class CustomRecognizer implements Recognizer {
    private final CustomForm form;
    private final Pattern pattern;

    CustomRecognizer(CustomForm form) {
        this.form = form;
        this.pattern = Pattern.compile(form.form());
    }

    @Override
    public String label() {
        return form.label();
    }

    @Override
    public Category category() {
        return Category.CUSTOM;
    }

    @Override
    public Set<Anchor> anchors() {
        return Set.of(Anchor.TEXT);
    }

    @Override
    public void find(Place place, Consumer<Finding> found) {
        Matcher matcher = pattern.matcher(place.text());
        while (matcher.find()) {
            if (matcher.end() > matcher.start()) {
                found.accept(finding(Certainty.PROOF, matcher.start(), matcher.end()));
            }
        }
    }
}
