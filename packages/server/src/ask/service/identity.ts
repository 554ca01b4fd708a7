import {
  ATTR_CONTAINER_ID,
  ATTR_HOST_NAME,
  ATTR_K8S_POD_NAME,
  ATTR_PROCESS_PID,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_VERSION,
} from '@sightglass/api/semconv';
import type { Binder } from '../statement.ts';

/** Which instance of its service it was, and when. */
export interface Identity {
  instance: string;
  host: string;
  release: string;
  environment: string;
  lastSeenUnixNano: string;
}

/** What a row of telemetry says of the instance that sent it, as SQL: name, host, release, environment. */
export function identitySql(bind: Binder, taken: (column: string) => string = (column) => column): string[] {
  const text = (key: string): string => `${taken('ResourceAttributes')}[${bind('String', key)}]`;
  const [id, pod, container] = [ATTR_SERVICE_INSTANCE_ID, ATTR_K8S_POD_NAME, ATTR_CONTAINER_ID].map(text);
  const process = `if(${text(ATTR_PROCESS_PID)} = '', ${text(ATTR_HOST_NAME)}, concat(${text(ATTR_HOST_NAME)}, ':', ${text(ATTR_PROCESS_PID)}))`;
  const name = `multiIf(${id} != '', ${id}, ${pod} != '', ${pod}, ${container} != '', ${container}, ${process})`;
  return [name, text(ATTR_HOST_NAME), text(ATTR_SERVICE_VERSION), `toString(${taken('Environment')})`];
}
