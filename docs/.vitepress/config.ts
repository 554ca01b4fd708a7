import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';

const decisions = join(import.meta.dirname, '..', 'decisions');

/** Every decision with its own title, so that nobody has to keep a list. */
const decisionPages = readdirSync(decisions)
  .filter((file) => /^\d{4}-.*\.md$/.test(file))
  .sort()
  .map((file) => ({
    text: /^# (.+)$/m.exec(readFileSync(join(decisions, file), 'utf8'))?.[1] ?? file,
    link: `/decisions/${file.replace('.md', '')}`,
  }));

export default defineConfig({
  title: 'Sightglass',
  description: 'Small OpenTelemetry libraries that see into programs, and a server that keeps and shows what they saw.',
  cleanUrls: true,
  lastUpdated: false,
  rewrites: { 'decisions/README.md': 'decisions/index.md' },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: [
      { text: 'Start in five minutes', link: '/start' },
      {
        text: 'Libraries',
        items: [
          { text: 'Node agent', link: '/sdk/node' },
          { text: 'How the Node agent reaches libraries', link: '/sdk/node-loading' },
          { text: 'Metrics of the Node agent', link: '/sdk/node-metrics' },
          { text: 'Health of a Node program', link: '/sdk/node-health' },
          { text: 'Profiles of a Node program', link: '/sdk/node-profiling' },
          { text: 'Logs and errors of Node', link: '/sdk/node-logs' },
          { text: 'Delivery of the Node agent', link: '/sdk/node-delivery' },
          { text: 'Tracer of the Node agent', link: '/sdk/node-differences' },
          { text: 'Browser', link: '/sdk/browser' },
          { text: 'What a page tells', link: '/sdk/browser-captures' },
          { text: 'Recordings', link: '/sdk/browser-replay' },
          { text: 'Traces of pages, and the stock ones', link: '/sdk/browser-differences' },
          { text: 'Browser: with frameworks', link: '/sdk/browser-frameworks' },
          { text: 'Errors', link: '/sdk/errors' },
          { text: 'OTLP client', link: '/sdk/otlp' },
          { text: 'monitor.* and the vocabulary', link: '/sdk/api' },
        ],
      },
      {
        text: 'Server',
        items: [
          { text: 'Install and run', link: '/server/install' },
          { text: 'Options', link: '/server/options' },
          { text: 'Projects and keys', link: '/server/keys' },
          { text: 'Behind a proxy', link: '/server/proxy' },
          { text: 'What becomes of OTLP', link: '/server/otlp' },
          { text: 'What is kept', link: '/server/keeping' },
          { text: 'With a Collector', link: '/server/collector' },
          { text: 'On a ClickHouse server', link: '/server/clickhouse' },
          { text: 'Its own metrics', link: '/server/metrics' },
          { text: 'The API', link: '/server/api' },
        ],
      },
      {
        text: 'Reference',
        items: [
          { text: 'Vocabulary', link: '/events' },
          { text: 'Conformance with OTLP', link: '/otlp-conformance' },
          { text: 'How it is built', link: '/ARCHITECTURE' },
          { text: 'Features', link: '/features' },
        ],
      },
      { text: 'Decisions', collapsed: true, items: [{ text: 'All', link: '/decisions/' }, ...decisionPages] },
    ],
  },
});
