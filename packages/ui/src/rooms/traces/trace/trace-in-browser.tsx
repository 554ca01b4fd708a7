/** The trace page in a document of its own, with a server that answers from a made-up trace. */
import '../../../app/tokens.css';
import '../../../app/base.css';
import { StrictMode, type ReactElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect } from 'vitest';
import { page } from 'vitest/browser';
import { AskRoot } from '../../../ask/use-ask.tsx';
import type { TraceColumns } from './columns.ts';
import { TracePage } from './trace-page.tsx';

const ENVELOPE = { from: '2026-11-20T02:12:00Z', to: '2026-11-20T03:12:00Z', stats: { rowsRead: 1, ms: 1 } };

interface Question {
  readonly id: string;
  readonly ask: string;
  readonly params: Readonly<Record<string, string | readonly string[]>>;
}

/** Answers as the server does, a line a question; `trace` is asked for each time, so that it may grow. */
export function serverWith(trace: () => TraceColumns | { status: number; body: object }): typeof fetch {
  return async (_, init) => {
    const { questions }: { questions: Question[] } = JSON.parse(typeof init?.body === 'string' ? init.body : '');
    const lines = questions.map((question) => {
      const found = trace();
      if ('status' in found) return { id: question.id, ...found };
      const body = bodyOf(found, question);
      return { id: question.id, status: 200, body: { ...ENVELOPE, ...body } };
    });
    return new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  };
}

function bodyOf(trace: TraceColumns, { ask, params }: Question): object {
  if (ask === 'traces/:traceId') return trace;
  if (ask === 'logs/histogram') {
    const isOfSpan = params['where']?.includes('spanId=v0') === true;
    return { stepMs: 1000, total: isOfSpan ? 3 : 2028, series: [] };
  }
  return { span: spanOf(trace, String(params['spanId'])) };
}

function spanOf({ columns, strings, startUnixNano }: TraceColumns, spanId: string): object {
  const i = columns.spanId.indexOf(spanId);
  const start = BigInt(startUnixNano) + BigInt(columns.startOffsetNano[i]!);
  const failed = columns.status[i] === 2;
  return {
    spanId,
    parentSpanId: columns.parentSpanId[i],
    name: strings.names[columns.name[i]!],
    kind: strings.kinds[columns.kind[i]!],
    service: strings.services[columns.service[i]!],
    startUnixNano: String(start),
    durationNano: String(columns.durationNano[i]),
    status: { code: failed ? 'error' : 'unset', message: strings.messages[columns.message[i]!] ?? '' },
    attributes: {
      'http.route': '/checkout',
      'user.id': 'u_4711',
      'url.full': 'https://shop.example/checkout',
      'link.bad': 'javascript:alert(1)',
    },
    resource: { attributes: { 'service.version': '1.8.2' }, schemaUrl: '' },
    scope: { name: 'shop', version: '1', attributes: {}, schemaUrl: '' },
    events: failed
      ? [
          {
            timeUnixNano: String(start + 42_800_000n),
            name: 'exception',
            attributes: {
              'exception.type': 'TypeError',
              'exception.message': 'no percent',
              'exception.stacktrace': 'TypeError: no percent\n    at applyVoucher',
            },
          },
        ]
      : [],
    links: [{ traceId: 'b'.repeat(32), spanId: 'c'.repeat(16), traceState: '', attributes: {} }],
    weight: 1,
    traceState: '',
    flags: 1,
    dropped: { attributes: 0, events: 0, links: 0 },
  };
}

let root: Root;
let host: HTMLElement;

async function before(): Promise<void> {
  await page.viewport(1440, 900);
  window.history.replaceState(null, '', '/traces/x');
  localStorage.clear();
  document.documentElement.lang = 'en';
  document.title = 'Test';
}

function after(): void {
  root.unmount();
  host.remove();
  delete document.documentElement.dataset['theme'];
}

function Page({ traceId, send }: { readonly traceId: string; readonly send: typeof fetch }): ReactElement {
  return (
    <StrictMode>
      <AskRoot fetch={send}>
        <main style={{ padding: 16 }}>
          <TracePage params={{ traceId }} />
        </main>
      </AskRoot>
    </StrictMode>
  );
}

/** Puts the page into the document as the shell does, and waits for its rows. */
export async function open(trace: TraceColumns | (() => TraceColumns), search: string = ''): Promise<void> {
  const get = typeof trace === 'function' ? trace : () => trace;
  window.history.replaceState(null, '', `/traces/x${search}`);
  show(get().traceId, serverWith(get));
  await expect.element(page.getByRole('treegrid')).toBeVisible();
  await expect.poll(() => rows().length).toBeGreaterThan(0);
}

/** Puts the page into the document, whatever the server will answer. */
export function show(traceId: string, send: typeof fetch): void {
  host = document.createElement('div');
  document.body.append(host);
  root = createRoot(host);
  root.render(<Page traceId={traceId} send={send} />);
}

/** The rows that exist, without the head. */
export function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('[role=row][data-node]')];
}

/** Service and name of a row. */
export function textOf(row: Element | null): string {
  return row?.querySelector('[title]')?.textContent ?? '';
}

/** The row in the document whose name ends so. */
export function rowNamed(name: string): HTMLElement | undefined {
  return rows().find((row) => textOf(row).endsWith(name));
}

/** The row that the keyboard stands on. */
export function current(): Element | null {
  return document.getElementById(
    document.querySelector('[role=treegrid]')?.getAttribute('aria-activedescendant') ?? '',
  );
}

/** Rows that there are, in the document or not. */
export const gridRows = (): number =>
  Number(document.querySelector('[role=treegrid]')?.getAttribute('aria-rowcount')) - 1;

/** Gives each test of a file a wide window and an empty document. */
export function useFreshDocument(): void {
  beforeEach(before);
  afterEach(after);
}
