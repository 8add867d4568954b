package dev.roundhouse.dialect;

import dev.roundhouse.exchange.ByteSink;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/// Members that an object must have, whatever else it has: what is there and not named stays byte for byte. Made
/// once for a schema; the values come with each use, by slot.
public final class MemberPatch {
    private static final int MEMBERS_MAX = 31;

    private final List<Member> members;
    private final String[] names;

    /// One member.
    public record Member(String name, byte[] head, int slot, boolean always, Optional<MemberPatch> inside) {}

    private MemberPatch(List<Member> members) {
        this.members = members;
        names = members.stream().map(Member::name).toArray(String[]::new);
    }

    /// A patch of these members, appended in this order where they are missing.
    public static MemberPatch of(Member... members) {
        if (members.length > MEMBERS_MAX) {
            throw new IllegalArgumentException(
                    "members: " + members.length + " (expected: at most " + MEMBERS_MAX + ")");
        }
        return new MemberPatch(List.of(members));
    }

    /// This slot's value, in the place of any other.
    public static Member put(String name, int slot) {
        return new Member(name, head(name), slot, true, Optional.empty());
    }

    /// This slot's value where there is none, or null.
    public static Member ensure(String name, int slot) {
        return new Member(name, head(name), slot, false, Optional.empty());
    }

    /// An object with these members in it; whatever else stands there gives way.
    public static Member inside(String name, Member... members) {
        return new Member(name, head(name), -1, true, Optional.of(of(members)));
    }

    /// Patches an object.
    ///
    /// @param json on the object's opening brace; left on its closing one
    /// @param values the value of each slot, JSON; a slot without a value (null) is left as it is
    /// @param edits what to change in the parser's bytes
    public void apply(JsonSpans json, IntFunction<byte @Nullable []> values, Edits edits) {
        int missing = (1 << names.length) - 1;
        boolean empty = true;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            empty = false;
            int i = indexOf(json.currentName());
            JsonToken token = json.nextToken();
            if (i < 0) {
                json.skipChildren();
                continue;
            }
            missing &= ~(1 << i);
            Member member = members.get(i);
            if (token == JsonToken.START_OBJECT && member.inside().isPresent()) {
                member.inside().get().apply(json, values, edits);
                continue;
            }
            int from = json.valueFrom();
            json.skipChildren();
            if (member.always() || token == JsonToken.VALUE_NULL) {
                ByteSink text = new ByteSink(64);
                if (appendValue(member, values, text)) {
                    edits.replace(from, json.valueTo(), text.take());
                }
            }
        }
        if (missing != 0) {
            ByteSink text = new ByteSink(256);
            append(missing, !empty, values, text);
            edits.insert(json.valueTo() - 1, text.take());
        }
    }

    private boolean append(int which, boolean comma, IntFunction<byte @Nullable []> values, ByteSink text) {
        boolean any = comma;
        for (int i = 0; i < names.length; i++) {
            if ((which & 1 << i) == 0) {
                continue;
            }
            Member member = members.get(i);
            int start = text.length();
            if (any) {
                text.append((byte) ',');
            }
            text.append(member.head());
            if (appendValue(member, values, text)) {
                any = true;
            } else {
                text.truncate(start);
            }
        }
        return any;
    }

    private static boolean appendValue(Member member, IntFunction<byte @Nullable []> values, ByteSink text) {
        if (member.inside().isPresent()) {
            MemberPatch inside = member.inside().get();
            text.append((byte) '{');
            inside.append((1 << inside.names.length) - 1, false, values, text);
            text.append((byte) '}');
            return true;
        }
        byte[] value = values.apply(member.slot());
        if (value == null) {
            return false;
        }
        text.append(value);
        return true;
    }

    private int indexOf(String name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] head(String name) {
        return JsonText.concat(JsonText.quoted(name), JsonText.ascii(":"));
    }
}
