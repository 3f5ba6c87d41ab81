import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { find } from './examples';
import { PlayIcon } from './icons';

const RUN_KEYS = navigator.userAgent.includes('Mac') ? '⌘ Enter' : 'Ctrl Enter';

/** What the empty answer pane says: which button to press, and what will come. */
export function Invitation() {
  const { run } = useGraphiQLActions();
  const { tabs, activeTabIndex, isFetching } = useGraphiQL(pick('tabs', 'activeTabIndex', 'isFetching'));
  const tab = tabs[activeTabIndex];
  if (!tab?.query?.trim() || tab.response || isFetching) return null;
  const example = find(tab.query);
  return (
    <div className="invitation">
      <p className="invitation-title">{example?.title ?? 'The answer appears here'}</p>
      {example?.summary && <p>{example.summary}</p>}
      <button type="button" className="invitation-run" onClick={() => void run()}>
        <PlayIcon /> Run
      </button>
      <p className="invitation-keys">
        or press <kbd>{RUN_KEYS}</kbd> in the editor
      </p>
    </div>
  );
}
