package dev.roundhouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The borders between the rooms, as `docs/architecture.md` draws them. The first test holds the product to them;
/// the
/// others hold the
/// checker to its word, each on a small class that breaks one rule.
@NullMarked
class RoomsTest {

    private static final Path ARCHITECTURE = Path.of("..", "docs", "architecture.md");

    private Rooms rooms;

    @TempDir
    private Path sources;

    @TempDir
    private Path classes;

    @BeforeEach
    void theTable() throws IOException {
        rooms = new Rooms(ARCHITECTURE);
    }

    @Test
    void everyClassKeepsToItsShelf() throws IOException {
        assertThat(rooms.breaches(Path.of("target", "classes"))).isEmpty();
    }

    @Test
    void theTableNamesTheRoomsOfTheWalk() {
        assertThat(rooms.shelves())
                .containsEntry("money", 1)
                .containsEntry("policy", 5)
                .containsEntry("metering", 5)
                .containsEntry("console", 17)
                .containsEntry("app", 18)
                .doesNotContainKeys("openai", "auth");
    }

    @Test
    void anImportFromAbovePasses() throws IOException {
        assertThat(breaches(
                        file("money", "Nanos", "public record Nanos(long amount) {}"),
                        file("ledger", "Book", "class Book { dev.roundhouse.money.Nanos sum; }")))
                .isEmpty();
    }

    @Test
    void anImportFromBelowIsABreach() throws IOException {
        assertThat(breaches(
                        file("store", "Table", "public class Table {}"),
                        file("money", "Nanos", "class Nanos { dev.roundhouse.store.Table table; }")))
                .singleElement()
                .asString()
                .contains("dev.roundhouse.money.Nanos imports dev.roundhouse.store.Table");
    }

    @Test
    void anImportThatOnlyATypeArgumentMakesIsABreach() throws IOException {
        assertThat(breaches(
                        file("store", "Table", "public class Table {}"),
                        file("money", "Nanos", "class Nanos { java.util.List<dev.roundhouse.store.Table> tables; }")))
                .hasSize(1);
    }

    @Test
    void roomsOfOneShelfDoNotKnowEachOther() throws IOException {
        assertThat(breaches(
                        file("metering", "Meter", "public class Meter {}"),
                        file("policy", "Keys", "class Keys { Object meter = new dev.roundhouse.metering.Meter(); }")))
                .singleElement()
                .asString()
                .contains("metering is on no shelf above policy");
    }

    @Test
    void subPackagesBelongToTheirRoom() throws IOException {
        assertThat(breaches(
                        file("dialect.openai", "Chat", "public class Chat {}"),
                        file("dialect", "All", "class All { dev.roundhouse.dialect.openai.Chat chat; }")))
                .isEmpty();
    }

    @Test
    void aRoomThatTheTableLacksIsABreach() throws IOException {
        assertThat(breaches(file("util", "Strings", "class Strings {}")))
                .singleElement()
                .asString()
                .contains("dev.roundhouse.util is in no room of the table");
    }

    @Test
    void nettyIsKnownInItsRoomsAlone() throws IOException {
        var body = "class User { Object buffer = io.netty.buffer.Unpooled.EMPTY_BUFFER; }";

        assertThat(breaches(file("relay", "User", body))).isEmpty();
        assertThat(breaches(file("sandbox", "User", body)))
                .isNotEmpty()
                .allSatisfy(breach -> assertThat(breach).contains("dev.roundhouse.sandbox.User knows Netty"));
    }

    @Test
    void noLibraryTypeIsPublicAboveShelfNine() throws IOException {
        assertThat(breaches(file("ledger", "Port", "public interface Port { void write(java.sql.Connection to); }")))
                .singleElement()
                .asString()
                .contains("shows java.sql.Connection in public");
        assertThat(breaches(file("ledger", "Port", "public class Port { private java.sql.Connection hidden; }")))
                .isEmpty();
    }

    @Test
    void timeAndChanceAreCalledInAppAlone() throws IOException {
        var body = """
                class Now {
                    Object[] all = {
                        java.time.Instant.now(), java.util.UUID.randomUUID(), System.currentTimeMillis(), new java.util.Random(), System.nanoTime(),
                    };
                    java.util.function.Supplier<Object> reference = java.time.Instant::now;
                }
                """;

        assertThat(breaches(file("app", "Now", body))).isEmpty();
        assertThat(breaches(file("policy", "Now", body))).hasSize(5);
        assertThat(breaches(file("wire", "Now", body))).hasSize(4).noneMatch(breach -> breach.contains("nanoTime"));
    }

    @Test
    void aSeededRandomAndAGivenClockPass() throws IOException {
        assertThat(
                        breaches(
                                file(
                                        "policy",
                                        "Now",
                                        "class Now { Object seeded = new java.util.Random(7); Object at(java.time.InstantSource clock) { return clock.instant(); } }")))
                .isEmpty();
    }

    @Test
    void aPackageThatIsNotNullMarkedIsABreach() throws IOException {
        var unmarked = file("money", "Nanos", "class Nanos {}");
        Files.delete(unmarked.resolveSibling("package-info.java"));

        assertThat(breaches(unmarked))
                .singleElement()
                .asString()
                .isEqualTo("dev.roundhouse.money has no package-info that is @NullMarked");
    }

    /// One class in a package of its room, which is marked as ours are.
    private Path file(String room, String name, String text) throws IOException {
        var folder = Files.createDirectories(sources.resolve(room));
        Files.writeString(
                folder.resolve("package-info.java"),
                "@org.jspecify.annotations.NullMarked package dev.roundhouse.%s;".formatted(room));
        return Files.writeString(folder.resolve(name + ".java"), "package dev.roundhouse.%s; %s".formatted(room, text));
    }

    /// Compiles the files alone, and checks what came of them.
    private List<String> breaches(Path... files) throws IOException {
        var out = Files.createTempDirectory(classes, "out");
        var arguments = new ArrayList<>(List.of("-proc:none", "-d", out.toString()));
        for (var file : files) {
            arguments.add(file.toString());
            var info = file.resolveSibling("package-info.java");
            if (Files.exists(info)) {
                arguments.add(info.toString());
            }
        }
        var said = new ByteArrayOutputStream();
        var exit = ToolProvider.getSystemJavaCompiler().run(null, said, said, arguments.toArray(String[]::new));
        assertThat(exit).as(said.toString(StandardCharsets.UTF_8)).isZero();
        return rooms.breaches(out);
    }
}
