// The file that `workerUrl` names: `recorder-worker.js`, to be served by the page's own origin.
import { answerPacks } from './worker-program.ts';

answerPacks(globalThis);
