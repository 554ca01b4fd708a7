import { attempt, redact } from '@sightglass/errors/browser/internal';

/** An address as it may be sent: without fragment, values of the query and credentials; by the program's own rule where there is one. */
export function createRedactUrl(own: ((url: string) => string) | undefined): (url: string) => string {
  return (url) => (own ? (attempt(() => own(url)) ?? '') : redact(withoutFragment(url)));
}

/** An address up to its `#`: some browsers tell the rest, some do not. */
export function withoutFragment(url: string): string {
  return url.split('#', 1)[0] ?? '';
}
