// Asks the service at the given address by each transport and prints what it tells, one JSON value a line.
import WebSocket from 'ws';
import {
  FollowMatchDocument,
  FootballClient,
  HypotheticalMatchDocument,
  LiveHealthDocument,
  MatchFeaturesDocument,
  OperationFailed,
  TeamFormDocument,
  trustedDocuments,
} from '../src/index.js';

const client = new FootballClient({
  url: `${process.argv[2]}/graphql`,
  documentIds: trustedDocuments, // sent by id: fewer bytes, and accepted where nothing else is
  webSocketImpl: WebSocket,
});
const print = (name: string, told: unknown) => process.stdout.write(`${JSON.stringify([name, told])}\n`);

const { team } = await client.ask(TeamFormDocument, { name: 'Dortmund' });
print('query', team?.form.letters);

const { hypotheticalMatch } = await client.ask(HypotheticalMatchDocument);
if (hypotheticalMatch.__typename === 'Prediction') print('prediction', hypotheticalMatch.outcome.home);

const { computeMatchFeatures } = await client.ask(MatchFeaturesDocument);
print('mutation', computeMatchFeatures.result.__typename);

try {
  await client.ask(TeamFormDocument, { name: 'Nobody' });
} catch (error) {
  if (!(error instanceof OperationFailed)) throw error;
  print('error', [error.code, error.status]);
}

for (const transport of ['websocket', 'events'] as const) {
  for await (const { health } of client.subscribe(LiveHealthDocument, {}, { transport })) {
    print(transport, health.status);
    break;
  }
}

const replay = { speed: 3600 };
for (const transport of ['websocket', 'events'] as const) {
  const sequences: number[] = [];
  for await (const { matchPrediction: told } of client.follow(FollowMatchDocument, { replay }, { transport })) {
    if (told.__typename === 'MatchUpdate') sequences.push(told.sequence);
  }
  print(`followed by ${transport}`, sequences);
}

await client.close();
