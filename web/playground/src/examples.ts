import type { ExampleFile } from '../build/examples';

export type Kind = 'query' | 'subscription' | 'mutation';

export interface Example extends ExampleFile {
  kind: Kind;
  title: string;
  summary: string;
}

const IN_TABS = 6;
const LIVE_TABS = 2;

export const EXAMPLES: readonly Example[] = read().map(describe);

/** The tabs of a first visit: those that change nothing, most useful first. */
export const FIRST_TABS = firstTabs();

export function find(query: string | null): Example | undefined {
  return EXAMPLES.find((example) => example.query === query);
}

function read(): ExampleFile[] {
  return JSON.parse(document.getElementById('examples')?.textContent ?? '[]') as ExampleFile[];
}

function describe(file: ExampleFile): Example {
  const kind = /^\s*(query|subscription|mutation)\b/m.exec(file.query)?.[1] ?? 'query';
  return { ...file, kind: kind as Kind, title: words(file.name), summary: openingComment(file.query) };
}

function words(name: string): string {
  const spaced = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** The first sentence of the comment that opens the file. */
function openingComment(query: string): string {
  const lines = query.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  const text = lines.slice(0, end === -1 ? lines.length : end).map((line) => line.replace(/^#+\s*/, '').replaceAll('`', ''));
  return /^.*?[.!?](?=\s|$)/.exec(text.join(' '))?.[0] ?? text.join(' ');
}

function firstTabs(): Example[] {
  const live = EXAMPLES.filter(({ kind }) => kind === 'subscription').slice(0, LIVE_TABS);
  const questions = EXAMPLES.filter(({ kind }) => kind === 'query').slice(0, IN_TABS - live.length);
  return [...questions, ...live];
}
