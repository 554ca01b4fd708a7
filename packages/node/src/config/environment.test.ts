import { diag, DiagLogLevel } from '@opentelemetry/api';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  choiceFrom,
  flagFrom,
  listFrom,
  numberFrom,
  pairsFrom,
  positiveFrom,
  readFromFile,
  textFrom,
} from './environment.ts';

const told: string[] = [];
const given = (variables: Record<string, string>): void => {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
};

beforeEach(() => {
  told.length = 0;
  const logger = {
    error: () => {},
    warn: (line: string) => told.push(line),
    info: () => {},
    debug: () => {},
    verbose: () => {},
  };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
  readFromFile(undefined);
  diag.disable();
});

test('a blank variable is as good as none', () => {
  given({ OTEL_A: '  ', OTEL_B: ' b ' });
  expect([textFrom('OTEL_A'), textFrom('OTEL_B'), textFrom('OTEL_C')]).toEqual([undefined, 'b', undefined]);
  expect([numberFrom('OTEL_A'), flagFrom('OTEL_A'), listFrom('OTEL_A'), pairsFrom('OTEL_A')]).toEqual([
    undefined,
    undefined,
    [],
    {},
  ]);
  expect(told).toEqual([]);
});

test('numbers, switches, lists and choices are read as people write them', () => {
  given({ OTEL_N: '1.5', OTEL_F: 'TRUE', OTEL_L: 'a, b,,c ', OTEL_C: 'GZIP' });
  expect(numberFrom('OTEL_N')).toBe(1.5);
  expect(positiveFrom('OTEL_N', 3)).toBe(1.5);
  expect(flagFrom('OTEL_F')).toBe(true);
  expect(listFrom('OTEL_L')).toEqual(['a', 'b', 'c']);
  expect(choiceFrom('OTEL_C', ['none', 'gzip'], 'none')).toBe('gzip');
  expect(told).toEqual([]);
});

test('a wrong value is left out and told with its variable, the value and the remedy', () => {
  given({ OTEL_N: 'many', OTEL_P: '-1', OTEL_F: 'yes', OTEL_C: 'zip' });
  expect([numberFrom('OTEL_N'), positiveFrom('OTEL_P', 7), flagFrom('OTEL_F')]).toEqual([undefined, 7, undefined]);
  expect(choiceFrom('OTEL_C', ['none', 'gzip'], 'none')).toBe('none');
  expect(told).toEqual([
    'OTEL_N is "many" and left out; give a number',
    'OTEL_P is -1; give a number above 0; 7 is used',
    'OTEL_F is "yes" and left out; give true or false',
    'OTEL_C is zip; use none or gzip; none is used',
  ]);
});

test('pairs are percent-decoded; one that cannot be read is told without its value', () => {
  given({ OTEL_PAIRS: 'team=a%20b,empty=,x=1=2,word, =nameless,bad=%zz' });
  expect(pairsFrom('OTEL_PAIRS')).toEqual({ team: 'a b', empty: '', x: '1=2' });
  expect(told).toHaveLength(3);
  expect(told.join(' ')).not.toContain('%zz');
});

test('with a configuration file OTEL_* is what it says, and nothing else of that kind is read', () => {
  given({ OTEL_A: 'variable', OTEL_B: 'variable', SIGHTGLASS_A: 'ours', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'dns' });
  readFromFile({ OTEL_A: 'file' });
  expect([textFrom('OTEL_A'), textFrom('OTEL_B'), textFrom('SIGHTGLASS_A')]).toEqual(['file', undefined, 'ours']);
  expect(listFrom('OTEL_NODE_DISABLED_INSTRUMENTATIONS')).toEqual(['dns']);
});
