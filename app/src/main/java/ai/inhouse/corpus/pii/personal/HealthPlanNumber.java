package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// A number at a health insurer, told by words.
public final class HealthPlanNumber extends FormRecognizer {
    public HealthPlanNumber() {
        super(
                "health_plan_number",
                Category.HEALTH,
                Set.of(Anchor.NUMBER, Anchor.CODE),
                5,
                "[A-Z]{0,5}[- ]?\\d{2,12}(?:-\\d{2,8}){0,2}[A-Z]?",
                "member id",
                "subscriber id",
                "health plan",
                "policy number",
                "insurance id",
                "health insurance",
                "beneficiary number",
                "plan number",
                "member number",
                "krankenversichertennummer",
                "insured id",
                "policy no");
    }

    @Override
    protected boolean isValid(String value) {
        return value.chars().filter(Character::isDigit).count() >= 5;
    }
}
