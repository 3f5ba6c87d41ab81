import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';

/** Habits GraphiQL lacks: long lines wrap, leaving a tab ends what it runs, and the tab shown can be seen. */
export function Manners() {
  const { stop } = useGraphiQLActions();
  const { tabs, activeTabIndex, queryEditor } = useGraphiQL(pick('tabs', 'activeTabIndex', 'queryEditor'));
  const tab = tabs[activeTabIndex]?.id;
  const title = tabs[activeTabIndex]?.title;
  useEffect(() => queryEditor?.updateOptions({ wordWrap: 'on', wrappingIndent: 'same' }), [queryEditor]);
  useEffect(() => stop, [tab, stop]);
  useEffect(() => {
    document.querySelector('.graphiql-tab-active')?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [tab, title]);
  return null;
}
