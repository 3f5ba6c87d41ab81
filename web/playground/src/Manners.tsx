import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect } from 'react';

/** Two habits GraphiQL lacks: long lines wrap, and leaving a tab in any way ends what it runs. */
export function Manners() {
  const { stop } = useGraphiQLActions();
  const { tabs, activeTabIndex, queryEditor } = useGraphiQL(pick('tabs', 'activeTabIndex', 'queryEditor'));
  const tab = tabs[activeTabIndex]?.id;
  useEffect(() => queryEditor?.updateOptions({ wordWrap: 'on', wrappingIndent: 'same' }), [queryEditor]);
  useEffect(() => stop, [tab, stop]);
  return null;
}
