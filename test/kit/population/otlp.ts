/** The small change of OTLP/JSON: what every body of it is made of. */
import { createHash } from 'node:crypto';

/** Id of a trace (16 bytes) or a span (8), the same for the same name. */
export const id = (bytes: 8 | 16, name: string): string =>
  createHash('sha256')
    .update(name)
    .digest('hex')
    .slice(0, bytes * 2);

/** A time in nanoseconds since the epoch, as OTLP/JSON writes it. */
export const nano = (epochMs: number): string => (BigInt(Math.round(epochMs * 1000)) * 1000n).toString();

export const text = (key: string, value: string): object => ({ key, value: { stringValue: value } });

/** Resource of a program. */
export function resource(service: string, more: Readonly<Record<string, string>> = {}): object {
  const attributes = {
    'service.name': service,
    'service.version': '1.8.2',
    'deployment.environment.name': 'production',
    ...more,
  };
  return { attributes: Object.entries(attributes).map(([key, value]) => text(key, value)) };
}

/** Sends bodies to a server's door for a signal, one after the other. @throws what the server answered to one that it refused, or of which it refused records */
export async function send(
  url: string,
  signal: 'traces' | 'logs' | 'metrics',
  bodies: readonly object[],
): Promise<void> {
  for (const body of bodies) {
    const answer = await fetch(`${url}/v1/${signal}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const said = await answer.text();
    if (!answer.ok || said.includes('errorMessage'))
      throw new Error(`the server refused ${signal}: ${answer.status} ${said}`);
  }
}
