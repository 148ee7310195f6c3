// A chat completion from the same server, piece by piece.
import {reason} from './data.js';
import {changeHeaders} from './session.js';

// Calls onText with each piece; resolves to {tokens, finish, grounding} when the answer has ended.
export async function complete(request, onText, signal) {
  const response = await fetch('/v1/chat/completions', {
    method: 'POST',
    headers: changeHeaders(),
    body: JSON.stringify({...request, stream: true, stream_options: {include_usage: true}}),
    signal,
  });
  if (!response.ok) throw new Error(await reason(response));
  const result = {tokens: 0, finish: undefined};
  for await (const data of events(response.body)) {
    if (data === '[DONE]') break;
    const chunk = JSON.parse(data);
    if (chunk.error) throw new Error(chunk.error.message);
    if (chunk.grounding) result.grounding = chunk.grounding;
    const choice = chunk.choices[0];
    if (choice?.delta.content) onText(choice.delta.content);
    if (choice?.finish_reason) result.finish = choice.finish_reason;
    if (chunk.usage) result.tokens = chunk.usage.completion_tokens;
  }
  return result;
}

// The data of server-sent events in a stream of bytes.
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    buffer += value;
    for (let end = buffer.indexOf('\n\n'); end >= 0; end = buffer.indexOf('\n\n')) {
      const line = buffer.slice(0, end);
      buffer = buffer.slice(end + 2);
      if (line.startsWith('data: ')) yield line.slice(6);
    }
  }
}
