/** Whose arguments are names of keys, of fields, and limits: they may all be told. */
const STRUCTURAL = new Set(
  `bitcount blmove blpop brpop bzpopmax bzpopmin copy dbsize decr del exists expire expireat expiretime get getbit getdel getrange
  hdel hexists hget hgetall hkeys hlen hmget hrandfield hscan hstrlen hvals incr info keys lindex llen lmove lpop lrange ltrim memory
  mget move multi exec discard object persist pexpire pexpireat pexpiretime ping psubscribe pttl punsubscribe randomkey rename renamenx
  rpop rpoplpush scan scard sdiff sdiffstore select sinter sinterstore smembers sort spop srandmember sscan strlen subscribe substr
  sunion sunionstore touch ttl type unlink unsubscribe unwatch wait watch xack xlen xpending xrange xread xreadgroup xrevrange xtrim zcard
  zcount zdiff zinter zlexcount zpopmax zpopmin zrange zrangebylex zrangebyscore zremrangebyrank zremrangebyscore zrevrange
  zrevrangebyscore zscan zunion`.split(/\s+/),
);
/** The first argument is a key, the others are values. */
const KEY_FIRST = new Set(
  `append decrby geoadd geodist getex getset hincrby hincrbyfloat incrby incrbyfloat linsert lpos lpush lpushx lrem lset pfadd publish
  psetex rpush rpushx sadd set setbit setex setnx setrange sismember smismember spublish srem xadd zadd zincrby zmscore zrank zrem
  zrevrank zscore`.split(/\s+/),
);
/** A key and a field come before the values. */
const FIELD_SECOND = new Set(['hset', 'hsetnx', 'hmset']);

/** Longest text of a command, and most of its arguments, that are told. */
const MAX_CHARS = 512;
const MAX_ARGUMENTS = 16;

/**
 * A command as it would be typed, with `?` for each value: `set user:7 ?`. Commands that are not known, scripts among them, show
 * nothing but their name and how many arguments they have.
 */
export function redisText(command: string, given: readonly unknown[]): string {
  const shown = shownOf(command.toLowerCase());
  let text = command;
  const last = Math.min(given.length, MAX_ARGUMENTS);
  for (let at = 0; at < last; at += 1) {
    const piece = at < shown ? pieceOf(given[at]) : '?';
    if (text.length + piece.length >= MAX_CHARS) return `${text} …`;
    text += ` ${piece}`;
  }
  return given.length > last ? `${text} …` : text;
}

function shownOf(command: string): number {
  if (KEY_FIRST.has(command)) return 1;
  if (STRUCTURAL.has(command)) return Number.POSITIVE_INFINITY;
  return FIELD_SECOND.has(command) ? 2 : 0;
}

function pieceOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : '?';
}
