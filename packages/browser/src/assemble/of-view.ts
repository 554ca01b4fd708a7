import {
  ATTR_SIGHTGLASS_PAGE_ID,
  ATTR_SIGHTGLASS_PAGE_ROUTE,
  ATTR_URL_FULL,
  ATTR_URL_PATH,
} from '@sightglass/api/semconv';
import type { Attributes } from '@sightglass/otlp';
import type { View } from '../capture.ts';

/** What a record says of the view that it belongs to. */
export function attributesOf({ id, url, path, route }: View): Attributes {
  return {
    [ATTR_SIGHTGLASS_PAGE_ID]: id,
    [ATTR_SIGHTGLASS_PAGE_ROUTE]: route,
    [ATTR_URL_FULL]: url,
    [ATTR_URL_PATH]: path,
  };
}
