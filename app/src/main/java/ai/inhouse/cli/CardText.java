package ai.inhouse.cli;

import ai.inhouse.base.Units;
import ai.inhouse.corpus.CorpusCard;
import java.util.SortedMap;

/// A corpus's data card as a page of Markdown.
final class CardText {
    private CardText() {}

    static String markdown(CorpusCard card) {
        StringBuilder page = new StringBuilder();
        page.append(
                "# Data card of corpus %s%n%n%d documents to train on, %d held out, %s of text.%n"
                        .formatted(
                                card.version().substring(0, 12),
                                card.train(),
                                card.heldOut(),
                                Units.bytes(card.textBytes())));
        shares(page, "Source", card.sources());
        shares(page, "Type", card.mediaTypes());
        shares(page, "Language", card.languages());
        shares(page, "Label", card.labels());
        shares(page, "Licence", card.licences());
        page.append("\n| Removed by | Documents |\n|---|---|\n");
        card.removed().forEach((by, count) -> page.append("| %s | %d |%n".formatted(by, count)));
        page.append("\n| Personal or secret | Found | Documents | Done |\n|---|---|---|---|\n");
        card.pii()
                .forEach(
                        (label, count) ->
                                page.append(
                                        "| %s | %d | %d | %s |%n"
                                                .formatted(
                                                        label,
                                                        count.found(),
                                                        count.documents(),
                                                        CorpusCommand.Summary.done(
                                                                count.action()))));
        return page.toString();
    }

    private static void shares(
            StringBuilder page, String what, SortedMap<String, CorpusCard.Share> shares) {
        page.append("\n| %s | Documents | Text |%n|---|---|---|%n".formatted(what));
        shares.forEach(
                (name, share) ->
                        page.append(
                                "| %s | %d | %s |%n"
                                        .formatted(
                                                name.replace("|", "\\|"),
                                                share.documents(),
                                                Units.bytes(share.textBytes()))));
    }
}
