package ai.inhouse.corpus.pii;

import ai.inhouse.corpus.pii.national.AustralianMedicareNumber;
import ai.inhouse.corpus.pii.national.AustralianTaxNumber;
import ai.inhouse.corpus.pii.national.AustrianInsuranceNumber;
import ai.inhouse.corpus.pii.national.BelgianNationalNumber;
import ai.inhouse.corpus.pii.national.BrazilianTaxNumber;
import ai.inhouse.corpus.pii.national.CanadianInsuranceNumber;
import ai.inhouse.corpus.pii.national.ChineseResidentNumber;
import ai.inhouse.corpus.pii.national.CzechBirthNumber;
import ai.inhouse.corpus.pii.national.DanishPersonalNumber;
import ai.inhouse.corpus.pii.national.DutchCitizenNumber;
import ai.inhouse.corpus.pii.national.FinnishPersonalCode;
import ai.inhouse.corpus.pii.national.FrenchSocialSecurityNumber;
import ai.inhouse.corpus.pii.national.GermanPensionNumber;
import ai.inhouse.corpus.pii.national.GermanTaxNumber;
import ai.inhouse.corpus.pii.national.IndianAadhaarNumber;
import ai.inhouse.corpus.pii.national.IndianTaxNumber;
import ai.inhouse.corpus.pii.national.IrishServiceNumber;
import ai.inhouse.corpus.pii.national.ItalianFiscalCode;
import ai.inhouse.corpus.pii.national.JapaneseMyNumber;
import ai.inhouse.corpus.pii.national.KoreanResidentNumber;
import ai.inhouse.corpus.pii.national.MexicanPopulationCode;
import ai.inhouse.corpus.pii.national.NorwegianBirthNumber;
import ai.inhouse.corpus.pii.national.PolishPesel;
import ai.inhouse.corpus.pii.national.PortugueseTaxNumber;
import ai.inhouse.corpus.pii.national.RomanianPersonalCode;
import ai.inhouse.corpus.pii.national.SingaporeanIdentityNumber;
import ai.inhouse.corpus.pii.national.SouthAfricanIdentityNumber;
import ai.inhouse.corpus.pii.national.SpanishIdentityNumber;
import ai.inhouse.corpus.pii.national.SwedishPersonalNumber;
import ai.inhouse.corpus.pii.national.SwissSocialSecurityNumber;
import ai.inhouse.corpus.pii.national.TurkishIdentityNumber;
import ai.inhouse.corpus.pii.national.UkNationalInsuranceNumber;
import ai.inhouse.corpus.pii.national.UkNhsNumber;
import ai.inhouse.corpus.pii.national.UsDeaNumber;
import ai.inhouse.corpus.pii.national.UsMedicareNumber;
import ai.inhouse.corpus.pii.national.UsProviderNumber;
import ai.inhouse.corpus.pii.national.UsSocialSecurityNumber;
import ai.inhouse.corpus.pii.national.UsTaxpayerNumber;
import ai.inhouse.corpus.pii.personal.BankAccountIban;
import ai.inhouse.corpus.pii.personal.BankAccountNumber;
import ai.inhouse.corpus.pii.personal.BankIdentifier;
import ai.inhouse.corpus.pii.personal.BankRoutingNumber;
import ai.inhouse.corpus.pii.personal.CareDate;
import ai.inhouse.corpus.pii.personal.CertificateNumber;
import ai.inhouse.corpus.pii.personal.Coordinates;
import ai.inhouse.corpus.pii.personal.CryptoWallet;
import ai.inhouse.corpus.pii.personal.CustomerNumber;
import ai.inhouse.corpus.pii.personal.DateOfBirth;
import ai.inhouse.corpus.pii.personal.DeviceNumber;
import ai.inhouse.corpus.pii.personal.DrivingLicenceNumber;
import ai.inhouse.corpus.pii.personal.EmailAddress;
import ai.inhouse.corpus.pii.personal.EmployeeNumber;
import ai.inhouse.corpus.pii.personal.GreatAge;
import ai.inhouse.corpus.pii.personal.HealthPlanNumber;
import ai.inhouse.corpus.pii.personal.IpAddress;
import ai.inhouse.corpus.pii.personal.LicencePlate;
import ai.inhouse.corpus.pii.personal.MacAddress;
import ai.inhouse.corpus.pii.personal.MachineReadablePassport;
import ai.inhouse.corpus.pii.personal.MedicalRecordNumber;
import ai.inhouse.corpus.pii.personal.PassportNumber;
import ai.inhouse.corpus.pii.personal.PaymentCard;
import ai.inhouse.corpus.pii.personal.PersonName;
import ai.inhouse.corpus.pii.personal.ProfileUrl;
import ai.inhouse.corpus.pii.personal.StreetAddress;
import ai.inhouse.corpus.pii.personal.TelephoneNumber;
import ai.inhouse.corpus.pii.personal.Username;
import ai.inhouse.corpus.pii.personal.VehicleNumber;
import ai.inhouse.corpus.pii.secret.AssignedSecret;
import ai.inhouse.corpus.pii.secret.CredentialUrl;
import ai.inhouse.corpus.pii.secret.Password;
import ai.inhouse.corpus.pii.secret.PrivateKey;
import ai.inhouse.corpus.pii.secret.ProviderKey;
import ai.inhouse.corpus.pii.secret.RandomString;
import ai.inhouse.corpus.pii.secret.WebToken;
import ai.inhouse.corpus.pii.secret.WebhookUrl;
import java.util.ArrayList;
import java.util.List;

/// Every recognizer that comes with the program.
public final class Recognizers {
    private Recognizers() {}

    /// @param regions whose telephone numbers are known as they are dialled there, as in `US`
    public static List<Recognizer> all(List<String> regions) {
        List<Recognizer> all = new ArrayList<>(personal(regions));
        all.addAll(national());
        all.addAll(secret());
        return all;
    }

    private static List<Recognizer> personal(List<String> regions) {
        return List.of(
                new BankAccountIban(),
                new BankAccountNumber(),
                new BankIdentifier(),
                new BankRoutingNumber(),
                new CareDate(),
                new CertificateNumber(),
                new Coordinates(),
                new CryptoWallet(),
                new CustomerNumber(),
                new DateOfBirth(),
                new DeviceNumber(),
                new DrivingLicenceNumber(),
                new EmailAddress(),
                new EmployeeNumber(),
                new GreatAge(),
                new HealthPlanNumber(),
                new IpAddress(),
                new LicencePlate(),
                new MacAddress(),
                new MachineReadablePassport(),
                new MedicalRecordNumber(),
                new PassportNumber(),
                new PaymentCard(),
                new PersonName(),
                new ProfileUrl(),
                new StreetAddress(),
                new TelephoneNumber(regions),
                new Username(),
                new VehicleNumber());
    }

    private static List<Recognizer> national() {
        return List.of(
                new AustralianMedicareNumber(),
                new AustralianTaxNumber(),
                new AustrianInsuranceNumber(),
                new BelgianNationalNumber(),
                new BrazilianTaxNumber(),
                new CanadianInsuranceNumber(),
                new ChineseResidentNumber(),
                new CzechBirthNumber(),
                new DanishPersonalNumber(),
                new DutchCitizenNumber(),
                new FinnishPersonalCode(),
                new FrenchSocialSecurityNumber(),
                new GermanPensionNumber(),
                new GermanTaxNumber(),
                new IndianAadhaarNumber(),
                new IndianTaxNumber(),
                new IrishServiceNumber(),
                new ItalianFiscalCode(),
                new JapaneseMyNumber(),
                new KoreanResidentNumber(),
                new MexicanPopulationCode(),
                new NorwegianBirthNumber(),
                new PolishPesel(),
                new PortugueseTaxNumber(),
                new RomanianPersonalCode(),
                new SingaporeanIdentityNumber(),
                new SouthAfricanIdentityNumber(),
                new SpanishIdentityNumber(),
                new SwedishPersonalNumber(),
                new SwissSocialSecurityNumber(),
                new TurkishIdentityNumber(),
                new UkNationalInsuranceNumber(),
                new UkNhsNumber(),
                new UsDeaNumber(),
                new UsMedicareNumber(),
                new UsProviderNumber(),
                new UsSocialSecurityNumber(),
                new UsTaxpayerNumber());
    }

    private static List<Recognizer> secret() {
        return List.of(
                new AssignedSecret(),
                new CredentialUrl(),
                new Password(),
                new PrivateKey(),
                new ProviderKey(),
                new RandomString(),
                new WebToken(),
                new WebhookUrl());
    }
}
