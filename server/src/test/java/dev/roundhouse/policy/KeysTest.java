package dev.roundhouse.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.roundhouse.catalog.Secret;
import dev.roundhouse.exchange.Caller.Scope;
import dev.roundhouse.money.Nanos;
import dev.roundhouse.policy.Authentication.Disabled;
import dev.roundhouse.policy.Authentication.Expired;
import dev.roundhouse.policy.Authentication.Known;
import dev.roundhouse.policy.Authentication.NotReady;
import dev.roundhouse.policy.Authentication.Unknown;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final KeyHasher hasher = new KeyHasher("a pepper of the tests".getBytes(StandardCharsets.UTF_8));
    private final KeyMint mint = new KeyMint(hasher, new SplittableRandom(7), now::get);
    private final Shelf shelf = new Shelf();
    private final Keys keys = new Keys(hasher, shelf, now::get);

    /// A store without a disk.
    private static final class Shelf implements KeyStore {
        private final Map<String, ApiKey> kept = new LinkedHashMap<>();
        private final List<String> deleted = new ArrayList<>();

        @Override
        public List<ApiKey> load() {
            return List.copyOf(kept.values());
        }

        @Override
        public void save(ApiKey key) {
            kept.put(key.hash(), key);
        }

        @Override
        public void delete(String hash) {
            kept.remove(hash);
            deleted.add(hash);
        }
    }

    private KeyMint.Minted minted(Scope scope) {
        KeyMint.Minted minted = mint.mint(KeyMint.Order.plain(3, scope, "a key"));
        keys.put(minted.kept());
        return minted;
    }

    @Test
    void aMintedKeyNamesItsCaller() {
        keys.load();
        KeyMint.Minted minted = minted(Scope.INFERENCE);

        Authentication known = keys.authenticate(minted.key());

        assertThat(known).isInstanceOfSatisfying(Known.class, k -> {
            assertThat(k.caller().account()).isEqualTo(3);
            assertThat(k.caller().scope()).isEqualTo(Scope.INFERENCE);
            assertThat(k.caller().keyHash())
                    .matches("[0-9a-f]{64}")
                    .isEqualTo(minted.kept().hash());
        });
        assertThat(minted.key().reveal()).matches("sk-rh-v1-[0-9A-Za-z]{57}");
        assertThat(minted.kept().toString()).doesNotContain(minted.key().reveal());
        assertThat(minted.kept().label()).matches("sk-rh-v1-[0-9A-Za-z]{8}\\.\\.\\.[0-9A-Za-z]{4}");
        assertThat(minted.toString()).doesNotContain(minted.key().reveal());
    }

    @Test
    void aKeyIsAnotherOneUnderAnotherPepper() {
        Keys others = new Keys(new KeyHasher(new byte[32]), shelf, now::get);
        KeyMint.Minted minted = minted(Scope.INFERENCE);
        others.load();

        assertThat(others.authenticate(minted.key())).isInstanceOf(Unknown.class);
    }

    @Test
    void whatIsNoKeyIsUnknown() {
        keys.load();
        String good = minted(Scope.INFERENCE).key().reveal();
        List<String> wrong = List.of(
                "",
                "short",
                good.substring(0, good.length() - 1),
                good + "0",
                good.replace("v1", "v2"),
                flipped(good, good.length() - 1),
                flipped(good, 20),
                "a key with spaces in it",
                "schlüssel-schlüssel",
                "x".repeat(513),
                "nobody-knows-this-key");

        for (String text : wrong) {
            assertThat(keys.authenticate(new Secret(text))).as(text).isInstanceOf(Unknown.class);
        }
        assertThat(keys.authenticate(new Secret(good))).isInstanceOf(Known.class);
    }

    private static String flipped(String text, int at) {
        char other = text.charAt(at) == 'A' ? 'B' : 'A';
        return text.substring(0, at) + other + text.substring(at + 1);
    }

    @Test
    void beforeTheStoreIsReadAnUnknownKeyIsNobodysFault() {
        keys.configure(
                List.of(new Keys.Configured("bootstrap.key", new Secret("0123456789abcdef"), 1, Scope.INFERENCE)));

        assertThat(keys.authenticate(new Secret("0123456789abcdef"))).isInstanceOf(Known.class);
        assertThat(keys.authenticate(new Secret("another-sixteen-characters"))).isInstanceOf(NotReady.class);
        keys.load();
        assertThat(keys.authenticate(new Secret("another-sixteen-characters"))).isInstanceOf(Unknown.class);
    }

    @Test
    void aConfiguredKeyIsValidAsLongAsItStandsInTheConfiguration() {
        Keys.Configured first =
                new Keys.Configured("bootstrap.key", new Secret("sk-rh-v1-not-one-of-ours"), 1, Scope.MANAGEMENT);
        keys.configure(List.of(first));
        keys.load();
        assertThat(keys.authenticate(first.key())).isInstanceOf(Known.class);
        assertThat(shelf.kept).hasSize(1);

        Keys later = new Keys(hasher, shelf, now::get);
        later.configure(List.of(
                new Keys.Configured("bootstrap.key", new Secret("changed-changed-changed"), 1, Scope.MANAGEMENT)));
        later.load();

        assertThat(later.authenticate(first.key())).isInstanceOf(Unknown.class);
        assertThat(later.authenticate(new Secret("changed-changed-changed"))).isInstanceOf(Known.class);
        assertThat(shelf.deleted).hasSize(1);
    }

    @Test
    void aConfiguredKeysScopeIsTheOneOfTheConfiguration() {
        Secret text = new Secret("configured-configured");
        keys.configure(List.of(new Keys.Configured("k", text, 1, Scope.MANAGEMENT)));
        keys.load();
        Keys later = new Keys(hasher, shelf, now::get);
        later.configure(List.of(new Keys.Configured("k", text, 1, Scope.INFERENCE)));
        later.load();

        assertThat(later.authenticate(text))
                .isInstanceOfSatisfying(
                        Known.class, k -> assertThat(k.caller().scope()).isEqualTo(Scope.INFERENCE));
        assertThat(shelf.kept.values())
                .singleElement()
                .extracting(ApiKey::scope)
                .isEqualTo(Scope.INFERENCE);
    }

    @Test
    void aConfiguredKeyThatIsTooShortIsRefusedByName() {
        assertThatThrownBy(() -> keys.configure(
                        List.of(new Keys.Configured("bootstrap.key", new Secret("short"), 1, Scope.INFERENCE))))
                .hasMessageContaining("bootstrap.key")
                .hasMessageContaining("16")
                .hasMessageNotContaining("short");
    }

    @Test
    void aKeyThatIsSwitchedOffOrPastItsEndIsRefusedAsSuch() {
        keys.load();
        KeyMint.Minted off = minted(Scope.INFERENCE);
        keys.put(off.kept().switched(true, NOW));
        KeyMint.Minted ending = mint.mint(new KeyMint.Order(
                3, Scope.INFERENCE, "ends", NOW.plus(Duration.ofHours(1)), new ApiKey.Cap(new Nanos(5), null, false)));
        keys.put(ending.kept());

        assertThat(keys.authenticate(off.key())).isInstanceOf(Disabled.class);
        assertThat(keys.authenticate(ending.key())).isInstanceOf(Known.class);
        now.set(NOW.plus(Duration.ofHours(1)));
        assertThat(keys.authenticate(ending.key())).isInstanceOf(Expired.class);
    }

    @Test
    void aDeletedKeyIsUnknownAtOnce() {
        keys.load();
        KeyMint.Minted minted = minted(Scope.INFERENCE);

        keys.delete(minted.kept().hash());

        assertThat(keys.authenticate(minted.key())).isInstanceOf(Unknown.class);
        assertThat(keys.all()).isEmpty();
        assertThat(shelf.deleted).containsExactly(minted.kept().hash());
    }

    @Test
    void noTwoMintedKeysAreAlike() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            texts.add(mint.mint(KeyMint.Order.plain(1, Scope.INFERENCE, "n"))
                    .key()
                    .reveal());
        }
        assertThat(texts).doesNotHaveDuplicates();
    }

    @Test
    void aPepperThatIsTooShortIsRefused() {
        assertThatThrownBy(() -> new KeyHasher(new byte[15])).hasMessageContaining("pepper");
    }
}
