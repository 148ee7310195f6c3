package ai.inhouse.corpus.pii;

import java.util.Locale;

/// What kinds of findings have in common; a recipe may name one instead of each label in it.
public enum Category {
    /// Names of persons.
    NAME,
    /// How a person is reached: addresses, telephones, e-mail.
    CONTACT,
    /// Numbers that a state gave a person, and travel documents.
    IDENTITY,
    /// Cards, accounts, wallets.
    FINANCIAL,
    /// Patients' numbers and dates.
    HEALTH,
    /// Numbers of persons at an organisation, vehicles and devices.
    REFERENCE,
    /// Addresses of machines, and pages of persons.
    NETWORK,
    /// Passwords, keys and tokens.
    SECRET,
    /// From the recipe.
    CUSTOM;

    /// As a recipe names it, as in `identity`.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
