import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChatOpenAI } from '@langchain/openai';
import {
  answer, assertUnknownModel, gateway, hungUp, key, model, person, question, slowModel, uniquePrompt, weather,
  weatherQuestion,
} from './support.mjs';

const chat = (more = {}) => new ChatOpenAI({
  model, apiKey: key, maxRetries: 0, configuration: { baseURL: `${gateway}/v1` }, ...more,
});

test('plain', async () => {
  const reply = await chat().invoke(question);
  assert.match(reply.text, answer);
  assert.equal(reply.response_metadata.finish_reason, 'stop');
  assert.ok(reply.usage_metadata.total_tokens > 0);
});

test('streamed', async () => {
  let whole;
  for await (const chunk of await chat().stream(question)) {
    whole = whole ? whole.concat(chunk) : chunk;
  }
  assert.match(whole.text, answer);
  assert.ok(whole.usage_metadata.output_tokens > 0);
});

test('tools', async () => {
  const reply = await chat().bindTools([{ type: 'function', function: weather }], { tool_choice: 'required' })
    .invoke(weatherQuestion);
  assert.equal(reply.tool_calls[0].name, weather.name);
  assert.equal(typeof reply.tool_calls[0].args.city, 'string');
});

test('streamed tools', async () => {
  let whole;
  const bound = chat().bindTools([{ type: 'function', function: weather }], { tool_choice: 'required' });
  for await (const chunk of await bound.stream(weatherQuestion)) {
    whole = whole ? whole.concat(chunk) : chunk;
  }
  assert.equal(whole.tool_calls[0].name, weather.name);
});

test('JSON schema', async () => {
  const reply = await chat().withStructuredOutput(person, { name: 'person', method: 'jsonSchema', strict: true })
    .invoke('Who are you?');
  assert.equal(typeof reply.age, 'number');
});

test('abort', async () => {
  const prompt = uniquePrompt();
  const controller = new AbortController();
  await assert.rejects(async () => {
    for await (const chunk of await chat({ model: slowModel }).stream(prompt, { signal: controller.signal })) {
      if (chunk.text) {
        controller.abort();
      }
    }
  });
  await hungUp(prompt);
});

test('wrong key', async () => {
  await assert.rejects(chat({ apiKey: 'sk-of-nobody-at-all' }).invoke(question), error => error.status === 401);
});

test('unknown model', async () => {
  await assert.rejects(chat({ model: 'acme/swift-11' }).invoke(question), error => {
    assertUnknownModel(error);
    return true;
  });
});
