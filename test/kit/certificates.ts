import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './guard.ts';
import { programOf } from './peers.ts';

/** Paths of a certificate and its key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Somebody who signs certificates. */
export interface Authority extends Certificate {
  /** A certificate for this machine under the name `localhost` and the number 127.0.0.1, or for a client. */
  issue(name: string): Certificate;
}

const DAYS = '2';
const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Makes an authority that only its own test trusts; its files lie in a temporary folder. */
export function makeAuthority(name: string): Authority {
  const folder = temporaryFolder('certificates');
  const openssl = (...args: string[]): void =>
    void execFileSync(programOf('openssl'), args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const files = (of: string): Certificate => ({ cert: join(folder, `${of}.pem`), key: join(folder, `${of}.key`) });
  const own = files('authority');
  openssl('req', '-x509', ...CURVE, '-keyout', own.key, '-out', own.cert, '-subj', `/CN=${name}`, '-days', DAYS);
  return {
    ...own,
    issue(subject) {
      const { cert, key } = files(subject);
      const [request, extensions] = [join(folder, `${subject}.csr`), join(folder, 'extensions')];
      writeFileSync(extensions, 'subjectAltName = DNS:localhost, IP:127.0.0.1\n');
      openssl('req', ...CURVE, '-keyout', key, '-out', request, '-subj', `/CN=${subject}`);
      const signer = ['-CA', own.cert, '-CAkey', own.key, '-CAcreateserial'];
      openssl('x509', '-req', '-in', request, ...signer, '-out', cert, '-days', DAYS, '-extfile', extensions);
      return { cert, key };
    },
  };
}
