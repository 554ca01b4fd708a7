// The file that `workerUrl` names: `replay-worker.js`, to be served by the page's own origin.
import { answerPacks } from './worker-program.ts';

answerPacks(globalThis);
