import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpenRouter } from '@openrouter/sdk';
import {
  answer, assertUnknownModel, gateway, hungUp, key, managementKey, model, person, question, slowModel, uniquePrompt, weather,
  weatherQuestion,
} from './support.mjs';

const serverURL = `${gateway}/api/v1`;
const client = new OpenRouter({ serverURL, apiKey: key, retryConfig: { strategy: 'none' } });
const says = content => [{ role: 'user', content }];
const send = (request, options) => client.chat.send({ chatRequest: request }, options);

test('plain', async () => {
  const reply = await send({ model, messages: says(question) });
  assert.match(reply.choices[0].message.content, answer);
  assert.equal(reply.choices[0].finishReason, 'stop');
  assert.match(reply.id, /^gen-/);
  assert.ok(reply.usage.totalTokens > 0);
  assert.ok(reply.usage.cost > 0);
});

test('streamed', async () => {
  let text = '';
  let usage;
  for await (const chunk of await send({ model, messages: says(question), stream: true })) {
    text += chunk.choices[0]?.delta?.content ?? '';
    usage = chunk.usage ?? usage;
  }
  assert.match(text, answer);
  assert.ok(usage.completionTokens > 0);
});

test('tools', async () => {
  const reply = await send({
    model, messages: says(weatherQuestion), tools: [{ type: 'function', function: weather }], toolChoice: 'required',
  });
  assert.equal(reply.choices[0].finishReason, 'tool_calls');
  const call = reply.choices[0].message.toolCalls[0];
  assert.equal(call.function.name, weather.name);
  assert.equal(typeof JSON.parse(call.function.arguments).city, 'string');
});

test('JSON schema', async () => {
  const reply = await send({
    model,
    messages: says('Who are you?'),
    responseFormat: { type: 'json_schema', jsonSchema: { name: 'person', strict: true, schema: person } },
  });
  assert.equal(typeof JSON.parse(reply.choices[0].message.content).age, 'number');
});

test('abort', async () => {
  const prompt = uniquePrompt();
  const controller = new AbortController();
  const stream = await send({ model: slowModel, messages: says(prompt), stream: true },
    { fetchOptions: { signal: controller.signal } });
  await assert.rejects(async () => {
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta?.content) {
        controller.abort();
      }
    }
  });
  await hungUp(prompt);
});

test('wrong key', async () => {
  const stranger = new OpenRouter({ serverURL, apiKey: 'sk-of-nobody-at-all', retryConfig: { strategy: 'none' } });
  await assert.rejects(
    stranger.chat.send({ chatRequest: { model, messages: says(question) } }),
    error => error.statusCode === 401 && error.name === 'UnauthorizedResponseError',
  );
});

test('unknown model', async () => {
  await assert.rejects(
    send({ model: 'acme/swift-11', messages: says(question) }),
    error => {
      assertUnknownModel(error);
      assert.match(error.message, /acme\/swift-1\b/);
      return true;
    },
  );
});

test('generation', async () => {
  const reply = await send({ model, messages: says(question) });
  const end = Date.now() + 10_000;
  let generation;
  while (!generation) {
    generation = await client.generations.getGeneration({ id: reply.id }).catch(error => {
      assert.ok(error.statusCode === 404 && Date.now() < end, error);
    });
  }
  assert.equal(generation.data.id, reply.id);
  assert.equal(generation.data.totalCost, reply.usage.cost);
});

test('models', async () => {
  const ids = [];
  for await (const page of await client.models.list({})) {
    ids.push(...page.result.data.map(each => each.id));
  }
  assert.ok(ids.includes(model), `${ids.length} models`);
  assert.ok((await client.models.count({})).data.count > 0);
  const mine = await client.models.listForUser({ bearer: key });
  assert.ok((mine.result ?? mine).data.length > 0);
  const providers = await client.providers.list();
  assert.ok((providers.result ?? providers).data.length > 0);
  await client.endpoints.listZdrEndpoints();
  const [author, slug] = model.split('/');
  assert.equal((await client.models.get({ author, slug })).data.id, model);
  assert.equal((await client.endpoints.list({ author, slug })).data.endpoints.length, 1);
});

test('key', async () => {
  const own = await client.apiKeys.getCurrentKeyMetadata();
  assert.equal(own.data.isManagementKey, false);
});

test('account', async () => {
  const manager = new OpenRouter({ serverURL, apiKey: managementKey, retryConfig: { strategy: 'none' } });
  assert.ok((await manager.credits.getCredits()).data.totalUsage >= 0);
  assert.ok(Array.isArray((await manager.analytics.getUserActivity({})).data));
});
