import { useGraphiQL, useGraphiQLActions, pick, type GraphiQLPlugin } from '@graphiql/react';
import { EXAMPLES, type Example, type Kind } from './examples';
import { ListIcon } from './icons';

const GROUPS: { kind: Kind; heading: string; note: string }[] = [
  { kind: 'query', heading: 'Ask', note: 'Queries read and never change anything.' },
  { kind: 'subscription', heading: 'Watch', note: 'Subscriptions stay open and show each update.' },
  { kind: 'mutation', heading: 'Do', note: 'Mutations store something or start work.' },
];

/** Shows an example: in the tab that already holds it, else in a new one. */
function useOpenExample(): (example: Example) => void {
  const { addTab, changeTab } = useGraphiQLActions();
  const { tabs, queryEditor, variableEditor } = useGraphiQL(pick('tabs', 'queryEditor', 'variableEditor'));
  return (example) => {
    const open = tabs.findIndex((tab) => tab.query === example.query);
    if (open !== -1) {
      changeTab(open);
    } else {
      addTab();
      queryEditor?.setValue(example.query);
      variableEditor?.setValue(example.variables ?? '');
    }
    queryEditor?.focus();
  };
}

function Group({ kind, heading, note }: (typeof GROUPS)[number]) {
  const open = useOpenExample();
  const current = useGraphiQL(({ tabs, activeTabIndex }) => tabs[activeTabIndex]?.query);
  const examples = EXAMPLES.filter((example) => example.kind === kind);
  if (examples.length === 0) return null;
  return (
    <section className="examples-group" aria-labelledby={`examples-${kind}`}>
      <h3 id={`examples-${kind}`}>{heading}</h3>
      <p className="examples-note">{note}</p>
      <ul>
        {examples.map((example) => (
          <li key={example.name}>
            <button
              type="button"
              className="example"
              data-example={example.name}
              aria-current={example.query === current || undefined}
              onClick={() => open(example)}
            >
              <span className="example-title">{example.title}</span>
              {example.summary && <span className="example-summary">{example.summary}</span>}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ExamplesPanel() {
  return (
    <section className="examples" aria-label="Examples">
      <h2 className="examples-heading">Examples</h2>
      {GROUPS.map((group) => (
        <Group key={group.kind} {...group} />
      ))}
    </section>
  );
}

export const EXAMPLES_PLUGIN: GraphiQLPlugin = { title: 'Examples', icon: ListIcon, content: ExamplesPanel };
