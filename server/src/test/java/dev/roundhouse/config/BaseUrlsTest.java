package dev.roundhouse.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.openai.com/v1",
                "HTTPS://API.OPENAI.COM",
                "https://8.8.8.8/v1",
                "https://[2606:4700:4700::1111]:8443/v1",
                "https://host.example:65535",
            })
    void aPublicHostIsCalledOverTls(String url) {
        assertThat(BaseUrls.refusal(url, false)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:9001/v1",
                "http://localhost:11434/v1",
                "http://[::1]:8000/v1",
                "http://10.1.2.3/v1",
                "http://172.16.0.1",
                "http://192.168.1.1",
                "http://100.64.0.1",
                "http://[fd12::1]/v1",
                "http://vllm:8000/v1",
                "http://model.default.svc/v1",
                "http://box.local:8080",
                "https://169.254.1.1/v1",
            })
    void aPrivateHostNeedsItsOwnersWord(String url) {
        assertThat(BaseUrls.refusal(url, true)).isNull();
        assertThat(BaseUrls.refusal(url, false))
                .contains("is in a private network")
                .contains("allow_private_network");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://api.openai.com/v1 | plain http",
                "http://8.8.8.8/v1 | plain http",
                "ftp://api.openai.com | expected: http",
                "api.openai.com/v1 | expected: http",
                "//api.openai.com | expected: http",
                "https://key@api.openai.com | user name",
                "https://user:key@api.openai.com | user name",
                "https:///v1 | names no host",
                "https:/v1 | names no host",
                "https://ho st/v1 | malformed",
                "https://under_score.example/v1 | names no host",
                "https://a.example/v1?key=1 | query or fragment",
                "https://a.example/v1#x | query or fragment",
                "https://a.example:0/v1 | port 0",
                "https://a.example:70000/v1 | port 70000",
                "http://169.254.169.254/latest | metadata service",
                "https://[fd00:ec2::254]/latest | metadata service",
                "https://127.1/v1 | names no host",
                "https://0x7f000001/v1 | odd way",
                "https://2130706433/v1 | odd way",
                "https://127.0.0.0x1/v1 | names no host",
                "https://300.1.1.1/v1 | names no host",
            })
    void isRefusedEvenWithItsOwnersWord(String url, String expected) {
        assertThat(BaseUrls.refusal(url, true)).contains(expected);
    }

    @Test
    void addressesOfThePrivateRangesAreKnown() {
        for (String address : new String[] {
            "0.0.0.0",
            "127.0.0.1",
            "10.0.0.1",
            "172.31.255.255",
            "192.168.0.1",
            "169.254.0.1",
            "100.127.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fdff::1",
            "::ffff:10.0.0.1"
        }) {
            assertThat(BaseUrls.isPrivate(InetAddress.ofLiteral(address)))
                    .as(address)
                    .isTrue();
        }
        for (String address : new String[] {"8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1"}) {
            assertThat(BaseUrls.isPrivate(InetAddress.ofLiteral(address)))
                    .as(address)
                    .isFalse();
        }
    }

    @Test
    void settingsComeFromTheEnvironment() {
        String template = "https://{AZ_NAME}.example/{REGION|DEFAULT_REGION}/v1/";

        assertThat(BaseUrls.settingsOf(template)).containsExactly("AZ_NAME", "REGION", "DEFAULT_REGION");
        assertThat(BaseUrls.resolve(template, Map.of("AZ_NAME", "a", "DEFAULT_REGION", "eu-1")))
                .isEqualTo(new BaseUrls.Complete(URI.create("https://a.example/eu-1/v1")));
        assertThat(BaseUrls.resolve(template, Map.of("AZ_NAME", "a", "REGION", " ")))
                .isEqualTo(new BaseUrls.Incomplete("REGION or DEFAULT_REGION is not set"));
        assertThat(BaseUrls.resolve("https://{HOST}/v1", Map.of("HOST", "https://adb-1.example/")))
                .isEqualTo(new BaseUrls.Complete(URI.create("https://adb-1.example/v1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example/", "a@evil.example", "a.evil.example#", "a b", "a:1", "-a", "a?b", "ä"})
    void aSettingCannotChooseAnotherHost(String value) {
        BaseUrls.Resolution resolution =
                BaseUrls.resolve("https://{NAME}.openai.azure.com/v1", Map.of("NAME", value + "x/"));

        assertThat(resolution).isInstanceOf(BaseUrls.Incomplete.class);
    }
}
