package dev.roundhouse.admin;

import dev.roundhouse.catalog.PriceKind;
import dev.roundhouse.money.Price;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// Writes a listing as an RSS 2.0 feed.
///
/// @see "RSS 2.0 specification, rssboard.org"
final class Feed {
    static final String CONTENT_TYPE = "application/rss+xml; charset=utf-8";

    private final String base;
    private final boolean chatLinks;

    /// @param base scheme and host for links, such as `http://127.0.0.1:8080`
    /// @param chatLinks whether items lead to the chat page, not to the model
    Feed(String base, boolean chatLinks) {
        this.base = base;
        this.chatLinks = chatLinks;
    }

    /// The feed with one item per entry, in the order given.
    byte[] write(List<ModelRow> rows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
            xml.writeStartElement("rss");
            xml.writeAttribute("version", "2.0");
            xml.writeStartElement("channel");
            element(xml, "title", "Models");
            element(xml, "link", base + "/api/v1/models");
            element(xml, "description", "Models of this gateway");
            for (ModelRow row : rows) {
                item(xml, row);
            }
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing XML to memory", e);
        }
        return out.toByteArray();
    }

    private void item(XMLStreamWriter xml, ModelRow row) throws XMLStreamException {
        xml.writeStartElement("item");
        element(xml, "title", row.name());
        element(xml, "link", base + (chatLinks ? "/chat?models=" : "/api/v1/model/") + row.inAddress());
        element(xml, "description", describe(row));
        xml.writeStartElement("guid");
        xml.writeAttribute("isPermaLink", "false");
        xml.writeCharacters(clean(row.id()));
        xml.writeEndElement();
        if (row.created().isPresent()) {
            element(
                    xml,
                    "pubDate",
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            row.created().get().atStartOfDay(ZoneOffset.UTC)));
        }
        xml.writeEndElement();
    }

    private static String describe(ModelRow row) {
        StringBuilder text = new StringBuilder(row.id())
                .append(" by ")
                .append(row.model().author())
                .append(". Takes ")
                .append(String.join(", ", row.model().input()))
                .append("; gives ")
                .append(String.join(", ", row.model().output()))
                .append('.');
        if (row.model().context() > 0) {
            text.append(String.format(
                    Locale.ROOT, " Context: %,d tokens.", row.model().context()));
        }
        for (Map.Entry<PriceKind, Price> price : row.offer().prices().base().entrySet()) {
            boolean perMillion = price.getKey().unit() == PriceKind.Unit.MILLION;
            text.append(' ')
                    .append(price.getKey().wireName())
                    .append(": ")
                    .append(
                            perMillion
                                    ? price.getValue().usdPerMillion()
                                    : price.getValue().usdPerUnit())
                    .append(perMillion ? " USD per million." : " USD each.");
        }
        return text.toString();
    }

    private static void element(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(clean(text));
        xml.writeEndElement();
    }

    /// XML 1.0 has no way at all to write most control characters, and the JDK's writer lets them pass.
    private static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == '\t' || c == '\n' || c == '\r' || isVisible(c) ? c : '\uFFFD')
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isVisible(int c) {
        boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return c >= ' ' && !surrogate && c != 0xFFFE && c != 0xFFFF;
    }
}
