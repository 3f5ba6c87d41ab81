import type { Fetcher, FetcherParams, Observable } from '@graphiql/toolkit';
import { type ExecutionResult, GraphQLError, Kind, type OperationDefinitionNode, parse } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { authorizationIn, change, withKey } from './visitor';

/** The service's endpoint, beside the folder the page is served from. */
const ENDPOINT = new URL('../graphql', document.baseURI);
const ACCEPT = 'application/graphql-response+json, application/json';

const FORBIDDEN = 4403;
const TRUSTED_ONLY = 'TRUSTED_DOCUMENTS_ONLY';

/** Queries and mutations over HTTP; subscriptions over one WebSocket a key, opened when first needed. */
export function createFetcher(): Fetcher {
  const sockets = new Map<string, Client>();
  return (params, options) => {
    const { operation, request } = chosen(params);
    const headers = withKey(options?.headers);
    if (operation !== 'subscription') return post(request, headers);
    const authorization = authorizationIn(headers) ?? '';
    const socket = sockets.get(authorization) ?? open(authorization);
    sockets.set(authorization, socket);
    return subscribe(socket, request);
  };
}

/** Asks over HTTP, as the visitor. */
export function ask(request: FetcherParams, headers: Record<string, string>, signal: AbortSignal): Promise<ExecutionResult> {
  return send(request, withKey(headers), signal);
}

/** Browsers cannot send headers with a WebSocket, so the key is told in the first message. */
function open(authorization: string): Client {
  return createClient({
    url: ENDPOINT.href.replace(/^http/, 'ws'),
    retryAttempts: 3,
    connectionParams: authorization ? { authorization } : undefined,
    shouldRetry: (lost) => lost instanceof CloseEvent && lost.code !== FORBIDDEN,
  });
}

/**
 * The operation to run, read from the document itself: what GraphiQL remembers of it lags behind
 * a visitor who opens another example and presses Run at once.
 */
function chosen(params: FetcherParams): { operation: string; request: FetcherParams } {
  const operations = operationsOf(params.query);
  const named = operations.find(({ name }) => name?.value === params.operationName) ?? operations[0];
  if (!named) return { operation: 'query', request: params };
  return { operation: named.operation, request: { ...params, operationName: named.name?.value } };
}

function operationsOf(query: string): OperationDefinitionNode[] {
  try {
    return parse(query).definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  } catch {
    return []; // The service says better what is wrong with it.
  }
}

interface Observer {
  next(answer: ExecutionResult): void;
  complete(): void;
}

/** Answers that leaving the tab or pressing Stop gives up. */
function answers(start: (observer: Observer) => () => void): Observable<ExecutionResult> {
  // The type offers callbacks too; GraphiQL passes an observer.
  return { subscribe: (observer: unknown) => ({ unsubscribe: start(observer as Observer) }) };
}

function post(request: FetcherParams, headers: Record<string, string> = {}): Observable<ExecutionResult> {
  return answers((observer) => {
    const giveUp = new AbortController();
    void send(request, headers, giveUp.signal).then((answer) => {
      if (giveUp.signal.aborted) return;
      observer.next(answer);
      observer.complete();
    });
    return () => giveUp.abort();
  });
}

async function send(
  request: FetcherParams,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<ExecutionResult> {
  const body = JSON.stringify(request);
  const defaults = { accept: ACCEPT, 'content-type': 'application/json' };
  try {
    const response = await fetch(ENDPOINT, { method: 'POST', headers: { ...defaults, ...headers }, body, signal });
    const answer = answerOf(response.status, await response.text());
    if (request.operationName === 'IntrospectionQuery') change({ noSchema: whyNot(answer) });
    return answer;
  } catch {
    return failure(`The service at ${ENDPOINT.origin} cannot be reached. Is it running?`);
  }
}

function whyNot({ data, errors }: ExecutionResult): string {
  const error = data ? undefined : errors?.[0];
  if (!error) return '';
  const { code } = error.extensions ?? {};
  return code === TRUSTED_ONLY
    ? 'this service answers trusted documents alone: the examples run as they are. To ask anything else, show the key of an ADMIN above.'
    : error.message;
}

function answerOf(status: number, text: string): ExecutionResult {
  try {
    return JSON.parse(text) as ExecutionResult;
  } catch {
    return failure(`The service answered with status ${status} and no JSON: ${text.slice(0, 500)}`);
  }
}

function subscribe(socket: Client, request: FetcherParams): Observable<ExecutionResult> {
  const payload = { ...request, operationName: request.operationName ?? undefined };
  return answers((observer) =>
    socket.subscribe(payload, {
      next: (message) => observer.next(message as ExecutionResult),
      error: (reason) => {
        observer.next(refusal(reason));
        observer.complete();
      },
      complete: () => observer.complete(),
    }),
  );
}

/** What ended a subscription: the errors of its operation, the server's close, or no server. */
function refusal(reason: unknown): ExecutionResult {
  if (Array.isArray(reason)) return { errors: reason as GraphQLError[] };
  if (reason instanceof CloseEvent) {
    return failure(`The service closed the connection: ${reason.code} ${reason.reason}`.trim());
  }
  return failure(`The service at ${ENDPOINT.origin} cannot be reached over a WebSocket. Is it running?`);
}

function failure(message: string): ExecutionResult {
  return { errors: [new GraphQLError(message)] };
}
