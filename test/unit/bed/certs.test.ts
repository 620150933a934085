import { createPrivateKey, X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { CertificateAuthority } from '../../bed/control-plane-certs.ts';

const authority = new CertificateAuthority('bed');
const ca = new X509Certificate(authority.cert);

test('the authority is a CA signed by itself', () => {
  expect(ca.ca).toBe(true);
  expect(ca.verify(ca.publicKey)).toBe(true);
});

test('a serving certificate is good for its hosts and no others', () => {
  const { cert, key } = authority.issue({ commonName: 'x', hosts: ['127.0.0.9', 'bed.test'] });
  const parsed = new X509Certificate(cert);
  expect(parsed.checkIssued(ca)).toBe(true);
  expect(parsed.verify(ca.publicKey)).toBe(true);
  expect(parsed.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(parsed.checkIP('127.0.0.9')).toBe('127.0.0.9');
  expect(parsed.checkIP('127.0.0.1')).toBeUndefined();
  expect(parsed.checkHost('bed.test')).toBe('bed.test');
  expect(parsed.ca).toBe(false);
});

test('a client certificate carries user and groups', () => {
  const { cert } = authority.issue({ commonName: '王', organizations: ['a', 'b'] });
  expect(new X509Certificate(cert).subject.split('\n')).toEqual(['O=a', 'O=b', 'CN=王']);
});

test('validity is as asked', () => {
  const notBefore = new Date('2024-01-02T03:04:05Z');
  const notAfter = new Date('2024-02-02T03:04:05Z');
  const parsed = new X509Certificate(
    authority.issue({ commonName: 'x', notBefore, notAfter }).cert,
  );
  expect(new Date(parsed.validFrom)).toEqual(notBefore);
  expect(new Date(parsed.validTo)).toEqual(notAfter);
});

test('many certificates can be read: no serial or length is encoded wrongly', () => {
  for (let i = 0; i < 200; i++) {
    const hosts = Array.from({ length: i }, (_, n) => `host-${n}.test`);
    const parsed = new X509Certificate(authority.issue({ commonName: `c${i}`, hosts }).cert);
    expect(parsed.verify(ca.publicKey)).toBe(true);
  }
});
