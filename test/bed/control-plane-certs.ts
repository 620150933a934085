import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';

/** PEM texts. */
export interface KeyPair {
  cert: string;
  key: string;
}

export interface CertificateRequest {
  commonName: string;
  /** Kubernetes reads them as the user's groups. */
  organizations?: string[];
  /** DNS names and IPv4 addresses of a serving certificate; without them it is a client's. */
  hosts?: string[];
  notBefore?: Date;
  notAfter?: Date;
}

const DAY_MS = 86_400_000;

/**
 * A certificate authority in memory. Node can read X.509 but not write it, and the bed may not
 * need openssl; the few structures of a certificate are written out here (RFC 5280).
 */
export class CertificateAuthority {
  readonly cert: string;
  readonly #key: KeyObject;
  readonly #name: string;

  constructor(name: string) {
    const pair = newKey();
    this.#key = pair.privateKey;
    this.#name = name;
    const extensions = [
      extension('551d13', true, sequence(BOOLEAN_TRUE)), // basicConstraints: CA
      extension('551d0f', true, bitString(Buffer.from([0x06]), 1)), // keyCertSign, cRLSign
    ];
    this.cert = this.#certificate({ commonName: name }, pair.publicKey, extensions);
  }

  /** A new key with a certificate, valid for ten days from yesterday unless asked otherwise. */
  issue(request: CertificateRequest): KeyPair {
    const pair = newKey();
    const serving = request.hosts !== undefined;
    const extensions = [
      extension('551d0f', true, bitString(Buffer.from([0x80]), 7)), // digitalSignature
      extension('551d25', false, sequence(oid(serving ? '2b06010505070301' : '2b06010505070302'))),
    ];
    if (request.hosts) {
      extensions.push(extension('551d11', false, sequence(...request.hosts.map(alternativeName))));
    }
    const cert = this.#certificate(request, pair.publicKey, extensions);
    return { cert, key: pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string };
  }

  #certificate(request: CertificateRequest, publicKey: KeyObject, extensions: Buffer[]): string {
    const { notBefore, notAfter } = request;
    const serial = randomBytes(16);
    serial[0] = (serial[0]! & 0x7f) | 0x01; // positive, and no leading zeros
    const body = sequence(
      der(0xa0, der(0x02, Buffer.from([2]))), // version 3
      der(0x02, serial),
      ECDSA_WITH_SHA256,
      distinguishedName(this.#name),
      sequence(
        time(notBefore ?? new Date(Date.now() - DAY_MS)),
        time(notAfter ?? new Date(Date.now() + 9 * DAY_MS)),
      ),
      distinguishedName(request.commonName, request.organizations),
      publicKey.export({ type: 'spki', format: 'der' }),
      der(0xa3, sequence(...extensions)),
    );
    const signature = sign('sha256', body, this.#key);
    return pem(sequence(body, ECDSA_WITH_SHA256, bitString(signature, 0)));
  }
}

/** A private key that can sign service account tokens, and its public half. PEM texts. */
export function newSigningKey(): { privateKey: string; publicKey: string } {
  const pair = newKey();
  return {
    // kube-controller-manager reads EC keys in their own SEC 1 form, not in PKCS 8.
    privateKey: pair.privateKey.export({ type: 'sec1', format: 'pem' }) as string,
    publicKey: pair.publicKey.export({ type: 'spki', format: 'pem' }) as string,
  };
}

function newKey() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const size = content.length;
  const length =
    size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function sequence(...parts: Buffer[]): Buffer {
  return der(0x30, ...parts);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function bitString(bytes: Buffer, unusedBits: number): Buffer {
  return der(0x03, Buffer.from([unusedBits]), bytes);
}

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...(critical ? [BOOLEAN_TRUE] : []), der(0x04, value));
}

function alternativeName(host: string): Buffer {
  return isIP(host) === 4
    ? der(0x87, Buffer.from(host.split('.').map(Number)))
    : der(0x82, Buffer.from(host));
}

function distinguishedName(commonName: string, organizations: string[] = []): Buffer {
  const attribute = (id: string, value: string) =>
    der(0x31, sequence(oid(id), der(0x0c, Buffer.from(value))));
  return sequence(
    ...organizations.map((name) => attribute('55040a', name)),
    attribute('550403', commonName),
  );
}

/** UTCTime, which certificates use until 2049: `YYMMDDhhmmssZ`. */
function time(date: Date): Buffer {
  return der(
    0x17,
    Buffer.from(
      date
        .toISOString()
        .replace(/[-:T]|\.\d+/g, '')
        .slice(2),
    ),
  );
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

const BOOLEAN_TRUE = Buffer.from([0x01, 0x01, 0xff]);
const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));
