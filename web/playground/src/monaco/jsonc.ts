import { applyEdits, format } from 'jsonc-parser';
import type { Parser, Printer } from 'prettier';

// Stands for Prettier's JavaScript parser and printer (0.5 MB), which GraphiQL uses to tidy variables only.
interface Text {
  text: string;
}

const jsonc: Parser<Text> = {
  astFormat: 'jsonc-text',
  parse: (text) => ({ text }),
  locStart: () => 0,
  locEnd: (node) => node.text.length,
};

const printer: Printer<Text> = {
  print: ({ node }) =>
    applyEdits(node.text, format(node.text, undefined, { insertSpaces: true, tabSize: 2, eol: '\n' })),
};

export const parsers = { jsonc };
export const printers = { 'jsonc-text': printer };
