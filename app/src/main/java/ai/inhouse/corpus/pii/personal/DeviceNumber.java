package ai.inhouse.corpus.pii.personal;

import ai.inhouse.corpus.pii.Anchor;
import ai.inhouse.corpus.pii.Category;
import ai.inhouse.corpus.pii.FormRecognizer;
import java.util.Set;

/// A device's serial number, IMEI or UDI, told by words.
public final class DeviceNumber extends FormRecognizer {
    public DeviceNumber() {
        super(
                "device_identifier",
                Category.REFERENCE,
                Set.of(Anchor.NUMBER, Anchor.CODE),
                6,
                "[A-Z0-9]{2,15}(?:-[A-Z0-9]{2,10}){0,3}",
                "serial number",
                "serial no",
                "s/n",
                "imei",
                "device id",
                "udi",
                "implant",
                "device identifier",
                "seriennummer",
                "device serial",
                "pacemaker",
                "serial");
    }

    @Override
    protected boolean isValid(String value) {
        return value.chars().filter(Character::isDigit).count() >= 5;
    }
}
