import { createClient } from 'graphql-ws';
import { type ApiError, ConnectionLost, OperationFailed } from './errors.js';
import { type Body, dataOf } from './http.js';

export interface SocketOptions {
  readonly url: string;
  readonly apiKey?: string | undefined;
  /** What makes WebSockets where the platform has none (Node before 22): the class of the package `ws`. */
  readonly webSocketImpl?: unknown;
}

/** One WebSocket for any number of operations; opened with the first, closed after the last. */
export class Socket {
  readonly #client;

  constructor({ url, apiKey, webSocketImpl }: SocketOptions) {
    this.#client = createClient({
      url,
      webSocketImpl,
      retryAttempts: 0, // it would not know where a stream was left
      jsonMessageReplacer: withoutText,
      ...(apiKey === undefined ? {} : { connectionParams: { authorization: `Bearer ${apiKey}` } }),
    });
  }

  async *results(
    body: Body & { readonly variables?: unknown },
    signal?: AbortSignal,
  ): AsyncGenerator<unknown, void> {
    const payload = { query: '', ...body } as { query: string; variables?: Record<string, unknown> };
    const answers = this.#client.iterate(payload);
    signal?.addEventListener('abort', () => void answers.return?.(), { once: true });
    try {
      for await (const result of answers) {
        yield dataOf(result as { data?: unknown; errors?: readonly ApiError[] });
      }
    } catch (error) {
      throw failureOf(error);
    }
  }

  async close(): Promise<void> {
    await this.#client.dispose();
  }
}

/** The package wants a text in every message; the service takes an id in place of it. */
function withoutText(this: object, key: string, value: unknown): unknown {
  return key === 'query' && 'documentId' in this ? undefined : value;
}

function failureOf(error: unknown): unknown {
  if (error instanceof Error) return error;
  if (Array.isArray(error)) return new OperationFailed(error as ApiError[]);
  const { code, reason } = error as { code?: number; reason?: string };
  if (code === undefined || code < 4000) return new ConnectionLost(`socket closed: ${code ?? ''}`, { cause: error });
  const refused = { message: reason ?? '', extensions: { code: code === 4403 ? 'UNAUTHENTICATED' : `CLOSED_${code}` } };
  return new OperationFailed([refused]);
}
