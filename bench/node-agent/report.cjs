'use strict';
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

/** Gives back all memory that V8 can do without, as it does by itself one to two minutes after the last request. */
function collect() {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc');
  for (let i = 0; i < 2; i += 1) gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

/** Tells whoever measures where the service listens, and when asked, what the process has used. */
module.exports = (port) => {
  process.on('message', ({ isToCollect }) => {
    if (isToCollect) collect();
    const { user, system } = process.cpuUsage();
    process.send({ cpuUs: user + system, rss: process.memoryUsage.rss() });
  });
  process.send({ port });
};
