import { diag } from '@opentelemetry/api';
import { start } from './start.ts';

// Preloaded by `--import` or `--require`: whatever goes wrong here must not stop the program that follows.
try {
  start();
} catch (error) {
  diag.error('the agent did not start', error);
}
