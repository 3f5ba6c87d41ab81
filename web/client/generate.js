// Writes src/operations.ts from the schema and the operations of examples/; `--check` compares instead.
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { codegen } from '@graphql-codegen/core';
import * as documentsPlugin from '@graphql-codegen/typed-document-node';
import * as operationsPlugin from '@graphql-codegen/typescript-operations';
import { parse } from 'graphql';

const ROOT = new URL('../../', import.meta.url);
const EXAMPLES = new URL('examples/', ROOT);
const OUTPUT = new URL('src/operations.ts', import.meta.url);

const CONFIG = {
  documentMode: 'string',
  enumsAsTypes: true,
  onlyOperationTypes: true,
  useTypeImports: true,
  immutableTypes: true,
  skipTypename: true,
  dedupeFragments: true,
  strictScalars: true,
  scalars: { Date: 'string', DateTime: 'string', Duration: 'string', JSON: 'unknown', Probability: 'number', BigInt: 'number' },
};

async function documents() {
  const names = (await readdir(EXAMPLES)).filter((name) => name.endsWith('.graphql')).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, EXAMPLES), 'utf8');
      return { location: `examples/${name}`, document: parse(text) };
    }),
  );
}

async function generated() {
  const plugins = { operations: operationsPlugin, documents: documentsPlugin };
  const schema = parse(await readFile(new URL('schema/schema.graphql', ROOT), 'utf8'));
  const text = await codegen({
    filename: OUTPUT.pathname,
    schema,
    documents: await documents(),
    config: CONFIG,
    plugins: Object.keys(plugins).map((name) => ({ [name]: {} })),
    pluginMap: plugins,
  });
  return `// Written by \`npm run generate\` from schema/schema.graphql and examples/; do not edit.\n${text}`;
}

const text = await generated();
if (process.argv[2] !== '--check') {
  await writeFile(OUTPUT, text);
} else if ((await readFile(OUTPUT, 'utf8')) !== text) {
  process.stderr.write("web/client/src/operations.ts is not what `npm run generate` writes: run `make client` and commit it\n");
  process.exit(1);
}
