import { expect, test } from 'vitest';
import { proxyFromEnv } from '../../../src/cluster/access/env-proxy.ts';

const proxied = (server: string, noProxy: string) =>
  proxyFromEnv(new URL(server), { HTTPS_PROXY: 'http://p:3128', NO_PROXY: noProxy }) !== undefined;

test.each([
  ['https://api.example.com', '', true],
  ['https://api.example.com', 'example.com', false],
  ['https://example.com', '.example.com', true],
  ['https://api.example.com', '.example.com', false],
  ['https://api.example.com', '*.example.com', false],
  ['https://notexample.com', 'example.com', true],
  ['https://api.example.com:6443', 'example.com:6443', false],
  ['https://api.example.com:6443', 'example.com:443', true],
  ['https://api.example.com', 'example.com:443', false],
  ['https://10.1.2.3', '10.0.0.0/8', false],
  ['https://11.1.2.3', '10.0.0.0/8, 192.168.0.0/16', true],
  ['https://10.1.2.3:6443', '10.1.2.3', false],
  ['https://[fd00::1]', 'fd00::/8', false],
  ['https://10.1.2.3', 'fd00::/8', true],
  ['https://10.1.2.3', '10.0.0.0/99,x/8', true],
  ['https://api.example.com', '*', false],
  ['https://localhost:6443', '', false],
  ['https://127.0.0.1:6443', '', false],
])('%s with NO_PROXY=%s: %s', (server, noProxy, expected) => {
  expect(proxied(server, noProxy)).toBe(expected);
});

test('the scheme chooses the variable; small letters and a bare host will do', () => {
  const env = { http_proxy: 'p:1', HTTPS_PROXY: 'socks5://q' };
  expect(proxyFromEnv(new URL('http://a'), env)).toBe('http://p:1');
  expect(proxyFromEnv(new URL('https://a'), env)).toBe('socks5://q');
  expect(proxyFromEnv(new URL('https://a'), {})).toBeUndefined();
});
