import { type FormEvent, useEffect, useState } from 'react';
import { EXAMPLES } from './examples';
import { ask } from './fetcher';
import { change, useVisitor } from './visitor';

/** A trusted document, sent as it stands: it is answered where no other text is. */
const QUESTION = EXAMPLES.find(({ name }) => name === 'Viewer')?.query;

/** Where an API key goes, and what the service lets its holder do. */
export function WhoAsks() {
  const { key } = useVisitor();
  const [told, setTold] = useState('');
  useEffect(() => {
    const leave = new AbortController();
    void whoAsks(leave.signal).then((said) => leave.signal.aborted || setTold(said));
    return () => leave.abort();
  }, [key]);
  return (
    <form className="who-asks" autoComplete="off" onSubmit={show}>
      <output title={told}>{told}</output>
      <input name="key" type="password" autoComplete="off" placeholder="API key (fp_…)" aria-label="API key" />
      <button type="submit">Use key</button>
    </form>
  );
}

function show(event: FormEvent<HTMLFormElement>): void {
  event.preventDefault();
  change({ key: String(new FormData(event.currentTarget).get('key') ?? '').trim(), noSchema: '' });
}

async function whoAsks(signal: AbortSignal): Promise<string> {
  if (!QUESTION) return '';
  const { data, errors } = await ask({ query: QUESTION }, {}, signal);
  if (!data) return errors?.[0]?.message ?? '';
  const { name, role } = data.viewer as { name: string; role: string | null };
  return `${name}: ${role ?? 'no role'}`;
}
