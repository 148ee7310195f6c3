package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// A person's number at an employer or school, told by words.
public final class EmployeeNumber extends FormRecognizer {
    public EmployeeNumber() {
        super(
                "employee_number",
                Category.REFERENCE,
                Set.of(Anchor.NUMBER, Anchor.CODE),
                3,
                "[A-Z]{0,4}[-# ]?\\d{3,10}",
                "employee id",
                "employee number",
                "employee no",
                "personnel number",
                "staff id",
                "staff number",
                "personalnummer",
                "badge number",
                "student id",
                "student number",
                "emp id",
                "payroll number",
                "matriculation number");
    }

    @Override
    protected boolean isValid(String value) {
        return value.chars().filter(Character::isDigit).count() >= 4;
    }
}
