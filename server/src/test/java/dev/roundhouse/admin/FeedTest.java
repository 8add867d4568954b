package dev.roundhouse.admin;

import static dev.roundhouse.admin.Offers.endpoint;
import static dev.roundhouse.admin.Offers.model;
import static org.assertj.core.api.Assertions.assertThat;

import dev.roundhouse.wire.Page;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class FeedTest {
    private static final String FEED = "/api/v1/models?use_rss=true";
    private static final Map<String, String> HOST = Map.of("host", "gateway.example:8080");

    private final Asking asking = new Asking(new Offers()
            .model(model("a/plain").created("2026-11-01").context(128_000))
            .model(model("a/odd one&two").named("<b>R&D</b> \"it's\" ]]> \u0000\uD800 \uFFFF 🚂"))
            .endpoint(endpoint("a/plain", "p").price("1.50", "3"))
            .snapshot("s1"));

    @Test
    void aFeedIsWellFormedWhateverANameHolds() throws Exception {
        Document feed = feed(FEED, HOST);

        assertThat(feed.getDocumentElement().getTagName()).isEqualTo("rss");
        assertThat(feed.getDocumentElement().getAttribute("version")).isEqualTo("2.0");
        assertThat(texts(feed, "title"))
                .containsExactly("Models", "plain", "<b>R&D</b> \"it's\" ]]> \uFFFD\uFFFD \uFFFD 🚂");
        assertThat(texts(feed, "guid")).containsExactly("a/plain", "a/odd one&two");
        assertThat(texts(feed, "pubDate")).containsExactly("Sun, 1 Nov 2026 00:00:00 GMT");
        assertThat(texts(feed, "description").get(1))
                .contains("Context: 128,000 tokens.", "input: 1.5 USD per million.", "output: 3 USD per million.");
    }

    @Test
    void itsItemsLeadToTheModelOrToTheChat() throws Exception {
        assertThat(texts(feed(FEED, HOST), "link"))
                .containsExactly(
                        "http://gateway.example:8080/api/v1/models",
                        "http://gateway.example:8080/api/v1/model/a/plain",
                        "http://gateway.example:8080/api/v1/model/a/odd%20one%26two");
        assertThat(texts(feed(FEED + "&use_rss_chat_links=1", HOST), "link"))
                .contains("http://gateway.example:8080/chat?models=a/plain");
    }

    @Test
    void aHostThatIsNoneGoesIntoNoLink() throws Exception {
        assertThat(texts(feed(FEED, Map.of("host", "evil.example/\"><script>")), "link"))
                .allMatch(link -> link.startsWith("http://localhost/"));
        assertThat(texts(feed(FEED, Map.of("host", "[::1]:8080", "x-forwarded-proto", "https")), "link"))
                .allMatch(link -> link.startsWith("https://[::1]:8080/"));
    }

    @Test
    void filtersSortsAndPagesHoldForFeedsToo() throws Exception {
        assertThat(texts(feed(FEED + "&q=plain", HOST), "guid")).containsExactly("a/plain");
        assertThat(texts(feed(FEED + "&offset=1&limit=1", HOST), "guid")).containsExactly("a/odd one&two");
    }

    private Document feed(String address, Map<String, String> headers) throws Exception {
        Page.Content content = asking.content(address, headers);
        assertThat(content.contentType()).isEqualTo("application/rss+xml; charset=utf-8");
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(content.body()));
    }

    private static List<String> texts(Document feed, String tag) {
        NodeList nodes = feed.getElementsByTagName(tag);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }
}
