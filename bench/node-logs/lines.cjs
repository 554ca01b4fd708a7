// Prints lines through the logger that is named into nothing, and says what one costs in nanoseconds of the process's CPU.
const { createRequire } = require('node:module');
const { Writable } = require('node:stream');
const { setTimeout: wait } = require('node:timers/promises');

const load = createRequire(`${__dirname}/../../packages/node/test/libraries/package.json`);
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });
const LOGGERS = {
  pino: () => load('pino')({}, { write: () => {} }),
  winston: () => {
    const winston = load('winston');
    return winston.createLogger({ transports: [new winston.transports.Stream({ stream: nowhere() })] });
  },
  bunyan: () => load('bunyan').createLogger({ name: 'shop', streams: [{ stream: { write: () => {} } }] }),
};
const [which, lines] = process.argv.slice(2);
const logger = LOGGERS[which]();
const log =
  which === 'winston'
    ? (id) => logger.info('order placed', { id, route: '/orders/:id' })
    : (id) => logger.info({ id, route: '/orders/:id' }, 'order placed');

async function measure(count) {
  const before = process.cpuUsage();
  for (let at = 0; at < count; at += 1) {
    log(at);
    // As requests come in: what is to be sent meanwhile is sent.
    if (at % 500 === 0) await wait(1);
  }
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1000) / count;
}

async function tell() {
  await measure(Number(lines) / 2);
  process.send(await measure(Number(lines)));
  process.disconnect();
}
void tell();
