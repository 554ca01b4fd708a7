import { Agent, request } from 'node:http';

type Authorization =
  | { outcome: 'approved'; code: string }
  | { outcome: 'declined'; reason: string }
  /** The card network did not answer in time: nobody knows whether money moved. */
  | { outcome: 'silent' };

export interface Acquirer {
  authorize(payment: { reference: string; card: string; amountCents: number }): Promise<Authorization>;
  close(): void;
}

/** Asks the card network at `url`; waits at most `timeoutMs` milliseconds for its whole answer. */
export function createAcquirer(url: string, timeoutMs: number): Acquirer {
  const agent = new Agent({ keepAlive: true });
  return {
    async authorize(payment) {
      const signal = AbortSignal.timeout(timeoutMs);
      let text: string;
      try {
        text = await post(`${url}/authorizations`, JSON.stringify(payment), agent, signal);
      } catch (error) {
        if (signal.aborted) return { outcome: 'silent' };
        throw error;
      }
      const answer: { approved: boolean; code?: string; reason?: string } = JSON.parse(text);
      return answer.approved
        ? { outcome: 'approved', code: answer.code ?? '' }
        : { outcome: 'declined', reason: answer.reason ?? 'unknown' };
    },
    close: () => agent.destroy(),
  };
}

function post(url: string, body: string, agent: Agent, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const call = request(url, { method: 'POST', agent, headers, signal }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => {
        if (response.statusCode === 200) resolve(text);
        else reject(new Error(`the card network answered ${response.statusCode}`));
      });
    });
    call.on('error', reject);
    call.end(body);
  });
}
