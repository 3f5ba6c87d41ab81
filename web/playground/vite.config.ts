import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { examples } from './build/examples';
import { latinFonts } from './build/fonts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const service = process.env.FOOTBALL_URL ?? 'http://127.0.0.1:8000';

export default defineConfig({
  base: './',
  plugins: [react(), latinFonts(), examples(here('../../examples'))],
  resolve: {
    alias: [
      // GraphiQL asks for the whole editor; ours has only what its panes use.
      { find: /^monaco-editor\/esm\/vs\/editor\/edcore\.main\.js$/, replacement: here('src/monaco/editor.ts') },
      { find: 'prettier/parser-graphql', replacement: 'prettier/plugins/graphql' },
      { find: /^prettier\/(plugins\/estree|parser-babel)$/, replacement: here('src/monaco/jsonc.ts') },
    ],
  },
  build: {
    outDir: process.env.PLAYGROUND_OUT ?? here('../../app/static/playground'),
    emptyOutDir: true,
    target: 'es2022',
    license: { fileName: 'LICENSES.md' },
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
  },
  worker: { format: 'es' },
  server: { proxy: { '/graphql': { target: service, ws: true }, '/health': service } },
});
