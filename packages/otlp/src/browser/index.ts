export type { Client, Consent, DropReason } from '../client.ts';
export { createClient, type BrowserClientOptions } from './create-client.ts';
