package ai.inhouse.documents;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.xslf.usermodel.SlideLayout;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xslf.usermodel.XSLFSlide;
import org.apache.poi.xslf.usermodel.XSLFSlideLayout;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFStyle;
import org.apache.poi.xwpf.usermodel.XWPFTable;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.CTStyle;
import org.openxmlformats.schemas.wordprocessingml.x2006.main.STStyleType;

/// Small real files of each format, written by the libraries that others use too.
public final class SampleFiles {
    private SampleFiles() {}

    public static byte[] docx() throws IOException {
        try (XWPFDocument document = new XWPFDocument()) {
            addHeadingStyle(document, 1);
            addHeadingStyle(document, 2);
            document.getProperties().getCoreProperties().setTitle("Leave policy");
            document.getProperties().getCoreProperties().setCreator("Ann Example");
            heading(document, "Heading1", "Annual leave");
            document.createParagraph().createRun().setText("Everyone has 30 days of leave a year.");
            heading(document, "Heading2", "Carrying over");
            XWPFTable table = document.createTable(3, 2);
            String[][] cells = {{"Grade", "Days"}, {"Junior", "5"}, {"Senior | Lead", "10"}};
            for (int row = 0; row < cells.length; row++) {
                for (int column = 0; column < 2; column++) {
                    table.getRow(row).getCell(column).setText(cells[row][column]);
                }
            }
            return bytes(document::write);
        }
    }

    private static void addHeadingStyle(XWPFDocument document, int level) {
        CTStyle style = CTStyle.Factory.newInstance();
        style.setStyleId("Heading" + level);
        style.addNewName().setVal("heading " + level);
        style.setType(STStyleType.PARAGRAPH);
        document.createStyles().addStyle(new XWPFStyle(style));
    }

    private static void heading(XWPFDocument document, String style, String text) {
        var paragraph = document.createParagraph();
        paragraph.setStyle(style);
        paragraph.createRun().setText(text);
    }

    public static byte[] encryptedDocx() throws Exception {
        try (POIFSFileSystem files = new POIFSFileSystem()) {
            var encryptor = new EncryptionInfo(EncryptionMode.agile).getEncryptor();
            encryptor.confirmPassword("secret");
            try (OutputStream out = encryptor.getDataStream(files)) {
                out.write(docx());
            }
            return bytes(files::writeFilesystem);
        }
    }

    public static byte[] xlsx() throws IOException {
        try (XSSFWorkbook workbook = new XSSFWorkbook()) {
            var sheet = workbook.createSheet("Prices");
            Object[][] cells = {
                {"Product", "Price", "In stock"}, {"Pump P-200", 149.5, true}, {"Valve", 12, false}
            };
            for (int row = 0; row < cells.length; row++) {
                var line = sheet.createRow(row);
                for (int column = 0; column < cells[row].length; column++) {
                    var cell = line.createCell(column);
                    switch (cells[row][column]) {
                        case Number number -> cell.setCellValue(number.doubleValue());
                        case Boolean flag -> cell.setCellValue(flag);
                        case Object text -> cell.setCellValue(text.toString());
                    }
                }
            }
            workbook.createSheet("Contacts").createRow(0).createCell(0).setCellValue("Ann");
            return bytes(workbook::write);
        }
    }

    public static byte[] pptx() throws IOException {
        try (XMLSlideShow show = new XMLSlideShow()) {
            XSLFSlideLayout layout =
                    show.getSlideMasters().getFirst().getLayout(SlideLayout.TITLE_AND_CONTENT);
            String[][] slides = {
                {"Safety first", "Wear goggles in hall 3."}, {"Exits", "North and south doors."}
            };
            for (String[] texts : slides) {
                XSLFSlide slide = show.createSlide(layout);
                slide.getPlaceholder(0).setText(texts[0]);
                slide.getPlaceholder(1).setText(texts[1]);
            }
            return bytes(show::write);
        }
    }

    public static byte[] pdf() throws IOException {
        try (PDDocument document = pdfDocument()) {
            return bytes(document::save);
        }
    }

    public static byte[] encryptedPdf() throws IOException {
        try (PDDocument document = pdfDocument()) {
            document.protect(new StandardProtectionPolicy("owner", "user", new AccessPermission()));
            return bytes(document::save);
        }
    }

    private static PDDocument pdfDocument() throws IOException {
        PDDocument document = new PDDocument();
        document.getDocumentInformation().setTitle("Pump manual");
        PDPage page = new PDPage();
        document.addPage(page);
        try (PDPageContentStream content = new PDPageContentStream(document, page)) {
            var bold = new PDType1Font(Standard14Fonts.FontName.HELVETICA_BOLD);
            var plain = new PDType1Font(Standard14Fonts.FontName.HELVETICA);
            content.beginText();
            content.newLineAtOffset(72, 700);
            content.setFont(bold, 18);
            content.showText("Starting the pump");
            content.newLineAtOffset(0, -40);
            content.setFont(plain, 11);
            content.showText("Open the inlet valve before you start the motor, and never run the");
            content.newLineAtOffset(0, -14);
            content.showText("pump dry for more than ten seconds.");
            content.newLineAtOffset(0, -40);
            content.setFont(bold, 18);
            content.showText("Stopping the pump");
            content.newLineAtOffset(0, -40);
            content.setFont(plain, 11);
            content.showText("Stop the motor first, then close the outlet valve.");
            content.endText();
        }
        return document;
    }

    public static String mail() {
        return """
               From: Ann Example <ann@example.com>
               To: support@example.com
               Subject: =?UTF-8?Q?Pump_leaks_=E2=80=94_what_now=3F?=
               Date: Mon, 5 Jan 2026 10:00:00 +0000
               Message-ID: <1@example.com>
               MIME-Version: 1.0
               Content-Type: multipart/mixed; boundary="outer"

               --outer
               Content-Type: multipart/alternative; boundary="inner"

               --inner
               Content-Type: text/plain; charset=utf-8

               Hello,

               our pump P-200 leaks at the seal.
               --inner
               Content-Type: text/html; charset=utf-8

               <p>Hello,</p><p>our pump <b>P-200</b> leaks at the seal.</p>
               --inner--
               --outer
               Content-Type: text/csv; name="parts.csv"
               Content-Disposition: attachment; filename="parts.csv"
               Content-Transfer-Encoding: base64

               %s
               --outer--
               """
                .formatted(
                        Base64.getEncoder()
                                .encodeToString(
                                        "part,number\nseal,S-17\n"
                                                .getBytes(StandardCharsets.UTF_8)))
                .replace("\n", "\r\n");
    }

    private interface Writer {
        void write(OutputStream out) throws IOException;
    }

    private static byte[] bytes(Writer writer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writer.write(bytes);
        return bytes.toByteArray();
    }
}
