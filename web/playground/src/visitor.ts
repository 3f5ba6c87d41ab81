import { useSyncExternalStore } from 'react';

/** The API key that the visitor shows, kept in this page's memory alone, and why there is no schema. */
export interface Visitor {
  key: string;
  noSchema: string;
}

let visitor: Visitor = { key: '', noSchema: '' };
const listeners = new Set<() => void>();

export function change(changed: Partial<Visitor>): void {
  visitor = { ...visitor, ...changed };
  for (const tell of listeners) tell();
}

export function useVisitor(): Visitor {
  return useSyncExternalStore(listen, () => visitor);
}

/** The headers of a request: those of the Headers tab, and the key unless they have another. */
export function withKey(headers: Record<string, string> = {}): Record<string, string> {
  return !visitor.key || authorizationIn(headers) ? headers : { ...headers, authorization: `Bearer ${visitor.key}` };
}

export function authorizationIn(headers: Record<string, string>): string | undefined {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization')?.[1];
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
