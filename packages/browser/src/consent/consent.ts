import type { Consent } from '@sightglass/otlp';
import type { PageOptions } from '../options.ts';

/** What the browser says on behalf of the person. https://w3c.github.io/gpc/ */
interface PrivacySignals {
  readonly globalPrivacyControl?: boolean;
  readonly doNotTrack?: string | null;
}

/** The consent that holds: what was said, unless the browser says no and is to be respected. */
export function consentOf(said: Consent, { respectDoNotTrack, respectGpc }: PageOptions): Consent {
  const browser = (): PrivacySignals => navigator;
  // Looked at only where it matters: the first look at `navigator` takes a page a while.
  return (respectDoNotTrack && browser().doNotTrack === '1') || (respectGpc && browser().globalPrivacyControl)
    ? 'denied'
    : said;
}
