package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// A patient's record number, told by words.
public final class MedicalRecordNumber extends FormRecognizer {
    public MedicalRecordNumber() {
        super(
                "medical_record_number",
                Category.HEALTH,
                Set.of(Anchor.NUMBER, Anchor.CODE),
                5,
                "[A-Z]{0,4}[- ]?\\d{2,12}(?:-\\d{2,8}){0,2}[A-Z]?",
                "mrn",
                "medical record",
                "medical record number",
                "patient id",
                "patient number",
                "patient no",
                "chart number",
                "patientennummer",
                "record no",
                "hospital number",
                "fallnummer",
                "record number",
                "patient identifier");
    }

    @Override
    protected boolean isValid(String value) {
        return value.chars().filter(Character::isDigit).count() >= 5;
    }
}
