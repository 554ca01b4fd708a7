/** All pages in a document of their own, with a server whose answers a test sets. */
import './tokens.css';
import './base.css';
import axe from 'axe-core';
import { StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect } from 'vitest';
import { page, type Locator } from 'vitest/browser';
import { noteAnswer } from '../ask/server-away.ts';
import { noteSignedIn } from '../ask/signed-out.ts';
import { AskRoot, createAnswerCache } from '../ask/use-ask.tsx';
import { learnServices } from '../parts/learn-services.ts';
import { changeSettings } from '../parts/settings.ts';
import { Shell } from './shell.tsx';

export interface Question {
  readonly id: string;
  readonly ask: string;
  readonly params: Readonly<Record<string, string | readonly string[]>>;
}

/** What the server does with a question: its answer, or a problem, or nothing at all when it is away. */
export type Answerer = (
  question: Question,
) => object | { readonly problem: { readonly status: number } & object } | 'away';

/** The questions that the pages have asked, newest last. */
export const asked: Question[] = [];

/** A change that a page has sent. */
export interface SentChange {
  readonly method: string;
  /** The route below `/api/v1/`. */
  readonly path: string;
  readonly body: unknown;
  readonly version: string | null;
}

/** What the server does with a change: the body of its answer, or a problem. */
export type Changer = (change: SentChange) => object | { readonly problem: { readonly status: number } & object };

/** The changes that the pages have sent, newest last. */
export const changed: SentChange[] = [];

let root: Root | undefined;
let host: HTMLElement | undefined;

export const FROM = Date.UTC(2026, 10, 20, 2, 12);
export const TO = Date.UTC(2026, 10, 20, 3, 12);
/** A fixed range, so that what is shown does not depend on when the test runs. */
export const FIXED = 't=2026-11-20T02:12Z/2026-11-20T03:12Z';

const ENVELOPE = { from: new Date(FROM).toISOString(), to: new Date(TO).toISOString(), stats: { rowsRead: 1, ms: 1 } };

function serverThat(answers: () => Answerer, change: Changer): typeof fetch {
  return async (url, init) => {
    const path = (typeof url === 'string' ? url : '').replace('/api/v1/', '');
    if (path !== 'ask') return answerTo(change, path, init);
    const { questions }: { questions: Question[] } = JSON.parse(typeof init?.body === 'string' ? init.body : '');
    asked.push(...questions);
    const lines = questions.map((question) => {
      const answer = answers()(question);
      if (answer === 'away') throw new TypeError('Failed to fetch');
      if ('problem' in answer) {
        const { problem } = answer as { problem: { status: number } };
        return { id: question.id, status: problem.status, body: problem };
      }
      return { id: question.id, status: 200, body: { ...ENVELOPE, next: null, ...answer } };
    });
    return new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  };
}

function answerTo(change: Changer, path: string, init: RequestInit | undefined): Response {
  const sent: SentChange = {
    method: init?.method ?? 'GET',
    path,
    body: typeof init?.body === 'string' ? JSON.parse(init.body) : undefined,
    version: new Headers(init?.headers).get('if-match'),
  };
  changed.push(sent);
  const answer = change(sent);
  const status = 'problem' in answer ? (answer as { problem: { status: number } }).problem.status : 200;
  return Response.json('problem' in answer ? answer.problem : answer, { status });
}

/** Opens an address. The returned function changes how the server answers from then on. */
export async function open(
  address: string,
  first: Answerer,
  change: Changer = () => ({}),
): Promise<(next: Answerer) => void> {
  let current = first;
  window.history.replaceState(null, '', address);
  host = document.createElement('div');
  document.body.append(host);
  root = createRoot(host);
  root.render(
    <StrictMode>
      <AskRoot fetch={serverThat(() => current, change)} cache={createAnswerCache()} onAnswer={learnServices}>
        <Shell />
      </AskRoot>
    </StrictMode>,
  );
  await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
  return (next) => {
    current = next;
  };
}

/** Gives each test of a file a wide window, an empty document and no memory. */
export function useFreshApp(): void {
  beforeEach(async () => {
    await page.viewport(1440, 900);
    localStorage.clear();
    changeSettings({ theme: 'light', density: 'normal', zone: 'utc', letterKeys: true });
    document.documentElement.lang = 'en';
    asked.length = 0;
    changed.length = 0;
    noteSignedIn();
    noteAnswer();
  });
  afterEach(async () => {
    root?.unmount();
    host?.remove();
    changeSettings({ theme: 'system' });
  });
}

export async function violations(): Promise<string[]> {
  const { violations } = await axe.run(document, { resultTypes: ['violations'] });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

export const search = (): URLSearchParams => new URLSearchParams(window.location.search);

/** How long to wait for what must come: a busy machine may need longer than the second that is usual. */
export const SOON = { timeout: 8000 };

/** The whole text of what a locator finds, empty while there is nothing. */
export function textOf(locator: Locator): string {
  return locator.query()?.textContent ?? '';
}

/** The texts of a row's cells. */
export function cellsOf(row: Element | null | undefined): string[] {
  return [...(row?.children ?? [])].map((cell) => cell.textContent.trim());
}
