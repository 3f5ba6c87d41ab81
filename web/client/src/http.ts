import { type ApiError, ConnectionLost, OperationFailed } from './errors.js';

/** What is sent: the text of a document, or the id under which the service knows it. */
export type Body = { readonly query: string } | { readonly documentId: string };

export interface Asked {
  readonly url: string;
  readonly body: Body & { readonly variables?: unknown };
  readonly headers: Readonly<Record<string, string>>;
  readonly fetch: typeof fetch;
  readonly signal?: AbortSignal | undefined;
}

interface Result {
  readonly data?: unknown;
  readonly errors?: readonly ApiError[];
}

/** The data of a result. Throws OperationFailed where it has errors. */
export function dataOf(result: Result, status: number | null = null): unknown {
  if (result.errors?.length) throw new OperationFailed(result.errors, result.data ?? null, status);
  return result.data;
}

export async function post(asked: Asked): Promise<unknown> {
  const response = await send(asked, 'application/graphql-response+json, application/json;q=0.9');
  return dataOf(await resultOf(response), response.status);
}

/** The results of an operation as server-sent events, until it is complete. */
export async function* events(asked: Asked): AsyncGenerator<unknown, void> {
  const response = await send(asked, 'text/event-stream');
  const type = response.headers.get('content-type') ?? '';
  if (!type.startsWith('text/event-stream') || response.body === null) {
    dataOf(await resultOf(response), response.status);
    throw new ConnectionLost(`status ${response.status} and no event stream`);
  }
  for await (const { event, data } of parsed(response.body)) {
    if (event === 'complete') return;
    if (event === 'next') yield dataOf(JSON.parse(data) as Result);
  }
  throw new ConnectionLost('the stream ended before it was complete');
}

async function send({ url, body, headers, fetch, signal }: Asked, accept: string): Promise<Response> {
  const init = {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/json', Accept: accept },
    body: JSON.stringify(body),
    signal: signal ?? null,
  };
  try {
    return await fetch(url, init);
  } catch (error) {
    throw lost(error, signal);
  }
}

async function resultOf(response: Response): Promise<Result> {
  try {
    return (await response.json()) as Result;
  } catch {
    throw new ConnectionLost(`status ${response.status} and no JSON`);
  }
}

interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

async function* parsed(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw lost(error);
      });
      if (done) return;
      const pieces = (text + decoder.decode(value, { stream: true })).split('\n\n');
      text = pieces.pop() ?? '';
      yield* pieces.filter((piece) => !piece.startsWith(':')).map(eventOf);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function eventOf(piece: string): ServerEvent {
  const lines = piece.split('\n');
  const value = (field: string) =>
    lines
      .filter((line) => line.startsWith(`${field}:`))
      .map((line) => line.slice(field.length + 1).trimStart())
      .join('\n');
  return { event: value('event'), data: value('data') };
}

function lost(error: unknown, signal?: AbortSignal): unknown {
  return signal?.aborted ? error : new ConnectionLost(String(error), { cause: error });
}
