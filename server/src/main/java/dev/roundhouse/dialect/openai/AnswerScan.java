package dev.roundhouse.dialect.openai;

import static dev.roundhouse.dialect.JsonText.ascii;
import static dev.roundhouse.dialect.JsonText.concat;
import static dev.roundhouse.dialect.JsonText.quoted;

import dev.roundhouse.dialect.Edits;
import dev.roundhouse.dialect.JsonSpans;
import dev.roundhouse.exchange.AnswerTerms;
import dev.roundhouse.exchange.ByteSink;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;

/// One pass over one JSON object of an answer, a whole answer or a chunk of one: finds what must be rewritten,
/// and what the walk must know. One instance per answer; what it learnt of the answer stays from chunk to chunk,
/// what it found in a chunk is overwritten by the next.
final class AnswerScan {
    private static final int CHOICES_TRACKED = 64;
    private static final byte[] NULL = ascii("null");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] PROVIDER_NAME = ascii(",\"provider\":");
    private static final byte[] ID_NAME = ascii(",\"id\":");
    private static final byte[] MODEL_NAME = ascii(",\"model\":");
    private static final byte[] CREATED_NAME = ascii(",\"created\":");
    private static final byte[] NATIVE = ascii(",\"native_finish_reason\":");

    private final byte[] id;
    private final byte[] model;
    private final byte[] provider;
    private final byte[] created;
    private final TextKeeper text;

    // Of the answer.
    @Nullable
    String upstreamId;

    @Nullable
    String reportedModel;

    @Nullable
    String serviceTier;

    @Nullable
    String finishReason;

    @Nullable
    String nativeFinishReason;

    long createdSeconds;
    boolean anyChoices;
    private boolean isErrorObject;
    private long seenChoices;
    private long finishedChoices;

    // Of the last object.
    final Edits edits = new Edits();
    boolean hasChoices;
    boolean emptyChoices;
    boolean hasContent;
    boolean hasFinish;
    boolean isError;
    int errorFrom;
    int errorTo;
    int usageFrom;
    int usageTo;
    int vendorUsageFrom;
    int vendorUsageTo;
    int nullUsageNameFrom;
    int nullUsageFrom;
    int nullUsageTo;
    int objectEnd;

    // Of the last choice.
    private int finishFrom;
    private int finishTo;
    private boolean hasNative;

    private boolean lacksId;
    private boolean lacksModel;
    private boolean lacksProvider;
    private boolean lacksCreated;
    private final boolean whole;

    @Nullable
    private JsonSpans json;

    /// @param whole a whole answer and not a chunk: an empty finish reason is then an end without a name
    AnswerScan(AnswerTerms terms, TextKeeper text, boolean whole) {
        id = quoted(terms.generationId());
        model = quoted(terms.servedModel());
        provider = quoted(terms.provider());
        created = ascii(Long.toString(terms.createdSeconds()));
        createdSeconds = terms.createdSeconds();
        this.text = text;
        this.whole = whole;
    }

    /// Scans the object in `bytes[from, to)`, blanks around it allowed.
    ///
    /// @return false when it is not one JSON object
    boolean scan(byte[] bytes, int from, int to) {
        reset();
        JsonSpans parser = parser(bytes, from, to);
        try {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                json = null;
                return false;
            }
            members(parser, bytes);
            if (isErrorObject && !isError) {
                isError = true;
                errorFrom = from;
                errorTo = to;
            }
            return isBlank(bytes, parser.valueTo(), to);
        } catch (JacksonException _) {
            json = null; // it stands in the middle of something
            return false;
        }
    }

    /// A parser for another range of bytes, at its start. It is the scan's own, so what it was on is over.
    JsonSpans parser(byte[] bytes, int from, int to) {
        JsonSpans parser = json == null ? JsonSpans.plain(bytes, from, to) : json;
        json = parser;
        parser.point(bytes, from, to);
        return parser;
    }

    /// Gives the parser back; it stands behind a whole value.
    void close() {
        if (json != null) {
            json.recycle();
            json = null;
        }
    }

    /// Whether every choice that was begun has said why it ended.
    boolean isFinished() {
        return seenChoices != 0 && seenChoices == finishedChoices;
    }

    private void reset() {
        edits.clear();
        lacksId = true;
        lacksModel = true;
        lacksProvider = true;
        lacksCreated = true;
        hasChoices = false;
        emptyChoices = false;
        hasContent = false;
        hasFinish = false;
        isError = false;
        isErrorObject = false;
        errorFrom = -1;
        usageFrom = -1;
        vendorUsageFrom = -1;
        nullUsageFrom = -1;
    }

    private void members(JsonSpans json, byte[] bytes) {
        boolean empty = true;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            empty = false;
            String name = json.currentName();
            int nameFrom = json.nameFrom();
            JsonToken token = json.nextToken();
            switch (name) {
                case "id" -> {
                    lacksId = false;
                    upstreamId = replaced(json, token, upstreamId, id);
                }
                case "model" -> {
                    lacksModel = false;
                    reportedModel = replaced(json, token, reportedModel, model);
                }
                case "provider" -> {
                    lacksProvider = false;
                    replaced(json, token, "", provider);
                }
                case "created" -> created(json, token);
                case "choices" -> choices(json, token, bytes);
                case "usage" -> usage(json, token, nameFrom);
                case "x_groq" -> vendorUsage(json, token);
                case "error" -> error(json, token);
                case "service_tier" -> {
                    serviceTier = token == JsonToken.VALUE_STRING ? json.getString() : serviceTier;
                    json.skipChildren();
                }
                case "object" -> object(json, token);
                default -> json.skipChildren();
            }
        }
        objectEnd = json.valueTo() - 1;
        missing(empty);
    }

    // A value that is ours to say; what the upstream said is kept the first time.
    @Nullable
    private String replaced(JsonSpans json, JsonToken token, @Nullable String known, byte[] ours) {
        int from = json.valueFrom();
        String said = known == null && token == JsonToken.VALUE_STRING ? json.getString() : known;
        json.skipChildren();
        edits.replace(from, json.valueTo(), ours);
        return said;
    }

    private void created(JsonSpans json, JsonToken token) {
        lacksCreated = false;
        if (token == JsonToken.VALUE_NUMBER_INT) {
            long seconds = (long) json.getDoubleValue();
            createdSeconds = seconds > 0 ? seconds : createdSeconds;
        } else if (token == JsonToken.VALUE_NULL) {
            edits.replace(json.valueFrom(), json.valueTo(), created);
        } else {
            json.skipChildren();
        }
    }

    private void missing(boolean empty) {
        if (!lacksId && !lacksModel && !lacksProvider && !lacksCreated) {
            return;
        }
        ByteSink text = new ByteSink(128);
        add(text, lacksProvider, PROVIDER_NAME, provider);
        add(text, lacksId, ID_NAME, id);
        add(text, lacksModel, MODEL_NAME, model);
        add(text, lacksCreated, CREATED_NAME, created);
        edits.insert(objectEnd, Arrays.copyOfRange(text.array(), empty ? 1 : 0, text.length()));
    }

    private static void add(ByteSink text, boolean lacks, byte[] name, byte[] value) {
        if (lacks) {
            text.append(name).append(value);
        }
    }

    // Some servers send an error without the word: `{"object":"error","message":…}`.
    private void object(JsonSpans json, JsonToken token) {
        isErrorObject |= token == JsonToken.VALUE_STRING && json.isText(ERROR);
        json.skipChildren();
    }

    private void usage(JsonSpans json, JsonToken token, int nameFrom) {
        int from = json.valueFrom();
        json.skipChildren();
        if (token == JsonToken.START_OBJECT) {
            usageFrom = from;
            usageTo = json.valueTo();
            nullUsageFrom = -1;
        } else {
            usageFrom = -1; // of two, readers take the last
            nullUsageNameFrom = nameFrom;
            nullUsageFrom = from;
            nullUsageTo = json.valueTo();
        }
    }

    // Groq tells the usage of a stream in a corner of its own.
    private void vendorUsage(JsonSpans json, JsonToken token) {
        if (token != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            boolean isUsage = json.currentName().equals("usage");
            boolean isObject = json.nextToken() == JsonToken.START_OBJECT;
            int from = json.valueFrom();
            json.skipChildren();
            if (isUsage && isObject) {
                vendorUsageFrom = from;
                vendorUsageTo = json.valueTo();
            }
        }
    }

    private void error(JsonSpans json, JsonToken token) {
        int from = json.valueFrom();
        boolean said = token != JsonToken.VALUE_NULL
                && token != JsonToken.VALUE_FALSE
                && !(token == JsonToken.VALUE_STRING && json.isEmptyText());
        json.skipChildren();
        if (said) {
            isError = true;
            errorFrom = from;
            errorTo = json.valueTo();
        }
    }

    private void choices(JsonSpans json, JsonToken token, byte[] bytes) {
        if (token != JsonToken.START_ARRAY) {
            emptyChoices = token == JsonToken.VALUE_NULL;
            json.skipChildren();
            return;
        }
        hasChoices = true;
        emptyChoices = true;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            emptyChoices = false;
            anyChoices = true;
            if (json.currentToken() == JsonToken.START_OBJECT) {
                choice(json, bytes);
            } else {
                json.skipChildren();
            }
        }
    }

    private void choice(JsonSpans json, byte[] bytes) {
        int index = 0;
        String finish = null;
        hasNative = false;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken token = json.nextToken();
            switch (name) {
                case "index" -> index = index(json, token);
                case "delta", "message", "text" -> hasContent |= text.read(json, name, token);
                case "finish_reason" -> {
                    finishFrom = json.valueFrom();
                    finish = token == JsonToken.VALUE_STRING ? json.getString() : null;
                    json.skipChildren();
                    finishTo = json.valueTo();
                }
                case "native_finish_reason" -> nativeReason(json, token);
                case "error" -> error(json, token);
                default -> json.skipChildren();
            }
        }
        seenChoices |= 1L << index;
        if (finish != null) {
            finished(index, finish, bytes);
        }
    }

    private static int index(JsonSpans json, JsonToken token) {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            json.skipChildren();
            return 0;
        }
        return (int) Math.clamp(json.getDoubleValue(), 0, CHOICES_TRACKED - 1.0);
    }

    private void nativeReason(JsonSpans json, JsonToken token) {
        hasNative = token != JsonToken.VALUE_NULL;
        if (token == JsonToken.VALUE_STRING) {
            nativeFinishReason = json.getString();
        } else {
            json.skipChildren();
        }
    }

    private void finished(int index, String said, byte[] bytes) {
        if (said.isEmpty() && !whole) {
            edits.replace(finishFrom, finishTo, NULL); // some servers say it in every chunk
            return;
        }
        String reason = FinishReasons.normalised(said);
        hasFinish = true;
        finishedChoices |= 1L << index;
        isError |= reason.equals(FinishReasons.ERROR);
        if (finishReason == null || index == 0) {
            finishReason = reason;
            nativeFinishReason = hasNative ? nativeFinishReason : said;
        }
        if (!reason.equals(said)) {
            edits.replace(finishFrom, finishTo, quoted(reason));
        }
        if (!hasNative) {
            edits.insert(finishTo, concat(NATIVE, Arrays.copyOfRange(bytes, finishFrom, finishTo)));
        }
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\n' && bytes[i] != '\r' && bytes[i] != '\t') {
                return false;
            }
        }
        return true;
    }
}
