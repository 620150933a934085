import { madeFrom } from '../messages/fault-of.ts';
import { said } from '../messages/said-of.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { typedName } from '../plan/operate-plan.ts';
import { offlineHash } from '../rollout/offline-record.ts';
import { RecordStore } from '../rollout/record-store.ts';
import type { RecordFile } from '../rollout/record.ts';
import type { Cluster, KubeObject } from '../world.ts';
import { NoWorkload, readName } from './find-workload.ts';

/** Kinds whose records may tell of a workload that has gone. */
const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Pod', 'ModuleDeployment'];

/** A record, whether or not its workload is there. */
export interface Recorded {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly store: RecordStore;
  readonly file: RecordFile;
}

/** What is recorded under NAME, newest first. */
export async function findRecords(
  cluster: Cluster,
  typed: string,
  namespace: string,
): Promise<Recorded[]> {
  const { kind: only, bare: name } = readName(typed);
  const meant = only === undefined ? kinds : [only.kind];
  const all = await Promise.all(
    meant.map(async (kind): Promise<Recorded[]> => {
      const store = new RecordStore(cluster, namespace, { kind, name });
      const file = await store.load();
      return file === undefined ? [] : [{ kind, name, namespace, store, file }];
    }),
  );
  const startedAt = ({ file }: Recorded): number => Date.parse(file.current.startedAt);
  return all.flat().sort((a, b) => startedAt(b) - startedAt(a));
}

/** What `finding` finds, or the record of what was there; the Fault again where there is none. */
export async function orGone<T>(
  finding: () => Promise<T>,
  [cluster, typed, namespace]: [Cluster, string, string],
): Promise<{ readonly found: T } | { readonly gone: Recorded; readonly fault: NoWorkload }> {
  try {
    return { found: await finding() };
  } catch (error) {
    if (!(error instanceof NoWorkload)) throw error;
    const [gone] = await findRecords(cluster, typed, namespace);
    if (gone === undefined) throw error;
    return { gone, fault: error };
  }
}

/** The workload's name and kind, as far as its record knows it. */
export function shadowOf({ kind, name, namespace }: Omit<Recorded, 'store' | 'file'>): KubeObject {
  const apiVersion = kind === 'ModuleDeployment' ? 'koupleless.io/v1alpha1' : 'apps/v1';
  return { apiVersion, kind, metadata: { name, namespace } };
}

/**
 * The verdict on a workload that is gone: taken offline, when and by whom; or the Fault, where
 * something else than koupctl took it away.
 */
export function verdictOnGone(gone: Recorded, fault: NoWorkload): Outcome {
  const { module, phase, who, reason, startedAt, endedAt, note, templateHash } = gone.file.current;
  const typed = typedName(shadowOf(gone));
  const what = `${module.name} ${module.version}`;
  if (templateHash !== offlineHash) {
    const about = madeFrom((inWords, { rollouts }) => ({
      message: inWords(fault).message,
      fix: rollouts.goneByOther(typed),
      details: [rollouts.lastRollout(module.version, who, phase, endedAt ?? startedAt)],
    }));
    throw new NoWorkload(...about);
  }
  const causes = note === undefined ? [] : [note];
  if (phase === 'done') {
    const since = endedAt ?? startedAt;
    return outcome(
      'done',
      said(({ commanded }) => commanded.offlineSince(what, since, who, reason)),
    );
  }
  const message = said(({ commanded }) => commanded.toGoOffline(what, startedAt, who, reason));
  return outcome('unhealthy', message, {
    causes,
    next: [`koupctl offline ${typed}`],
  });
}
