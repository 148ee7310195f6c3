package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Category;

/// When a patient was admitted, treated, discharged, or died.
public final class CareDate extends DateRecognizer {
    public CareDate() {
        super(
                "admitted",
                "admission",
                "admission date",
                "discharged",
                "discharge date",
                "date of death",
                "died",
                "died on",
                "deceased",
                "date of service",
                "surgery",
                "operated",
                "diagnosed",
                "date of admission",
                "date of discharge",
                "aufnahmedatum",
                "entlassen",
                "hospitalized",
                "visit date",
                "treated");
    }

    @Override
    public String label() {
        return "care_date";
    }

    @Override
    public Category category() {
        return Category.HEALTH;
    }
}
