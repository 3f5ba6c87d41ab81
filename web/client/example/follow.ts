// Follows a subscription that takes `$after` and prints each result, whatever becomes of the connection:
// node dist/example/follow.js ADDRESS websocket|events 'subscription ($after: Int) { ... }'
import WebSocket from 'ws';
import { FootballClient, TypedDocumentString } from '../src/index.js';

const [address, transport, query] = process.argv.slice(2);
const client = new FootballClient({ url: `${address}/graphql`, webSocketImpl: WebSocket });
const document = new TypedDocumentString<object, { after?: number }>(query ?? '');
const call = { transport: transport === 'events' ? 'events' : 'websocket' } as const;

for await (const result of client.follow(document, {}, call)) process.stdout.write(`${JSON.stringify(result)}\n`);
await client.close();
