export { registerOpenTelemetry, type Registered } from './register.ts';
