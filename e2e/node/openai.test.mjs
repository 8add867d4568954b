import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { z } from 'zod';
import {
  answer, assertUnknownModel, gateway, hungUp, key, model, person, question, slowModel, uniquePrompt, weather,
  weatherQuestion,
} from './support.mjs';

const surfaces = { 'at /v1': `${gateway}/v1`, 'at /api/v1': `${gateway}/api/v1` };
const says = content => [{ role: 'user', content }];

for (const [where, baseURL] of Object.entries(surfaces)) {
  const client = new OpenAI({ baseURL, apiKey: key, maxRetries: 0 });

  test(`plain ${where}`, async () => {
    const reply = await client.chat.completions.create({ model, messages: says(question) });
    assert.match(reply.choices[0].message.content, answer);
    assert.equal(reply.choices[0].finish_reason, 'stop');
    assert.equal(reply.model, model);
    assert.ok(reply.usage.total_tokens > 0);
  });

  test(`streamed ${where}`, async () => {
    const stream = await client.chat.completions.create({
      model, messages: says(question), stream: true, stream_options: { include_usage: true },
    });
    let text = '';
    let finish;
    let usage;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta?.content ?? '';
      finish ??= chunk.choices[0]?.finish_reason ?? undefined;
      usage = chunk.usage ?? usage;
    }
    assert.match(text, answer);
    assert.equal(finish, 'stop');
    assert.ok(usage.completion_tokens > 0);
  });

  test(`tools ${where}`, async () => {
    const reply = await client.chat.completions.create({
      model, messages: says(weatherQuestion), tools: [{ type: 'function', function: weather }], tool_choice: 'required',
    });
    const call = reply.choices[0].message.tool_calls[0];
    assert.equal(reply.choices[0].finish_reason, 'tool_calls');
    assert.equal(call.function.name, weather.name);
    assert.equal(typeof JSON.parse(call.function.arguments).city, 'string');
    const after = await client.chat.completions.create({
      model,
      messages: [
        ...says(weatherQuestion),
        reply.choices[0].message,
        { role: 'tool', tool_call_id: call.id, content: 'Sunny.' },
      ],
      tools: [{ type: 'function', function: weather }],
    });
    assert.match(after.choices[0].message.content, /Sunny/);
  });

  test(`streamed tools ${where}`, async () => {
    const runner = client.chat.completions.stream({
      model, messages: says(weatherQuestion), tools: [{ type: 'function', function: weather }], tool_choice: 'required',
    });
    const reply = await runner.finalChatCompletion();
    const call = reply.choices[0].message.tool_calls[0];
    assert.equal(call.function.name, weather.name);
    assert.equal(typeof JSON.parse(call.function.arguments).city, 'string');
  });

  test(`JSON schema ${where}`, async () => {
    const reply = await client.chat.completions.parse({
      model,
      messages: says('Who are you?'),
      response_format: zodResponseFormat(z.object({ name: z.string(), age: z.int() }), 'person'),
    });
    assert.equal(typeof reply.choices[0].message.parsed.name, 'string');
    const raw = await client.chat.completions.create({
      model,
      messages: says('Who are you?'),
      response_format: { type: 'json_schema', json_schema: { name: 'person', strict: true, schema: person } },
    });
    assert.equal(typeof JSON.parse(raw.choices[0].message.content).age, 'number');
  });

  test(`abort ${where}`, async () => {
    const prompt = uniquePrompt();
    const stream = await client.chat.completions.create({ model: slowModel, messages: says(prompt), stream: true });
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta?.content) {
        stream.controller.abort();
        break;
      }
    }
    await hungUp(prompt);
  });

  test(`abort before the answer ${where}`, async () => {
    const prompt = uniquePrompt();
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 300);
    await assert.rejects(
      client.chat.completions.create({ model: slowModel, messages: says(prompt) }, { signal: controller.signal }),
      OpenAI.APIUserAbortError,
    );
    await hungUp(prompt);
  });

  test(`wrong key ${where}`, async () => {
    const stranger = new OpenAI({ baseURL, apiKey: 'sk-of-nobody-at-all', maxRetries: 0 });
    await assert.rejects(
      stranger.chat.completions.create({ model, messages: says(question) }), OpenAI.AuthenticationError);
  });

  test(`unknown model ${where}`, async () => {
    await assert.rejects(
      client.chat.completions.create({ model: 'acme/swift-11', messages: says(question) }),
      error => {
        assert.ok(error instanceof OpenAI.APIError);
        assertUnknownModel(error);
        assert.match(error.message, /acme\/swift-1\b/);
        return true;
      },
    );
  });

  test(`legacy completions ${where}`, async () => {
    const reply = await client.completions.create({ model: 'acme/legacy-1', prompt: question });
    assert.equal(typeof reply.choices[0].text, 'string');
    assert.ok(reply.choices[0].text.length > 0);
  });
}

test('models at /v1', async () => {
  const client = new OpenAI({ baseURL: `${gateway}/v1`, apiKey: key, maxRetries: 0 });
  const ids = [];
  for await (const each of client.models.list()) {
    ids.push(each.id);
  }
  assert.ok(ids.includes(model), `${ids.length} models`);
});
