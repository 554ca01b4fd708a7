import {
  ATTR_DB_SYSTEM_NAME,
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_ENDUSER_PSEUDO_ID,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_LOG_RECORD_UID,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_NAMESPACE,
  ATTR_SERVICE_VERSION,
  ATTR_SESSION_ID,
  ATTR_SIGHTGLASS_PAGE_ID,
  ATTR_USER_ID,
} from '@sightglass/api/semconv';

/** Where an attribute lies in the tables. */
export interface AttributePlace {
  readonly map: 'SpanAttributes' | 'LogAttributes' | 'Attributes' | 'ResourceAttributes';
  readonly key: string;
  /** The column that holds a copy of it, empty or 0 where it is absent: a hundred times quicker than the map. */
  readonly column?: string;
  /** The column holds a number. */
  readonly isNumber?: boolean;
  /** The roll-up of operations has the column too. */
  readonly inMinutes?: boolean;
  /** The roll-up of services has it too. */
  readonly inServices?: boolean;
}

const RESOURCE_PREFIX = 'resource.';

/** Attributes of the resource that may be written without `resource.`: the vocabulary has them on everything. */
const OF_RESOURCE: ReadonlySet<string> = new Set([
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_NAMESPACE,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_VERSION,
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
]);

const RESOURCE_COLUMNS: ReadonlyMap<string, string> = new Map([
  [ATTR_SERVICE_NAME, 'ServiceName'],
  [ATTR_SERVICE_VERSION, 'Release'],
  [ATTR_DEPLOYMENT_ENVIRONMENT_NAME, 'Environment'],
]);

const SPAN_COLUMNS: ReadonlyMap<string, string> = new Map([
  [ATTR_HTTP_ROUTE, 'HttpRoute'],
  [ATTR_HTTP_RESPONSE_STATUS_CODE, 'HttpStatus'],
  [ATTR_SESSION_ID, 'SessionId'],
  [ATTR_USER_ID, 'UserId'],
  [ATTR_ENDUSER_PSEUDO_ID, 'AnonymousId'],
  // Holds the value of the older name db.system where a span carries only that.
  [ATTR_DB_SYSTEM_NAME, 'DbSystem'],
]);

const LOG_COLUMNS: ReadonlyMap<string, string> = new Map([
  [ATTR_SESSION_ID, 'SessionId'],
  [ATTR_USER_ID, 'UserId'],
  [ATTR_ENDUSER_PSEUDO_ID, 'AnonymousId'],
  [ATTR_SIGHTGLASS_PAGE_ID, 'PageId'],
  [ATTR_LOG_RECORD_UID, 'RecordUid'],
]);

/** Where the attribute of a `where=` key lies among spans. */
export function placeOf(key: string): AttributePlace {
  const ofResource = resourceKeyOf(key);
  if (ofResource !== undefined) return placeOfResource(ofResource);
  const column = SPAN_COLUMNS.get(key);
  if (column === undefined) return { map: 'SpanAttributes', key };
  return { map: 'SpanAttributes', key, column, isNumber: column === 'HttpStatus', inMinutes: column === 'HttpRoute' };
}

/** Where the attribute of a log record lies. */
export function placeOfRecord(key: string): AttributePlace {
  const ofResource = resourceKeyOf(key);
  if (ofResource !== undefined) return placeOfResource(ofResource);
  const column = LOG_COLUMNS.get(key);
  return { map: 'LogAttributes', key, ...(column === undefined ? {} : { column }) };
}

function placeOfResource(key: string): AttributePlace {
  const column = RESOURCE_COLUMNS.get(key);
  return {
    map: 'ResourceAttributes',
    key,
    ...(column === undefined ? {} : { column, inMinutes: true, inServices: true }),
  };
}

/** Where the label of a metric lies: its points have no copies in columns but these two. */
export function placeOfLabel(key: string): AttributePlace {
  const ofResource = resourceKeyOf(key);
  if (ofResource === undefined) return { map: 'Attributes', key };
  const column = ofResource === ATTR_SERVICE_VERSION ? undefined : RESOURCE_COLUMNS.get(ofResource);
  return { map: 'ResourceAttributes', key: ofResource, ...(column === undefined ? {} : { column }) };
}

/** The name of an attribute of the resource; `undefined` where the key means another one. */
function resourceKeyOf(key: string): string | undefined {
  if (key.startsWith(RESOURCE_PREFIX)) return key.slice(RESOURCE_PREFIX.length);
  return OF_RESOURCE.has(key) ? key : undefined;
}
