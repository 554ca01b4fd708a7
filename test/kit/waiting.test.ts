import { expect, it } from 'vitest';
import { isAlive, shown, startProgram, stopProgram } from './processes.ts';
import { until } from './until.ts';

it('waits through missing answers and errors until there is one', async () => {
  const answers = [undefined, new Error('not yet'), 0];
  const ask = (): number | undefined => {
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  expect(await until(5000, ask)).toBe(0);
});

it('says what it waited for in vain, or what went wrong last', async () => {
  await expect(until(60, () => undefined, 'the parcel')).rejects.toThrow('waited 60 ms in vain for the parcel');
  await expect(until(60, () => Promise.reject(new Error('the door is shut')))).rejects.toThrow('the door is shut');
});

const program = (code: string): ReturnType<typeof startProgram> => startProgram(process.execPath, ['-e', code]);

it('finds what a program shows, on either stream, and stops it', async () => {
  const running = program(`console.error('port 4318'); setInterval(() => {}, 1000)`);
  expect((await shown(running, /port (\d+)/))[1]).toBe('4318');
  expect(await stopProgram(running)).toBe('SIGTERM');
  expect(isAlive(running.child.pid ?? 0)).toBe(false);
});

it('kills a program that does not end when asked, and what it had started', async () => {
  const running = program(`
    const child = require('node:child_process').spawn('sleep', ['1000']);
    process.on('SIGTERM', () => {});
    console.log('child ' + child.pid);
    setInterval(() => {}, 1000);
  `);
  const pid = Number((await shown(running, /child (\d+)/))[1]);
  expect(isAlive(pid)).toBe(true);
  expect(await stopProgram(running, 'SIGTERM', 200)).toBe('SIGKILL');
  await until(5000, () => !isAlive(pid) || undefined, 'the end of the child');
});

it('hands on what a program wrote that ended too early, or never was there', async () => {
  await expect(shown(program(`console.error('no room'); process.exit(3)`), /ready/)).rejects.toThrow('no room');
  await expect(shown(startProgram('/no/such/program'), /ready/)).rejects.toThrow('ENOENT');
});
