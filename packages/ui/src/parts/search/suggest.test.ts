import { describe, expect, test } from 'vitest';
import { parseQ } from '../../url/q.ts';
import { searchedKey, suggestedKey, typedAt, withSuggestion } from './suggest.ts';

/** What is typed in a search with the caret at `|`. */
function typed(marked: string) {
  const caret = marked.indexOf('|');
  return { q: marked.replace('|', ''), typed: typedAt(marked.replace('|', ''), caret) };
}

function take(marked: string, chosen: string): string {
  const { q, typed: at } = typed(marked);
  if (at === null) throw new Error(`nothing to take at ${marked}`);
  const { q: next, caret } = withSuggestion(q, at, chosen);
  return `${next.slice(0, caret)}|${next.slice(caret)}`;
}

describe('the place of a suggestion', () => {
  test.each([
    ['htt|', 'key', '', 'htt'],
    ['voucher -htt|', 'key', '', 'htt'],
    ['severity:|', 'value', 'severity', ''],
    ['voucher severity:er|ror', 'value', 'severity', 'er'],
    ['-kind:server,cl|', 'value', 'kind', 'cl'],
    ['city:"New Y|', 'value', 'city', 'New Y'],
  ] as const)('in %s is a %s', (marked, kind, key, text) => {
    expect(typed(marked).typed).toMatchObject({ kind, key, text });
  });

  test.each(['|', 'voucher |', '"exact wo|', 'duration>5|', 'name~"x|', '12|'])('there is none in %s', (marked) => {
    expect(typed(marked).typed).toBeNull();
  });
});

describe('a suggestion taken', () => {
  test.each([
    ['htt|', 'http.route', 'http.route:|'],
    ['voucher -htt| more', 'http.route', 'voucher -http.route:|more'],
    ['severity:er|ror', 'error', 'severity:error |'],
    ['-kind:server,cl| x', 'client', '-kind:server,client |x'],
    ['city:New|', 'New York', 'city:"New York" |'],
    ['a:|', 'with "quotes"', String.raw`a:"with \"quotes\"" |`],
  ])('%s with %s', (marked, chosen, after) => {
    expect(take(marked, chosen)).toBe(after);
  });

  test('is read as just that value', () => {
    const value = 'a "b", c';
    const [term] = parseQ(take('key:|', value).replace('|', ''));
    expect(term).toMatchObject({ kind: 'key', key: 'key', values: [value] });
  });
});

describe('a key of the resource', () => {
  test('is suggested as a search finds it, with its prefix', () => {
    expect(suggestedKey({ key: 'host.name', source: 'resource' })).toBe('resource.host.name');
    expect(suggestedKey({ key: 'http.route', source: 'attribute' })).toBe('http.route');
    expect(suggestedKey({ key: 'severity', source: 'builtin' })).toBe('severity');
  });

  test('is looked for without it', () => {
    expect(searchedKey('resource.ho')).toBe('ho');
    expect(searchedKey('host')).toBe('host');
    expect(searchedKey('resou')).toBe('resou');
  });
});
