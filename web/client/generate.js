// Writes src/operations.ts and src/trusted.ts from the schema and the operations of examples/; `--check` compares
// instead.
import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { codegen } from '@graphql-codegen/core';
import * as documentsPlugin from '@graphql-codegen/typed-document-node';
import * as operationsPlugin from '@graphql-codegen/typescript-operations';
import { Kind, parse } from 'graphql';

const ROOT = new URL('../../', import.meta.url);
const EXAMPLES = new URL('examples/', ROOT);

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
      return { location: `examples/${name}`, text, document: parse(text) };
    }),
  );
}

async function operations(files) {
  const plugins = { operations: operationsPlugin, documents: documentsPlugin };
  return codegen({
    filename: 'operations.ts',
    schema: parse(await readFile(new URL('schema/schema.graphql', ROOT), 'utf8')),
    documents: files,
    config: CONFIG,
    plugins: Object.keys(plugins).map((name) => ({ [name]: {} })),
    pluginMap: plugins,
  });
}

// the service knows a document by the digest of its file; what is sent in its place is the same, printed
function trusted(files) {
  const ids = files.flatMap(({ text, document }) => {
    const [operation] = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    return [[`${operation.name.value}Document`, `sha256:${createHash('sha256').update(text).digest('hex')}`]];
  });
  return [
    `import {\n${ids.map(([name]) => `  ${name},\n`).join('')}} from './operations.js';\n`,
    '/** The ids by which services know these documents. */',
    'export const trustedDocuments: ReadonlyMap<string, string> = new Map<string, string>([',
    ...ids.map(([name, id]) => `  [${name}.toString(), '${id}'],`),
    ']);\n',
  ].join('\n');
}

const files = await documents();
const made = { 'operations.ts': await operations(files), 'trusted.ts': trusted(files) };
for (const [name, text] of Object.entries(made)) {
  const file = new URL(`src/${name}`, import.meta.url);
  const whole = `// Written by \`npm run generate\` from schema/schema.graphql and examples/; do not edit.\n${text}`;
  if (process.argv[2] !== '--check') {
    await writeFile(file, whole);
  } else if ((await readFile(file, 'utf8')) !== whole) {
    process.stderr.write(`web/client/src/${name} is not what would be generated: run \`make client\` and commit it\n`);
    process.exitCode = 1;
  }
}
