import { afterEach, expect, test, vi } from 'vitest';
import { logsFromEnvironment, logsRemedy, resolveLogs } from './logs-options.ts';

afterEach(() => vi.unstubAllEnvs());

test('a wrong option of logs is answered with what may be given', () => {
  expect(logsRemedy({ injectTraceContext: true, maskSecrets: undefined })).toBe(undefined);
  expect(logsRemedy(true)).toBe('give an object with injectTraceContext, maskSecrets');
  expect(logsRemedy({ inject: true })).toBe('leave out inject; known are injectTraceContext, maskSecrets');
  expect(logsRemedy({ maskSecrets: 'no' })).toBe('give true or false for its maskSecrets');
});

test('printed lines stay and secrets are masked unless asked otherwise; code wins, each for itself', () => {
  expect(resolveLogs(undefined, logsFromEnvironment())).toEqual({ injectTraceContext: false, maskSecrets: true });
  vi.stubEnv('SIGHTGLASS_LOGS_INJECT_TRACE_CONTEXT', 'TRUE');
  vi.stubEnv('SIGHTGLASS_LOGS_MASK_SECRETS', 'false');
  expect(resolveLogs({ maskSecrets: true }, logsFromEnvironment())).toEqual({
    injectTraceContext: true,
    maskSecrets: true,
  });
  expect(resolveLogs({ injectTraceContext: false }, logsFromEnvironment())).toEqual({
    injectTraceContext: false,
    maskSecrets: false,
  });
});
