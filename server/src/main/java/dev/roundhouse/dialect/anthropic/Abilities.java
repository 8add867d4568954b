package dev.roundhouse.dialect.anthropic;

import dev.roundhouse.catalog.Endpoint;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a model of this schema takes, by its provider's name for it: Claude's generations differ, and the
/// catalogue
/// tells only a part.
///
/// @param thinking whether it thinks at all
/// @param adaptive whether it decides by itself how much to think
/// @param budgeted whether it takes a budget of thinking
/// @param extraEffort whether it knows the effort `xhigh`
/// @param schema whether it can be held to a schema
/// @param sampling whether it takes `temperature` and its kin
/// @param prefill whether it goes on writing a last turn of its own
record Abilities(
        boolean thinking,
        boolean adaptive,
        boolean budgeted,
        boolean extraEffort,
        boolean schema,
        boolean sampling,
        boolean prefill) {
    // `claude-opus-4-5-20251101`, `claude-3-7-sonnet@20250219`, `us.anthropic.claude-sonnet-4-20250514-v1:0`.
    private static final Pattern NAME = Pattern.compile(
            "claude-(?:(opus|sonnet|haiku|fable|mythos|instant)-)?v?(\\d{1,2})(?:[-.](\\d{1,2})(?!\\d))?");

    private static final int HUNDRED = 100;
    private static final int THINKS = 307;
    private static final int SCHEMA = 405;
    private static final int SCHEMA_OPUS = 401;
    private static final int ADAPTIVE = 406;
    private static final int ADAPTIVE_ONLY_OPUS = 407;
    private static final int ADAPTIVE_ONLY = 500;

    /// Of an endpoint.
    static Abilities of(Endpoint endpoint) {
        Set<String> said = endpoint.capabilities();
        boolean known = said.contains("reasoning") || said.contains("temperature");
        String id = endpoint.upstreamId() == null ? endpoint.model() : endpoint.upstreamId();
        Matcher name = NAME.matcher(id);
        if (!name.find()) {
            // Other makers' models behind this schema take what Claude 4 took.
            boolean thinks = !known || said.contains("reasoning");
            return new Abilities(thinks, false, true, false, false, true, true);
        }
        boolean opus = "opus".equals(name.group(1));
        int version = Integer.parseInt(name.group(2)) * HUNDRED
                + (name.group(3) == null ? 0 : Integer.parseInt(name.group(3)));
        boolean only = version >= ADAPTIVE_ONLY || (opus && version >= ADAPTIVE_ONLY_OPUS);
        return new Abilities(
                version >= THINKS && (!known || said.contains("reasoning")),
                version >= ADAPTIVE,
                !only,
                only,
                version >= (opus ? SCHEMA_OPUS : SCHEMA) && (!known || said.contains("json_schema")),
                !only && (!known || said.contains("temperature")),
                version < ADAPTIVE);
    }
}
