// Lets two clients that check every member read each recorded answer, and prints `{client, id, why?}` for each.
// Started by EveryAnswerTest with a file of `[{id, stream}]`.
import fs from 'node:fs';
import { createOpenRouter } from '@openrouter/ai-sdk-provider';
import { OpenRouter } from '@openrouter/sdk';
import { generateText, streamText } from 'ai';

const WORKERS = 8;
const baseURL = `${process.env.GATEWAY_URL}/api/v1`;
const apiKey = process.env.GATEWAY_KEY;
const sdk = new OpenRouter({ serverURL: baseURL, apiKey, retryConfig: { strategy: 'none' } });
const provider = createOpenRouter({ baseURL, apiKey });

// The AI SDK rejects promises that nobody here looks at: what went wrong also comes as a part of the stream.
process.on('unhandledRejection', () => {});

const clients = {
  '@openrouter/sdk': async (id, stream) => {
    const messages = [{ role: 'user', content: 'x' }];
    const answer = await sdk.chat.send({ chatRequest: { model: `replay/${id}`, messages, stream } });
    if (stream) {
      for await (const chunk of answer) {
        if (chunk.error) {
          throw new Error(chunk.error.message);
        }
      }
    }
  },
  '@openrouter/ai-sdk-provider': async (id, stream) => {
    const asking = { model: provider.chat(`replay/${id}`), prompt: 'x', maxRetries: 0 };
    if (!stream) {
      await generateText(asking);
      return;
    }
    for await (const part of streamText({ ...asking, onError: () => {} }).fullStream) {
      if (part.type === 'error') {
        throw part.error;
      }
    }
  },
};

const work = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))
  .flatMap(({ id, stream }) => Object.keys(clients).map(client => ({ client, id, stream })));

async function worker() {
  for (let next = work.shift(); next; next = work.shift()) {
    const { client, id, stream } = next;
    try {
      await clients[client](id, stream);
      console.log(JSON.stringify({ client, id }));
    } catch (error) {
      console.log(JSON.stringify({ client, id, why: String(error.cause?.message ?? error.message).slice(0, 300) }));
    }
  }
}

await Promise.all(Array.from({ length: WORKERS }, worker));
