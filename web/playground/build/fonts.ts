import type { Plugin } from 'vite';

const FONT_SHEET = /@graphiql\/react\/font\/.*\.css$/;
const FONT_FACE = /@font-face\s*\{[^}]*\}/g;
const LATIN = /unicode-range:\s*(U\+0000-00FF|U\+0100-)/;

/** Keeps the upright Latin faces of the bundled fonts: other scripts fall back to the system's. */
export function latinFonts(): Plugin {
  return {
    name: 'latin-fonts',
    enforce: 'pre',
    transform(code, id) {
      if (!FONT_SHEET.test(id)) return undefined;
      return code.replaceAll(FONT_FACE, (face) =>
        LATIN.test(face) && !face.includes('italic') ? face : '',
      );
    },
  };
}
