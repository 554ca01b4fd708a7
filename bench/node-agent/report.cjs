'use strict';
/** Tells whoever measures where the service listens, and when asked, what the process has used. */
module.exports = (port) => {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send({ cpuUs: user + system, rss: process.memoryUsage.rss() });
  });
  process.send({ port });
};
