import {
  ATTR_SIGHTGLASS_PAGE_ID,
  ATTR_SIGHTGLASS_PAGE_ROUTE,
  ATTR_URL_FULL,
  ATTR_URL_PATH,
} from '@sightglass/api/semconv';
import { createUuidV7 } from '@sightglass/api/uuid-v7';
import type { Attributes } from '@sightglass/otlp';
import type { View } from '../capture.ts';
import { routeOf } from './route.ts';

/** A view of an address, the one that the page has now. */
export function createView(
  redact: (url: string) => string,
  start: number,
  { href, pathname }: Pick<Location, 'href' | 'pathname'> = location,
): View {
  return { id: createUuidV7(Date.now()), url: redact(href), path: pathname, route: routeOf(pathname), start };
}

/** What of a view stands on every record. */
export function attributesOfView({ id, url, path, route }: View): Attributes {
  return {
    [ATTR_URL_FULL]: url,
    [ATTR_URL_PATH]: path,
    [ATTR_SIGHTGLASS_PAGE_ID]: id,
    [ATTR_SIGHTGLASS_PAGE_ROUTE]: route,
  };
}
