package ai.inhouse.documents;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.james.mime4j.codec.DecoderUtil;
import org.apache.james.mime4j.dom.Body;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.SingleBody;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.message.DefaultMessageWriter;
import org.apache.james.mime4j.stream.Field;
import org.apache.james.mime4j.stream.MimeConfig;

/// Mail (EML): the subject is the title, the headers are metadata, attachments are documents of
/// their own. Of alternatives, plain text is taken first.
final class MailReader implements FormatReader {
    static final String TYPE = "message/rfc822";
    private static final int MAX_DEPTH = 20;
    private static final List<String> HEADERS =
            List.of("From", "To", "Cc", "Date", "Message-ID", "In-Reply-To");

    @Override
    public boolean reads(String mediaType) {
        return mediaType.equals(TYPE);
    }

    @Override
    public Extraction.Text read(SourceContent content) throws Exception {
        DefaultMessageBuilder builder = new DefaultMessageBuilder();
        builder.setMimeEntityConfig(MimeConfig.PERMISSIVE);
        Message message = builder.parseMessage(new ByteArrayInputStream(content.bytes()));
        if (message.getHeader().getFields().isEmpty()) {
            throw new UnusableFileException("it is named as mail, but has no mail headers");
        }
        Parts parts = new Parts();
        parts.add(message, 0);
        String subject = message.getSubject() == null ? "" : message.getSubject().strip();
        return new Extraction.Text(
                subject,
                TYPE,
                headers(message),
                Titles.above(subject, parts.sections()),
                parts.attachments);
    }

    private static Map<String, String> headers(Message message) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : HEADERS) {
            Field field = message.getHeader().getField(name);
            if (field != null && field.getBody() != null) {
                String key = name.toLowerCase(Locale.ROOT).replace('-', '_');
                headers.put(
                        key,
                        DecoderUtil.decodeEncodedWords(field.getBody(), StandardCharsets.UTF_8)
                                .strip());
            }
        }
        return headers;
    }

    /// What a message holds: text to show, and files.
    private static final class Parts {
        private final List<Section> shown = new ArrayList<>();
        private final List<Extraction.Attachment> attachments = new ArrayList<>();

        void add(Entity entity, int depth) throws IOException, UnusableFileException {
            if (depth > MAX_DEPTH) {
                throw new UnusableFileException("its parts are nested too deep");
            }
            Body body = entity.getBody();
            boolean attached = "attachment".equalsIgnoreCase(entity.getDispositionType());
            switch (body) {
                case Multipart multipart -> addAll(multipart, depth);
                case Message message -> attach(entity, "message.eml", bytes(message));
                case SingleBody single when !attached && entity.getFilename() == null ->
                        show(entity.getMimeType(), bytes(single));
                case SingleBody single -> attach(entity, "attachment", bytes(single));
                case null, default -> {}
            }
        }

        private void addAll(Multipart multipart, int depth)
                throws IOException, UnusableFileException {
            List<Entity> parts = multipart.getBodyParts();
            if (multipart.getSubType().equalsIgnoreCase("alternative")) {
                parts = preferred(parts).map(List::of).orElse(List.of());
            }
            for (Entity part : parts) {
                add(part, depth + 1);
            }
        }

        private static Optional<Entity> preferred(List<Entity> alternatives) {
            return alternatives.stream()
                    .filter(part -> part.getMimeType().equals("text/plain"))
                    .findFirst()
                    .or(() -> alternatives.stream().findFirst());
        }

        private void show(String mimeType, byte[] bytes) {
            String text = TextDecoder.decode(bytes).orElse("");
            if (mimeType.equals("text/html")) {
                shown.addAll(HtmlReader.sections(text));
            } else if (mimeType.startsWith("text/")) {
                shown.add(new Section(1, "", String.join("\n", text.lines().toList()).strip()));
            }
        }

        private void attach(Entity entity, String otherwise, byte[] bytes) {
            String name = entity.getFilename() == null ? otherwise : entity.getFilename();
            attachments.add(new Extraction.Attachment(name, bytes));
        }

        List<Section> sections() {
            return shown.stream()
                    .filter(part -> !part.heading().isEmpty() || !part.text().isEmpty())
                    .toList();
        }

        private static byte[] bytes(Message message) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            new DefaultMessageWriter().writeMessage(message, bytes);
            return bytes.toByteArray();
        }

        private static byte[] bytes(SingleBody body) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            body.writeTo(bytes);
            return bytes.toByteArray();
        }
    }
}
