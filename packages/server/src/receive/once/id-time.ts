const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/i;
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * When an id was made, milliseconds since the epoch, as UUIDs of version 7 (RFC 9562, section 5.7) and ULIDs say it in their first 48 bits;
 * undefined for other ids.
 */
export function timeOfId(id: string): number | undefined {
  if (UUID_V7.test(id)) return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
  if (!ULID.test(id)) return undefined;
  let time = 0;
  for (const digit of id.slice(0, 10).toUpperCase()) time = time * 32 + CROCKFORD.indexOf(digit);
  return time;
}
