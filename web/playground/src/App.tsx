import { explorerPlugin } from '@graphiql/plugin-explorer';
import { HISTORY_PLUGIN } from '@graphiql/plugin-history';
import { GraphiQL } from 'graphiql';
import { EXAMPLES, FIRST_TABS } from './examples';
import { EXAMPLES_PLUGIN } from './ExamplesPanel';
import { createFetcher } from './fetcher';
import { Header } from './Header';
import { Invitation } from './Invitation';
import { Manners } from './Manners';
import { Notice } from './Notice';

const PLUGINS = [EXAMPLES_PLUGIN, explorerPlugin({ showAttribution: false }), HISTORY_PLUGIN];
const TABS = FIRST_TABS.map(({ query, variables }) => ({ query, variables }));
const fetcher = createFetcher();
const roomForPanel = window.matchMedia('(min-width: 900px)').matches;

export function App() {
  return (
    <>
      <Header />
      <Notice />
      <main className="workbench">
        <GraphiQL
          fetcher={fetcher}
          plugins={PLUGINS}
          visiblePlugin={roomForPanel ? EXAMPLES_PLUGIN : undefined}
          defaultTabs={TABS.length > 0 ? TABS : undefined}
          defaultQuery=""
          defaultEditorToolsVisibility={EXAMPLES.some(({ variables }) => variables)}
          schemaDescription
          inputValueDeprecation
        >
          <GraphiQL.Logo>
            <span className="visually-hidden">GraphiQL</span>
          </GraphiQL.Logo>
          <GraphiQL.Footer>
            <Invitation />
            <Manners />
          </GraphiQL.Footer>
        </GraphiQL>
      </main>
    </>
  );
}
