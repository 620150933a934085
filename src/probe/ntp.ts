import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { monotonicMs } from '../monotonic.ts';
import { seconds } from '../no-answer-text.ts';
import { troubleText } from './trouble-text.ts';
import type { HostPort, NtpReply } from '../network-probes.ts';

const packetBytes = 48;
/** NTP counts from 1900. */
const epochOffsetMs = 2_208_988_800_000;
const clientV4 = 0x23;
const serverMode = 4;

/** One question of SNTP (RFC 4330). */
export function askNtp({ host, port }: HostPort, timeoutMs: number): Promise<NtpReply> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    const nonce = randomBytes(8);
    // One clock for both ends of the wait: this machine's may be set meanwhile.
    const wall = wallOffset();
    let sentAt = monotonicMs();
    const end = (reply: NtpReply): void => {
      clearTimeout(timer);
      socket.close();
      resolve(reply);
    };
    const timer = setTimeout(() => {
      end({ ok: false, why: `no answer within ${seconds(timeoutMs)}` });
    }, timeoutMs);
    socket.once('error', (error: NodeJS.ErrnoException) => {
      end({ ok: false, why: troubleText(error) });
    });
    socket.on('message', (packet) => {
      const arrivedAt = monotonicMs();
      // Somebody else's, or an old one: the right one may still come.
      if (packet.length < packetBytes || !packet.subarray(24, 32).equals(nonce)) return;
      end(readPacket(packet, wall + sentAt, wall + arrivedAt));
    });
    const packet = Buffer.alloc(packetBytes);
    packet[0] = clientV4;
    nonce.copy(packet, 40);
    // A connected socket hears that nobody listens.
    socket.connect(port, host, () => {
      // Looking the name up is no part of the way there.
      sentAt = monotonicMs();
      socket.send(packet);
    });
  });
}

/** This machine's clock less the steady one, ms; read again where something came between the two. */
function wallOffset(): number {
  let best = { gap: Infinity, offset: 0 };
  for (let tries = 0; tries < 5 && best.gap > 0.1; tries += 1) {
    const before = monotonicMs();
    const wall = Date.now();
    const gap = monotonicMs() - before;
    if (gap < best.gap) best = { gap, offset: wall - before - gap / 2 };
  }
  return best.offset;
}

function readPacket(packet: Buffer, sentAt: number, arrivedAt: number): NtpReply {
  const [head = 0, stratum = 0] = packet;
  if ((head & 7) !== serverMode) return { ok: false, why: 'what answered is no NTP server' };
  const received = timestamp(packet, 32);
  const answered = timestamp(packet, 40);
  const unsynchronised = head >> 6 === 3;
  return {
    ok: true,
    offsetMs: (received - sentAt + (answered - arrivedAt)) / 2,
    delayMs: Math.max(0, arrivedAt - sentAt - (answered - received)),
    stratum: unsynchronised ? 16 : stratum,
    source: sourceOf(packet, stratum),
  };
}

/** ms since 1970, with fractions. */
function timestamp(packet: Buffer, at: number): number {
  const fraction = packet.readUInt32BE(at + 4) / 2 ** 32;
  const whole = packet.readUInt32BE(at);
  // Its era 1 begins in 2036.
  const era = whole < 2 ** 31 ? 2 ** 32 : 0;
  return (whole + era + fraction) * 1_000 - epochOffsetMs;
}

/** Letters of the first stratum (`GPS`, `INIT`), an address of all others. */
function sourceOf(packet: Buffer, stratum: number): string {
  const id = packet.subarray(12, 16);
  const letters = id.toString('latin1').replaceAll('\0', '');
  if (stratum > 1 && stratum < 16) return [...id].join('.');
  return /^[\x20-\x7e]*$/.test(letters) ? letters : [...id].join('.');
}
