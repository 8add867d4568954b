package dev.roundhouse.sandbox;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The list of models, `…/models`, and each of them, `…/models/{id}`. Any other name is answered too when it is
/// asked
/// for.
final class OpenAiModels implements SandboxDialect {
    private static final long CREATED = 1_735_689_600; // 2025-01-01
    private static final List<String> MODELS = List.of(
            "sandbox/echo",
            "echo",
            "pace/ttft=300ms;rate=50",
            "fault/429;retry-after=1",
            "fault/500",
            "fault/503",
            "fault/reset",
            "fault/silence",
            "fault/stall",
            "fault/cut",
            "fault/malformed",
            "fault/no-terminal",
            "fault/gzip",
            "fault/drip");

    private final Ids ids;

    OpenAiModels(Ids ids) {
        this.ids = ids;
    }

    @Override
    public boolean serves(Ask ask) {
        return ask.raw().method().equals("GET")
                && (ask.path().endsWith("/models") || ask.path().contains("/models/"));
    }

    @Override
    public Answer answer(Ask ask, Wishes wishes) {
        if (ask.path().endsWith("/models")) {
            ObjectNode json = Json.object().put("object", "list");
            ArrayNode data = json.putArray("data");
            MODELS.forEach(model -> data.add(model(model)));
            return OpenAi.signed(Answer.json(200, json, 0), ids.next("req_"));
        }
        if (!MODELS.contains(ask.model())) {
            return failure(Problem.notFound("The model '" + ask.model() + "' does not exist."));
        }
        return OpenAi.signed(Answer.json(200, model(ask.model()), 0), ids.next("req_"));
    }

    @Override
    public Answer failure(Problem problem) {
        return OpenAi.signed(OpenAi.failure(problem), ids.next("req_"));
    }

    private static ObjectNode model(String id) {
        return Json.object()
                .put("id", id)
                .put("object", "model")
                .put("created", CREATED)
                .put("owned_by", "sandbox");
    }
}
