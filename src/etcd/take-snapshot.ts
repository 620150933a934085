import type { IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import type { SnapshotNote } from '../etcd-door.ts';
import { Fault } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';
import type { Gateway } from './gateway.ts';
import { noteOf, readSnapshot, writeWhole, type Flaw } from './snapshot-file.ts';

/** One line of the stream. */
interface Piece {
  readonly result?: { readonly blob?: string; readonly remaining_bytes?: string };
  readonly error?: { readonly message?: string };
}

/** Writes FILE and FILE.json, the first only when its hash is right. */
export async function takeSnapshot(
  gateway: Gateway,
  file: string,
  takenAt: string,
  signal: AbortSignal,
): Promise<SnapshotNote> {
  const before = await gateway.statusAnswer();
  const revision = before.header?.revision ?? '0';
  const store = await gateway.at(revision);
  let seen: { bytes: number; sha256: string } | undefined;
  await writeWhole(
    file,
    async (write) => {
      await copy(await gateway.snapshot(signal), write);
    },
    async (temporary) => {
      const read = await readSnapshot(temporary);
      if (read.state === 'intact') seen = read;
      else {
        const flaw: Flaw = read.state === 'broken' ? read.flaw : (say) => say.nothing;
        throw faultOf(({ etcd }) => etcd.notWhole(flaw(etcd.flaws)), { outcome: 'failed' });
      }
    },
  );
  const { bytes = 0, sha256 = '' } = seen ?? {};
  const after = await gateway.statusAnswer();
  const note: SnapshotNote = {
    version: 1,
    takenAt,
    etcdVersion: before.version ?? '',
    clusterId: before.header?.cluster_id ?? '',
    revision,
    revisionAfter: after.header?.revision ?? revision,
    keys: store?.keys ?? '',
    hash: store?.hash ?? '',
    compactRevision: store?.compactRevision ?? '',
    bytes,
    sha256,
  };
  await writeWhole(noteOf(file), async (write) => {
    await write(Buffer.from(`${JSON.stringify(note, null, 2)}\n`));
  });
  return note;
}

async function copy(
  answer: IncomingMessage,
  write: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  let left: string | undefined;
  try {
    // A broken connection ends the lines without a word, and the answer with an error.
    answer.on('error', () => undefined);
    for await (const line of createInterface({ input: answer, crlfDelay: Infinity })) {
      if (line.trim() === '') continue;
      const { result, error } = JSON.parse(line) as Piece;
      if (error !== undefined)
        throw faultOf(({ etcd }) => etcd.ended(error.message), { outcome: 'failed' });
      left = result?.remaining_bytes ?? '0';
      if (result?.blob !== undefined) await write(Buffer.from(result.blob, 'base64'));
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    const { message } = error as Error;
    throw faultOf(({ etcd }) => etcd.brokeOff(message), { outcome: 'failed', cause: error });
  }
  if (left !== '0' || !answer.complete) {
    throw faultOf(({ etcd }) => etcd.connectionBroke, { outcome: 'failed' });
  }
}
