// What every client's tests share: where the gateway and the simulated provider are, and how to see a hang-up there.
import assert from 'node:assert/strict';

function setting(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set (these tests are started by NodeClientsTest)`);
  }
  return value;
}

export const gateway = setting('GATEWAY_URL');
export const key = setting('GATEWAY_KEY');
export const managementKey = setting('GATEWAY_MANAGEMENT_KEY');
const sandbox = setting('SANDBOX_URL');

/** Answers at once. */
export const model = 'acme/swift-1';

/** Sends its first token at once and then one every second, for minutes. */
export const slowModel = 'acme/slow-1';

export const question = 'What does a roundhouse do?';

/** What the simulated provider says to that. */
export const answer = /roundhouse/;

export const weather = {
  name: 'get_weather',
  description: 'Tells the weather of a city.',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' } },
    required: ['city'],
    additionalProperties: false,
  },
};

export const weatherQuestion = 'Use the tool get_weather for Lisbon.';

export const person = {
  type: 'object',
  properties: { name: { type: 'string' }, age: { type: 'integer' } },
  required: ['name', 'age'],
  additionalProperties: false,
};

/** Waits until the provider saw the client of that prompt hang up. */
export async function hungUp(prompt) {
  const end = Date.now() + 10_000;
  for (;;) {
    const last = await (await fetch(`${sandbox}/sandbox/requests/last`)).json();
    if (last.state === 'client_hung_up' && last.body.includes(prompt)) {
      return;
    }
    assert.ok(Date.now() < end, `the provider saw no hang-up: ${JSON.stringify(last)}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

/** A prompt that no other test sends. */
export function uniquePrompt() {
  return `Tell a long story. ${crypto.randomUUID()}`;
}

/** The status of an error of any client. */
export function status(error) {
  return error.status ?? error.statusCode ?? error.code ?? error.response?.status;
}

export function assertUnknownModel(error) {
  assert.ok([400, 404].includes(status(error)), `${status(error)} ${error}`);
}
