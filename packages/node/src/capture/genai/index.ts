// Calls of models, in a file of their own: most programs make none.
export { createAiUse } from '../ai/use.ts';
export { createOpenaiUses } from '../openai/use.ts';
export type { OpenaiUses } from '../openai/use.ts';
