/**
 * What belongs to the reader and not to the address: kept in this browser, shared by its tabs.
 * `index.html` reads theme and density from the same place before the first paint.
 */
import { useSyncExternalStore } from 'react';

export interface Settings {
  /** `system` follows the operating system. */
  readonly theme: 'system' | 'light' | 'dark';
  readonly density: 'normal' | 'compact';
  /** The zone in which instants are written. */
  readonly zone: 'utc' | 'local';
  /** Single letters as shortcuts; WCAG 2.1.4 asks that they can be switched off. */
  readonly letterKeys: boolean;
  /** Whether long lines of logs are wrapped, or cut at the edge. */
  readonly wrapLines: boolean;
}

const KEY = 'sightglass.settings';
const DEFAULTS: Settings = Object.freeze({
  theme: 'system',
  density: 'normal',
  zone: 'utc',
  letterKeys: true,
  wrapLines: false,
});

const listeners = new Set<() => void>();
let current = read();

function read(): Settings {
  try {
    return settle(JSON.parse(localStorage.getItem(KEY) ?? '{}'));
  } catch {
    return DEFAULTS; // storage is blocked or holds something else
  }
}

/** Takes what is valid of a stored value; the rest is as by default. */
export function settle(stored: unknown): Settings {
  const given = (typeof stored === 'object' && stored !== null ? stored : {}) as Partial<
    Record<keyof Settings, unknown>
  >;
  return {
    theme: given.theme === 'light' || given.theme === 'dark' ? given.theme : DEFAULTS.theme,
    density: given.density === 'compact' ? 'compact' : DEFAULTS.density,
    zone: given.zone === 'local' ? 'local' : DEFAULTS.zone,
    letterKeys: given.letterKeys !== false,
    wrapLines: given.wrapLines === true,
  };
}

export function getSettings(): Settings {
  return current;
}

export function changeSettings(change: Partial<Settings>): void {
  current = { ...current, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(current));
  } catch {
    // Storage is blocked or full: the choice holds until the page is left.
  }
  announce();
}

function announce(): void {
  const root = document.documentElement;
  if (current.theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = current.theme;
  if (current.density === 'compact') root.dataset['density'] = 'compact';
  else delete root.dataset['density'];
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener('storage', onStorage);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener('storage', onStorage);
  };
}

function onStorage(event: StorageEvent): void {
  if (event.key !== KEY) return;
  current = read();
  announce();
}

export function useSettings(): Settings {
  return useSyncExternalStore(subscribe, getSettings);
}

/** Name of the zone in which instants are written, e.g. `UTC` or `Europe/Vienna`. */
export function zoneName(settings: Pick<Settings, 'zone'>): string {
  return settings.zone === 'utc' ? 'UTC' : new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
