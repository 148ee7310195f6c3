package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Category;

/// When a person was born.
public final class DateOfBirth extends DateRecognizer {
    public DateOfBirth() {
        super(
                "born",
                "born on",
                "date of birth",
                "dob",
                "d.o.b",
                "birthday",
                "birth date",
                "birthdate",
                "geboren",
                "geburtsdatum",
                "geb",
                "né le",
                "née le",
                "date de naissance",
                "fecha de nacimiento",
                "data di nascita",
                "geboortedatum");
    }

    @Override
    public String label() {
        return "date_of_birth";
    }

    @Override
    public Category category() {
        return Category.HEALTH;
    }
}
