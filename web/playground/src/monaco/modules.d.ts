declare module 'monaco-editor/esm/vs/*';
