export { parseStack } from './parse-stack.ts';
export type { StackFrame, StackPlace } from './stack-frame.ts';
