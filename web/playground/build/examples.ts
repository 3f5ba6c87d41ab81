import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** One operation file of the repository's `examples/`, as the page reads it. */
export interface ExampleFile {
  name: string;
  query: string;
  variables: string | null;
}

export function readExamples(folder: string): ExampleFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => {
      const name = file.slice(0, -'.graphql'.length);
      const variables = join(folder, `${name}.variables.json`);
      return {
        name,
        query: readFileSync(join(folder, file), 'utf-8'),
        variables: existsSync(variables) ? readFileSync(variables, 'utf-8') : null,
      };
    });
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
