import { pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useRef } from 'react';
import { useVisitor } from './visitor';

/**
 * Habits GraphiQL lacks: long lines wrap, leaving a tab ends what it runs, the tab shown can be seen, and
 * another key asks for the schema again.
 */
export function Manners() {
  const { stop, introspect } = useGraphiQLActions();
  const { tabs, activeTabIndex, queryEditor } = useGraphiQL(pick('tabs', 'activeTabIndex', 'queryEditor'));
  const tab = tabs[activeTabIndex]?.id;
  const title = tabs[activeTabIndex]?.title;
  useEffect(() => queryEditor?.updateOptions({ wordWrap: 'on', wrappingIndent: 'same' }), [queryEditor]);
  useEffect(() => stop, [tab, stop]);
  const { key } = useVisitor();
  const introspectedFor = useRef(key);
  useEffect(() => {
    if (introspectedFor.current === key) return;
    introspectedFor.current = key;
    void introspect();
  }, [key, introspect]);
  useEffect(() => {
    document.querySelector('.graphiql-tab-active')?.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  }, [tab, title]);
  return null;
}
