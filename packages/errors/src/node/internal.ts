// What the agent of `@sightglass/node` shares with the tracker. No promise is made of anything here.

export { createScopeData, MAX_BREADCRUMBS } from '../scope.ts';
export type { ScopeData, ScopeKeeper } from '../scope.ts';
export type { Tracker } from '../tracker.ts';
export { checkAgentOptions, startInAgent } from './agent.ts';
export type { AgentErrorsOptions, AgentParts } from './agent.ts';
export { scopeAfter, scopeWithoutSteps } from './scopes.ts';
