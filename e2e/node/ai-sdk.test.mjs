import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { generateText, jsonSchema, Output, streamText, tool } from 'ai';
import {
  answer, assertUnknownModel, gateway, hungUp, key, model, person, question, slowModel, uniquePrompt, weather,
  weatherQuestion,
} from './support.mjs';

const baseURL = `${gateway}/api/v1`;
const openrouter = createOpenRouter({ baseURL, apiKey: key });
const quiet = { maxRetries: 0 };

test('plain', async () => {
  const reply = await generateText({ ...quiet, model: openrouter.chat(model), prompt: question });
  assert.match(reply.text, answer);
  assert.equal(reply.finishReason, 'stop');
  assert.ok(reply.usage.totalTokens > 0);
  assert.ok(reply.providerMetadata.openrouter.usage.cost > 0);
});

test('streamed', async () => {
  const stream = streamText({ ...quiet, model: openrouter.chat(model), prompt: question });
  let text = '';
  for await (const part of stream.textStream) {
    text += part;
  }
  assert.match(text, answer);
  assert.equal(await stream.finishReason, 'stop');
  assert.ok((await stream.usage).outputTokens > 0);
});

test('tools', async () => {
  const reply = await generateText({
    ...quiet,
    model: openrouter.chat(model),
    prompt: weatherQuestion,
    tools: { [weather.name]: tool({ description: weather.description, inputSchema: jsonSchema(weather.parameters) }) },
    toolChoice: 'required',
  });
  assert.equal(reply.finishReason, 'tool-calls');
  assert.equal(reply.toolCalls[0].toolName, weather.name);
  assert.equal(typeof reply.toolCalls[0].input.city, 'string');
});

test('streamed tools', async () => {
  const stream = streamText({
    ...quiet,
    model: openrouter.chat(model),
    prompt: weatherQuestion,
    tools: { [weather.name]: tool({ description: weather.description, inputSchema: jsonSchema(weather.parameters) }) },
    toolChoice: 'required',
  });
  const calls = await stream.toolCalls;
  assert.equal(calls[0].toolName, weather.name);
});

test('JSON schema', async () => {
  const reply = await generateText({
    ...quiet,
    model: openrouter.chat(model),
    prompt: 'Who are you?',
    output: Output.object({ schema: jsonSchema(person) }),
  });
  assert.equal(typeof reply.output.age, 'number');
});

test('abort', async () => {
  const prompt = uniquePrompt();
  const controller = new AbortController();
  const stream = streamText({
    ...quiet, model: openrouter.chat(slowModel), prompt, abortSignal: controller.signal, onError: () => {},
  });
  for await (const part of stream.fullStream) {
    if (part.type === 'text-delta') {
      controller.abort();
    }
  }
  await hungUp(prompt);
});

test('wrong key', async () => {
  const stranger = createOpenRouter({ baseURL, apiKey: 'sk-of-nobody-at-all' });
  await assert.rejects(
    generateText({ ...quiet, model: stranger.chat(model), prompt: question }), error => error.statusCode === 401);
});

test('unknown model', async () => {
  await assert.rejects(
    generateText({ ...quiet, model: openrouter.chat('acme/swift-11'), prompt: question }),
    error => {
      assertUnknownModel(error);
      assert.match(error.message, /acme\/swift-1\b/);
      return true;
    },
  );
});
