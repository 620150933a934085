import { connect, isIP } from 'node:net';
import { connect as connectSecure, type DetailedPeerCertificate } from 'node:tls';
import { seconds } from '../no-answer-text.ts';
import { troubleText } from './trouble-text.ts';
import type { HostPort, TcpReply, TlsReply } from '../network-probes.ts';

/** Whether somebody takes the connection. */
export function connectTcp({ host, port }: HostPort, timeoutMs: number): Promise<TcpReply> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (reply: TcpReply): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reply);
    };
    const timer = setTimeout(() => {
      end({ ok: false, why: `no connection within ${seconds(timeoutMs)}` });
    }, timeoutMs);
    socket.once('connect', () => {
      end({ ok: true });
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      end({ ok: false, why: troubleText(error) });
    });
  });
}

/** The certificates that are shown there. A server that wants one of ours has shown its own by then. */
export function connectTls({ host, port }: HostPort, timeoutMs: number): Promise<TlsReply> {
  return new Promise((resolve) => {
    const name = isIP(host) === 0 ? { servername: host } : {};
    const socket = connectSecure({ host, port, rejectUnauthorized: false, ...name });
    const end = (reply: TlsReply): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(reply);
    };
    const timer = setTimeout(() => {
      end({ ok: false, why: `no handshake within ${seconds(timeoutMs)}` });
    }, timeoutMs);
    socket.once('secureConnect', () => {
      const pem = pemOf(socket.getPeerCertificate(true));
      end(pem === '' ? { ok: false, why: 'it shows no certificate' } : { ok: true, pem });
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      end({ ok: false, why: troubleText(error) });
    });
  });
}

/** A root is its own issuer. */
function pemOf(leaf: DetailedPeerCertificate): string {
  const seen = new Set<string>();
  let text = '';
  // Where there is no certificate, or no issuer of it, Node gives an empty object, or none.
  let one = leaf as Partial<DetailedPeerCertificate> | undefined;
  while (one?.raw !== undefined && !seen.has(one.fingerprint256 ?? '')) {
    seen.add(one.fingerprint256 ?? '');
    const lines = one.raw.toString('base64').match(/.{1,64}/g) ?? [];
    text += `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
    one = one.issuerCertificate;
  }
  return text;
}
