package dev.roundhouse.dialect;

import dev.roundhouse.exchange.Event;
import dev.roundhouse.exchange.Message;
import dev.roundhouse.exchange.Part;
import dev.roundhouse.exchange.Prompt;
import dev.roundhouse.exchange.Role;
import dev.roundhouse.exchange.Seal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Remembers what providers want back with their own reasoning, since not every client's dialect can carry it:
/// who
/// made a signature, and which sealed thinking led to which call of a tool. Bounded, and forgotten after a while.
/// Safe
/// for
/// several threads.
public final class Seals {
    private static final int ENTRIES_MAX = 20_000;
    private static final int THOUGHT_CHARS_MAX = 256 * 1024;
    private static final long CHARS_MAX = 64L << 20;
    private static final Duration KEPT = Duration.ofHours(6);

    private final InstantSource clock;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long chars;

    /// @param thinking sealed thinking that led to a call, in order
    /// @param call the seal of the call itself
    /// @param format who made the signature that is the key; null where the key is a call's id
    private record Entry(
            List<Part.Thinking> thinking,
            @Nullable Seal call,
            @Nullable String format,
            long chars,
            Instant until) {}

    /// Forgets by this clock.
    public Seals(InstantSource clock) {
        this.clock = clock;
    }

    /// Listens to one answer.
    Crossing.SealKeeper keeper() {
        return new Keeper();
    }

    /// The conversation with every seal that the endpoint takes, and with none that it does not: what the client
    /// could
    /// not carry is put back, what another provider made is left out.
    ///
    /// @param taken whether the endpoint takes seals of a format
    Prompt.Chat restore(Prompt.Chat chat, Predicate<String> taken) {
        List<Message> messages = new ArrayList<>(chat.messages().size());
        for (Message message : chat.messages()) {
            messages.add(message.role() == Role.ASSISTANT ? restored(message, taken) : message);
        }
        return chat.withMessages(messages);
    }

    private Message restored(Message message, Predicate<String> taken) {
        List<Part> parts = new ArrayList<>(message.parts().size() + 1);
        boolean thought = false;
        for (Part part : message.parts()) {
            switch (part) {
                case Part.Thinking thinking -> {
                    Seal seal = own(thinking.seal(), taken);
                    thought |= seal != null;
                    if (seal != null || !thinking.text().isEmpty()) {
                        parts.add(new Part.Thinking(thinking.text(), thinking.summary(), seal));
                    }
                }
                case Part.ToolCall call -> {
                    Entry known = find("call " + call.id());
                    if (known != null && !thought) {
                        thought = putBack(known.thinking, parts, taken);
                    }
                    Seal given = call.seal() == null && known != null ? known.call : call.seal();
                    parts.add(new Part.ToolCall(
                            call.id(), call.name(), call.arguments(), call.custom(), own(given, taken), call.cache()));
                }
                case Part.Text text ->
                    parts.add(new Part.Text(text.text(), text.citations(), own(text.seal(), taken), text.cache()));
                default -> parts.add(part);
            }
        }
        return new Message(message.role(), parts, message.name());
    }

    // The client's own copy of the same thinking, which lost its seal on the way, makes room for the sealed one.
    private static boolean putBack(List<Part.Thinking> kept, List<Part> parts, Predicate<String> taken) {
        List<Part.Thinking> usable = kept.stream()
                .filter(t -> t.seal() != null && taken.test(t.seal().format()))
                .toList();
        if (usable.isEmpty()) {
            return false;
        }
        parts.removeIf(part -> part instanceof Part.Thinking thinking && thinking.seal() == null);
        parts.addAll(0, usable);
        return true;
    }

    private @Nullable Seal own(@Nullable Seal seal, Predicate<String> taken) {
        if (seal == null) {
            return null;
        }
        String mark = seal.signature() == null ? seal.redacted() : seal.signature();
        Entry known = mark == null ? null : find("seal " + Integer.toHexString(mark.hashCode()) + mark.length());
        String format = known == null || known.format == null ? seal.format() : known.format;
        return taken.test(format) ? new Seal(format, seal.id(), seal.signature(), seal.redacted()) : null;
    }

    private synchronized @Nullable Entry find(String key) {
        Entry entry = entries.get(key);
        return entry == null || entry.until.isBefore(clock.instant()) ? null : entry;
    }

    private synchronized void keep(String key, Entry entry) {
        Entry before = entries.remove(key);
        chars -= before == null ? 0 : before.chars;
        entries.put(key, entry);
        chars += entry.chars;
        var eldest = entries.entrySet().iterator();
        while ((entries.size() > ENTRIES_MAX || chars > CHARS_MAX) && eldest.hasNext()) {
            chars -= eldest.next().getValue().chars;
            eldest.remove();
        }
    }

    /// One answer's thinking, until a call follows it.
    private final class Keeper implements Crossing.SealKeeper {
        private final Map<Integer, StringBuilder> texts = new LinkedHashMap<>();
        private final List<Part.Thinking> thinking = new ArrayList<>();
        private final Map<Integer, String> calls = new LinkedHashMap<>();
        private boolean summary;

        @Override
        public void accept(Event event) {
            switch (event) {
                case Event.Thinking t
                when t.choice() == 0 -> {
                    summary = t.summary();
                    StringBuilder text = texts.computeIfAbsent(t.part(), _ -> new StringBuilder());
                    text.append(t.text(), 0, Math.min(t.text().length(), THOUGHT_CHARS_MAX - text.length()));
                }
                case Event.ToolStarted t
                when t.choice() == 0 -> {
                    calls.put(t.part(), t.id());
                    if (!thinking.isEmpty()) {
                        keep("call " + t.id(), entry(thinking, null, null));
                    }
                }
                case Event.Sealed s when s.choice() == 0 -> sealed(s);
                default -> {}
            }
        }

        private void sealed(Event.Sealed event) {
            Seal seal = event.seal();
            String mark = seal.signature() == null ? seal.redacted() : seal.signature();
            if (mark != null) {
                String key = "seal " + Integer.toHexString(mark.hashCode()) + mark.length();
                keep(key, entry(List.of(), null, seal.format()));
            }
            String call = calls.get(event.part());
            if (call != null) {
                keep("call " + call, entry(thinking, seal, null));
                return;
            }
            StringBuilder text = texts.get(event.part());
            thinking.add(new Part.Thinking(text == null ? "" : text.toString(), summary, seal));
        }

        private Entry entry(List<Part.Thinking> thoughts, @Nullable Seal call, @Nullable String format) {
            long size = call == null ? 0 : length(call);
            for (Part.Thinking thought : thoughts) {
                size += thought.text().length() + (thought.seal() == null ? 0 : length(thought.seal()));
            }
            return new Entry(
                    List.copyOf(thoughts), call, format, size, clock.instant().plus(KEPT));
        }

        private static int length(Seal seal) {
            return (seal.signature() == null ? 0 : seal.signature().length())
                    + (seal.redacted() == null ? 0 : seal.redacted().length());
        }
    }
}
