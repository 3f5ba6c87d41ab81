import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** One operation file of the repository's `examples/`, as the page reads it. */
export interface ExampleFile {
  name: string;
  query: string;
  variables: string | null;
}

/** The examples in the order of `order.txt`, which must name each of them once. */
export function readExamples(folder: string): ExampleFile[] {
  const names = readFileSync(join(folder, 'order.txt'), 'utf-8').split('\n').filter(Boolean);
  const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'));
  if (names.map((name) => `${name}.graphql`).sort().join() !== files.sort().join()) {
    throw new Error(`${folder}/order.txt must name every example once and nothing else`);
  }
  return names.map((name) => read(folder, name));
}

function read(folder: string, name: string): ExampleFile {
  const variables = join(folder, `${name}.variables.json`);
  return {
    name,
    query: readFileSync(join(folder, `${name}.graphql`), 'utf-8'),
    variables: existsSync(variables) ? readFileSync(variables, 'utf-8') : null,
  };
}

/**
 * Writes the examples into index.html as a block of JSON, so that changing one changes no script
 * and a test without Node can compare them with the files.
 */
export function examples(folder: string): Plugin {
  return {
    name: 'examples',
    transformIndexHtml: () => [
      {
        tag: 'script',
        attrs: { type: 'application/json', id: 'examples' },
        children: JSON.stringify(readExamples(folder), null, 1).replaceAll('<', '\\u003c'),
        injectTo: 'head',
      },
    ],
  };
}
