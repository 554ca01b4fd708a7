/** The whole SDK of pages as the library that sends: what it is told of are errors, spans and log records, beside all that it sees by itself. */
import { fileURLToPath } from 'node:url';
import { bundlePage } from '../../scripts/bundle-page.mjs';
import { until } from '../kit/until.ts';
import { RIGHT, storedEvents, type StoredEvent, type Tally, tallyOf } from './ours.ts';

const PAGE = fileURLToPath(new URL('page.ts', import.meta.url));
const FROM = fileURLToPath(new URL('../../packages/browser/', import.meta.url));

// Errors are limited by the minute, so only the first of many events are errors; none is like another.
const PROGRAM = `
import {
  addSpan, animationFrames, captureException, documentLoad, errors, interactions, navigation, replay, reports, requests, resources, start, webVitals,
} from '@sightglass/browser/core';
import { drive } from ${JSON.stringify(PAGE)};

const hex = (bytes) => Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('');
const letters = (number) => String(number).replace(/./g, (digit) => 'abcdefghij'[digit]);

drive((options) => {
  let page;
  const told = { name: 'told', start: (given) => { page = given; } };
  start({
    ...options,
    captures: [
      errors(), webVitals(), navigation(), resources(), animationFrames(), reports(), requests(), documentLoad(), interactions(),
      replay({ sampleRatio: 1 }), told,
    ],
  });
  addEventListener('DOMContentLoaded', () => {
    document.body.append(Object.assign(document.createElement('h1'), { textContent: 'A page with something on it' }));
  });
  const scope = { name: 'delivery' };
  const emit = (number) => {
    const attributes = { 'test.number': number };
    if (number <= 20 && number % 4 === 0) captureException(new RangeError('delivery ' + letters(number)), { attributes });
    else if (number % 4 === 1) {
      const now = page.now();
      addSpan(page, scope, { traceId: hex(16), spanId: hex(8), name: 'delivery ' + number, kind: 1, start: now - 1, end: now, attributes });
    } else page.addLog(scope, { eventName: 'delivery.test', attributes });
    // Something to record, too.
    document.querySelector('h1')?.setAttribute('data-number', number);
  };
  return { emit };
});`;

/** The script of that page. */
export const wholeScript = (): Promise<string> => bundlePage(PROGRAM, { from: FROM });

/** Options of the SDK, as JSON can say them. */
export const wholeOptions = (endpoint: string, service: string): object => ({ endpoint, service });

/** Everything that a server has stored of a service. */
export interface Stored {
  /** Log records of all kinds. */
  readonly records: readonly StoredEvent[];
  /** What the page told of, by log record or span; one that the server has twice is there twice. */
  readonly told: readonly { readonly number: number }[];
}

async function storedOf(server: string, service: string): Promise<Stored> {
  const records = await storedEvents(server, service);
  const query = new URLSearchParams({ service, from: '-3h', limit: '1000' });
  const response = await fetch(`${server}/api/v1/traces?${query}`);
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  const { items } = (await response.json()) as { items: { rootName: string; spans: number }[] };
  const spans = items.flatMap(({ rootName, spans }) => {
    const number = /^delivery (\d+)$/.exec(rootName)?.[1];
    return number === undefined ? [] : Array.from({ length: spans }, () => ({ number: Number(number) }));
  });
  return { records, told: [...records.filter(({ number }) => !Number.isNaN(number)), ...spans] };
}

/** What has become of what the page told of, once all of it has arrived, or `limitMs` milliseconds have passed. */
export async function arrivalOfWhole(server: string, service: string, count: number, limitMs = 60_000): Promise<Tally> {
  let tally: Tally = { ...RIGHT, missing: 'everything' };
  await until(limitMs, async () => {
    tally = tallyOf((await storedOf(server, service)).told, count);
    return tally.missing === '' ? true : undefined;
  }).catch(() => undefined);
  return tally;
}

/** What the SDK sent of its own accord. */
export interface SentBeside {
  /** Names of events, each once. */
  readonly names: readonly string[];
  /** Ids that more than one record has. */
  readonly twice: readonly string[];
  /** Of each recording, the numbers of its chunks as they are served, and of those that are missing. */
  readonly recordings: readonly { readonly seqs: readonly number[]; readonly missing: readonly number[] }[];
}

/** Reads that, once there are as many recordings. */
export function sentBeside(server: string, service: string, recordings: number): Promise<SentBeside> {
  return until(
    60_000,
    async () => {
      const found = await recordingsOf(server, service);
      if (found.length < recordings) return undefined;
      const { records } = await storedOf(server, service);
      const uids = Map.groupBy(records, ({ uid }) => uid);
      return {
        names: [...new Set(records.map(({ eventName }) => eventName))].toSorted(),
        twice: [...uids].filter(([, same]) => same.length > 1).map(([uid]) => uid),
        recordings: found,
      };
    },
    `${recordings} recordings of ${service}`,
  );
}

async function recordingsOf(server: string, service: string): Promise<SentBeside['recordings']> {
  const ask = async <T>(question: string): Promise<T> => {
    const response = await fetch(`${server}/api/v1/${question}`);
    if (!response.ok) throw new Error(`${question}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const all: SentBeside['recordings'][number][] = [];
  const query = new URLSearchParams({ service, from: '-3h' });
  const { items } = await ask<{ items: { sessionId: string }[] }>(`sessions?${query}`);
  for (const { sessionId } of items) {
    const { replays } = await ask<{ replays: { replayId: string }[] }>(`sessions/${sessionId}`);
    for (const { replayId } of replays) {
      interface Served {
        items: { seq: number }[];
        missing: number[];
      }
      const served = await ask<Served>(`sessions/${sessionId}/replay?replay=${replayId}&limit=500`);
      all.push({ seqs: served.items.map(({ seq }) => seq), missing: served.missing });
    }
  }
  return all;
}
