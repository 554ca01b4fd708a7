/** The pages that the rail, the palette and the letters after `g` lead to: one line a page. */
import { ChartLine, Gauge, MonitorPlay, ScrollText, Settings2, Timer, Waypoints, type LucideIcon } from 'lucide-react';
import { links, type Target } from '../url/links.ts';

export interface PageEntry {
  readonly label: string;
  readonly icon: LucideIcon;
  readonly to: Target;
  /** The letter that leads here after `g`. */
  readonly letter?: string;
  /** Paths below which this page is the present one too, beside its own. */
  readonly holds?: readonly string[];
}

export const PAGES: readonly PageEntry[] = [
  { label: 'Overview', icon: Gauge, to: links.overview(), letter: 'o', holds: ['/services'] },
  { label: 'Traces', icon: Waypoints, to: links.traces(), letter: 't' },
  { label: 'Logs', icon: ScrollText, to: links.logs(), letter: 'l' },
  { label: 'Metrics', icon: ChartLine, to: links.metrics(), letter: 'm' },
  { label: 'Sessions', icon: MonitorPlay, to: links.sessions(), letter: 's' },
  { label: 'Web vitals', icon: Timer, to: links.webVitals(), letter: 'w' },
  { label: 'Settings', icon: Settings2, to: links.settings(), holds: ['/settings', links.start().path] },
];

/** Whether an entry is the one to which a path belongs. */
export function isPresent({ to, holds = [] }: Pick<PageEntry, 'to' | 'holds'>, path: string): boolean {
  const roots = to.path === '/' ? holds : [to.path, ...holds];
  return path === to.path || roots.some((root) => path === root || path.startsWith(`${root}/`));
}
