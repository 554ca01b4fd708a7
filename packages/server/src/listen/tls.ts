import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { badOption } from '../bad-option.ts';
import { messageOf, systemCodeOf } from '../errors.ts';

/** Files that make a server speak TLS, all of them PEM. */
export interface TlsFiles {
  /** The certificate, followed by those between it and its authority. @defaultValue the variable SIGHTGLASS_TLS_CERT */
  cert?: string;
  /** Its private key, without a passphrase. @defaultValue the variable SIGHTGLASS_TLS_KEY */
  key?: string;
  /** Certificates of authorities: only clients with a certificate of one of them are let in. @defaultValue the variable SIGHTGLASS_TLS_CLIENT_CA */
  clientCa?: string;
}

/** A file, and under which name it was given. */
interface Given {
  name: string;
  path: string;
}

/** {@link TlsFiles} that belong together. */
export interface ResolvedTlsFiles {
  cert: Given;
  key: Given;
  clientCa: Given | undefined;
}

/** What the files hold. */
export interface TlsContent {
  cert: Buffer;
  key: Buffer;
  /** Authorities of clients. */
  ca?: Buffer;
}

/** How often the files are looked at: certificates of public authorities change every few weeks. */
const LOOK_MS = 2000;

/** Certificate and key are written one after the other. */
const SETTLE_MS = 500;

/**
 * Which files there are, none where nothing is given.
 *
 * @throws {@link ServerError} `SIGHTGLASS_BAD_OPTION` for one without the other.
 */
export function resolveTls(
  given: TlsFiles,
  fromEnv: (name: string) => string | undefined,
): ResolvedTlsFiles | undefined {
  const pick = (code: string, path: string | undefined, variable: string): Given | undefined => {
    if (path !== undefined) return { name: code, path };
    const named = fromEnv(variable);
    return named === undefined ? undefined : { name: variable, path: named };
  };
  const cert = pick('tls.cert', given.cert, 'SIGHTGLASS_TLS_CERT');
  const key = pick('tls.key', given.key, 'SIGHTGLASS_TLS_KEY');
  const clientCa = pick('tls.clientCa', given.clientCa, 'SIGHTGLASS_TLS_CLIENT_CA');
  const lonely = cert ?? key ?? clientCa;
  if (lonely === undefined) return undefined;
  if (cert !== undefined && key !== undefined) return { cert, key, clientCa };
  const missing = cert === undefined ? '--tls-cert with the certificate' : '--tls-key with the key of the certificate';
  throw badOption(lonely.name, lonely.path, `give ${missing}, too`, 'it does not do alone');
}

/**
 * Reads and checks the files.
 *
 * @throws {@link ServerError} `SIGHTGLASS_BAD_OPTION` that names the file and what is wrong with it.
 */
export function readTls(files: ResolvedTlsFiles): TlsContent {
  const [cert, key] = [read(files.cert), read(files.key)];
  const certificate = certificateOf(files.cert, cert);
  const privateKey = keyOf(files.key, key);
  if (!certificate.checkPrivateKey(privateKey)) {
    const why = `it is not the key of the certificate in ${files.cert.path}`;
    throw badOption(files.key.name, files.key.path, 'give the key that the certificate was made with', why);
  }
  const content: TlsContent = { cert, key };
  if (files.clientCa !== undefined) {
    content.ca = read(files.clientCa);
    certificateOf(files.clientCa, content.ca);
  }
  try {
    createSecureContext(content);
    return content;
  } catch (error) {
    throw badOption(files.cert.name, files.cert.path, 'give certificates as PEM', messageOf(error));
  }
}

/**
 * Reads the files again whenever one has changed since this was called; what cannot be used is reported, and what was read before stays.
 * Begun before they are first read, it misses no change.
 *
 * @returns stops it.
 */
export function followTls(
  files: ResolvedTlsFiles,
  renew: (content: TlsContent) => void,
  report: (error: unknown) => void,
): () => void {
  const paths = [files.cert, files.key, files.clientCa].flatMap((given) => given?.path ?? []);
  let timer: NodeJS.Timeout | undefined;
  const readAgain = (): void => {
    try {
      renew(readTls(files));
    } catch (error) {
      report(error);
    }
  };
  // Not `watchFile`, which has looked for the first time only some time after it was called: a change until then it does not see.
  let seen = paths.map(stateOf).join();
  const look = setInterval(() => {
    const now = paths.map(stateOf).join();
    if (now === seen) return;
    seen = now;
    clearTimeout(timer);
    timer = setTimeout(readAgain, SETTLE_MS).unref();
  }, LOOK_MS).unref();
  return () => {
    clearInterval(look);
    clearTimeout(timer);
  };
}

/** What is another once a file has been written or replaced. */
function stateOf(path: string): string {
  try {
    const { ino, size, mtimeMs } = statSync(path);
    return `${ino} ${size} ${mtimeMs}`;
  } catch (error) {
    return messageOf(error);
  }
}

function read({ name, path }: Given): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const why = systemCodeOf(error) === 'ENOENT' ? 'there is no such file' : messageOf(error);
    throw badOption(name, path, 'name a PEM file that the server may read', why);
  }
}

function certificateOf({ name, path }: Given, content: Buffer): X509Certificate {
  try {
    return new X509Certificate(content);
  } catch {
    throw badOption(name, path, 'give a file that begins with -----BEGIN CERTIFICATE-----', 'it holds no certificate');
  }
}

function keyOf({ name, path }: Given, content: Buffer): KeyObject {
  try {
    return createPrivateKey(content);
  } catch {
    const remedy = 'give a PEM file with a private key that has no passphrase';
    throw badOption(name, path, remedy, 'it holds no key that can be read');
  }
}
