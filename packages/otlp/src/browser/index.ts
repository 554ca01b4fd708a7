export type { DropReason } from '@sightglass/api/semconv';
export type { Client, Consent } from '../client.ts';
export { createClient, type BrowserClientOptions } from './create-client.ts';
