import { type Body, events, post } from './http.js';
import { mayPass } from './errors.js';
import type { TypedDocumentString } from './operations.js';
import { Socket } from './socket.js';

export interface Options {
  /** The endpoint: https://football.example/graphql. */
  readonly url: string;
  readonly apiKey?: string;
  /** Ids of documents that the service trusts, by their text; these are sent by id. */
  readonly documentIds?: ReadonlyMap<string, string>;
  readonly fetch?: typeof fetch;
  readonly webSocketImpl?: unknown;
}

export interface Call {
  readonly signal?: AbortSignal;
  /** How a stream is told: both carry the same. */
  readonly transport?: 'websocket' | 'events';
}

type Document<TResult, TVariables> = TypedDocumentString<TResult, TVariables>;

/** Variables may be left out where all of them have defaults. */
type Given<TVariables> = Partial<TVariables> extends TVariables ? [variables?: TVariables, call?: Call] : [variables: TVariables, call?: Call];

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 10_000;

export class FootballClient {
  readonly #options: Options;
  readonly #socket: Socket;

  constructor(options: Options) {
    this.#options = options;
    const { apiKey, webSocketImpl } = options;
    this.#socket = new Socket({ url: options.url.replace(/^http/, 'ws'), apiKey, webSocketImpl });
  }

  /** Ask a query or mutation. Throws OperationFailed or ConnectionLost. */
  async ask<TResult, TVariables>(
    document: Document<TResult, TVariables>,
    ...[variables, call]: Given<TVariables>
  ): Promise<TResult> {
    return (await post(this.#asked(document, variables, call))) as TResult;
  }

  /** The results of a subscription until it is complete. Throws OperationFailed or ConnectionLost. */
  subscribe<TResult, TVariables>(
    document: Document<TResult, TVariables>,
    ...[variables, call]: Given<TVariables>
  ): AsyncGenerator<TResult, void> {
    const asked = this.#asked(document, variables, call);
    const results = call?.transport === 'events' ? events(asked) : this.#socket.results(asked.body, call?.signal);
    return results as AsyncGenerator<TResult, void>;
  }

  /**
   * The same for streams with `after`: after a lost connection it goes on where it was left, so that nothing is
   * missed; what is too much to be told one by one comes as a gap with a snapshot.
   */
  async *follow<TResult extends object, TVariables extends { after?: unknown }>(
    document: Document<TResult, TVariables>,
    variables: TVariables,
    call: Call = {},
  ): AsyncGenerator<TResult, void> {
    let after = variables.after ?? null;
    let wait = FIRST_WAIT_MS;
    for (;;) {
      try {
        for await (const result of this.subscribe(document, ...([{ ...variables, after }, call] as unknown as Given<TVariables>))) {
          wait = FIRST_WAIT_MS;
          after = sequenceOf(result) ?? after;
          yield result;
        }
        return;
      } catch (error) {
        if (!mayPass(error) || call.signal?.aborted) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
      wait = Math.min(2 * wait, LONGEST_WAIT_MS);
    }
  }

  async close(): Promise<void> {
    await this.#socket.close();
  }

  #asked(document: { toString(): string }, variables: unknown, call: Call | undefined) {
    const { url, apiKey, fetch = globalThis.fetch } = this.#options;
    const headers: Record<string, string> = apiKey === undefined ? {} : { Authorization: `Bearer ${apiKey}` };
    return { url, headers, fetch, body: { ...this.#body(document), variables }, signal: call?.signal };
  }

  #body(document: { toString(): string }): Body {
    const query = document.toString();
    const documentId = this.#options.documentIds?.get(query);
    return documentId === undefined ? { query } : { documentId };
  }
}

/** The number of the last update that a message of a stream tells. */
function sequenceOf(result: object): number | null {
  const [told] = Object.values(result) as [{ sequence?: number; snapshot?: { sequence?: number } }?];
  return told?.snapshot?.sequence ?? told?.sequence ?? null;
}
