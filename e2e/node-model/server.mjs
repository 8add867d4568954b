// A model file behind `POST /v1/chat/completions`, whole or streamed. It continues the last message: the models that it
// is for tell stories and know no chat.
import http from 'node:http';
import { getLlama, LlamaCompletion } from 'node-llama-cpp';

const llama = await getLlama({ gpu: false, build: 'never', skipDownload: true, maxThreads: 1, logLevel: 'error' });
const model = await llama.loadModel({ modelPath: process.argv[2] });
const context = await model.createContext({ contextSize: 512, threads: 1, batchSize: 64 });
const sequence = context.getSequence();

/** One question at a time: there is one sequence. */
let last = Promise.resolve();
function inTurn(work) {
  last = last.then(work, work);
  return last;
}

async function complete(body, onText, signal) {
  const prompt = body.messages.at(-1).content;
  await sequence.clearHistory();
  const completion = new LlamaCompletion({ contextSequence: sequence });
  try {
    const { response, metadata } = await completion.generateCompletionWithMeta(prompt, {
      maxTokens: body.max_completion_tokens ?? body.max_tokens ?? 64,
      temperature: body.temperature ?? 0,
      onTextChunk: onText,
      signal,
      stopOnAbortSignal: true,
    });
    const prompt_tokens = model.tokenize(prompt).length;
    const completion_tokens = model.tokenize(response).length;
    return {
      text: response,
      finish: metadata.stopReason === 'maxTokens' ? 'length' : 'stop',
      usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
    };
  } finally {
    completion.dispose({ disposeSequence: false });
  }
}

const server = http.createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) {
    parts.push(part);
  }
  if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
    response.writeHead(404, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message: 'not found', type: 'invalid_request_error' } }));
    return;
  }
  const body = JSON.parse(Buffer.concat(parts).toString('utf8'));
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const top = { id: `chatcmpl-${Date.now()}`, created: Math.floor(Date.now() / 1000), model: body.model };
  const send = event => response.write(`data: ${JSON.stringify({ ...top, object: 'chat.completion.chunk', ...event })}\n\n`);
  const chunk = (delta, finish_reason = null) => send({ choices: [{ index: 0, delta, finish_reason }] });
  if (!body.stream) {
    const { text, finish, usage } = await inTurn(() => complete(body, undefined, gone.signal));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({
      ...top,
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: finish }],
      usage,
    }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  chunk({ role: 'assistant', content: '' });
  const { finish, usage } = await inTurn(() => complete(body, content => chunk({ content }), gone.signal));
  chunk({}, finish);
  if (body.stream_options?.include_usage) {
    send({ choices: [], usage });
  }
  response.end('data: [DONE]\n\n');
});

server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
