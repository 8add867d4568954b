package dev.roundhouse.sandbox;

import dev.roundhouse.wire.RawRequest.Header;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What is to be sent, before pace, faults and delivery have their say.
///
/// @param status HTTP status
/// @param headers without any that say how the body is framed
/// @param body what to send
record Answer(int status, List<Header> headers, Body body) {
    Answer {
        headers = List.copyOf(headers);
    }

    static Answer json(int status, JsonNode value, int tokens) {
        return new Answer(
                status, List.of(new Header("content-type", "application/json")), new Whole(Json.bytes(value), tokens));
    }

    static Answer events(List<Frame> frames) {
        return new Answer(
                200, List.of(new Header("content-type", "text/event-stream; charset=utf-8")), new Stream(frames));
    }

    sealed interface Body {}

    /// A body with a length.
    ///
    /// @param bytes all of it
    /// @param tokens how many tokens are in it: what it takes at a given pace
    record Whole(byte[] bytes, int tokens) implements Body {}

    /// A made-up stream: each frame is written by itself.
    record Stream(List<Frame> frames) implements Body {
        Stream {
            frames = List.copyOf(frames);
        }
    }

    /// A recorded stream: without pace or faults its frames are one run of bytes.
    record Recorded(List<Frame> frames) implements Body {
        Recorded {
            frames = List.copyOf(frames);
        }
    }
}
