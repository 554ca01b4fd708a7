// The file that `workerUrl` names: `recorder-worker.js`, to be served by the page's own origin.
import { answerPacks } from './worker-program.ts';

answerPacks({
  addEventListener: (type, run) => globalThis.addEventListener(type, run),
  postMessage: (answer) => globalThis.postMessage(answer, {}),
});
