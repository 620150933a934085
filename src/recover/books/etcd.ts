import type { SnapshotSeen } from '../../etcd-door.ts';
import type { EtcdFacts, Facts } from '../facts.ts';
import type { Found, Params, Runbook, StepSpec } from '../step.ts';

const parts = (facts: Facts): EtcdFacts => {
  if (facts.etcd === undefined) throw new Error('a runbook of etcd without what etcd said');
  return facts.etcd;
};

const fileOf = ({ target }: Facts): string => target.etcd?.file ?? '';
const folderOf = ({ target }: Facts): string => target.etcd?.dataDir ?? '';

function intactParams(
  file: string,
  { bytes, sha256, taken }: Extract<SnapshotSeen, { state: 'intact' }>,
): Params {
  return {
    file,
    bytes,
    sha256: sha256.slice(0, 12),
    revision: taken?.revision ?? '',
    until: taken?.revisionAfter ?? '',
    keys: taken?.keys ?? '',
    takenAt: taken?.takenAt ?? '',
  };
}

function healthy(facts: Facts): Found[] {
  const { status } = parts(facts);
  if (status?.up !== true)
    return [{ state: 'blocked', code: 'etcd-silent', params: { why: status?.why ?? '' } }];
  const { version, dbBytes, revision, errors } = status;
  if (errors.length > 0)
    return [{ state: 'blocked', code: 'etcd-sick', params: { why: errors.join('; ') } }];
  return [{ state: 'done', code: 'etcd-well', params: { version, bytes: dbBytes, revision } }];
}

function snapshotTaken(facts: Facts): Found[] {
  const file = fileOf(facts);
  const { snapshot } = parts(facts);
  switch (snapshot.state) {
    case 'intact':
      return [{ state: 'done', code: 'snapshot-intact', params: intactParams(file, snapshot) }];
    case 'broken':
      return [{ state: 'blocked', code: 'file-in-the-way', params: { file, why: snapshot.why } }];
    case 'absent':
      return [
        {
          state: 'to-do',
          code: 'no-snapshot-yet',
          params: { file },
          acts: [{ does: 'etcd-snapshot', file }],
        },
      ];
  }
}

/** A snapshot of etcd into a file that is whole and verified, or not there. */
export const etcdBackup: Runbook = {
  id: 'etcd-backup',
  needs: ['endpoint', 'file'],
  reads: ['etcd'],
  steps: [
    { id: 'etcd-health', danger: 'none', check: healthy },
    { id: 'take-snapshot', danger: 'writes', check: snapshotTaken },
  ],
};

function snapshotIntact(facts: Facts): Found[] {
  const file = fileOf(facts);
  const { snapshot } = parts(facts);
  if (snapshot.state === 'absent')
    return [{ state: 'blocked', code: 'no-snapshot', params: { file } }];
  if (snapshot.state === 'broken') {
    return [{ state: 'blocked', code: 'snapshot-broken', params: { file, why: snapshot.why } }];
  }
  const noted = snapshot.taken?.sha256;
  if (noted !== undefined && noted !== snapshot.sha256) {
    return [{ state: 'blocked', code: 'snapshot-another', params: { file } }];
  }
  return [{ state: 'done', code: 'snapshot-intact', params: intactParams(file, snapshot) }];
}

/** Whether the data folder is what was restored from exactly this snapshot. */
function isRestored(facts: Facts): boolean {
  const { folder, snapshot } = parts(facts);
  return (
    folder?.state === 'full' &&
    snapshot.state === 'intact' &&
    folder.restoredFrom === snapshot.sha256
  );
}

const stopped: StepSpec = {
  id: 'stop-etcd',
  danger: 'none',
  manual: true,
  check: (facts) => {
    if (isRestored(facts)) return [{ state: 'done', code: 'restored-already' }];
    const { status } = parts(facts);
    if (status === undefined) return [{ state: 'manual', code: 'etcd-unasked' }];
    if (status.up) {
      const { version, revision } = status;
      return [{ state: 'manual', code: 'etcd-runs', params: { version, revision } }];
    }
    return status.refused
      ? [{ state: 'done', code: 'etcd-stopped' }]
      : [{ state: 'manual', code: 'etcd-unclear', params: { why: status.why } }];
  },
};

function asideFound(facts: Facts): Found[] {
  const folder = folderOf(facts);
  const { folder: seen } = parts(facts);
  if (isRestored(facts)) return [{ state: 'done', code: 'restored-already' }];
  if (seen?.state !== 'full') return [{ state: 'done', code: 'folder-free', params: { folder } }];
  const name = folder.split('/').findLast((part) => part !== '') ?? folder;
  return [
    {
      state: 'to-do',
      code: 'folder-full',
      params: { folder },
      name,
      acts: [{ does: 'keep-aside', folder }],
    },
  ];
}

function restored(facts: Facts): Found[] {
  const folder = folderOf(facts);
  const file = fileOf(facts);
  if (isRestored(facts)) return [{ state: 'done', code: 'restored', params: { folder } }];
  return [
    {
      state: 'to-do',
      code: 'to-restore',
      params: { folder, file },
      acts: [{ does: 'etcd-restore', file, folder }],
    },
  ];
}

function started(facts: Facts): Found[] {
  const { status } = parts(facts);
  if (status === undefined) return [{ state: 'manual', code: 'etcd-unasked' }];
  if (!status.up || !isRestored(facts))
    return [{ state: 'manual', code: 'etcd-not-started', params: { folder: folderOf(facts) } }];
  return [
    {
      state: 'done',
      code: 'etcd-well',
      params: { version: status.version, bytes: status.dbBytes, revision: status.revision },
    },
  ];
}

/** What was in it when the snapshot was taken, and what is in it now. */
function compared(facts: Facts): Found[] {
  const { status, snapshot, now } = parts(facts);
  const taken = snapshot.state === 'intact' ? snapshot.taken : undefined;
  if (taken === undefined) return [{ state: 'not-applicable', code: 'nothing-to-compare' }];
  if (status?.up !== true || !isRestored(facts))
    return [{ state: 'under-way', code: 'not-yet-compared' }];
  const { revision, keys } = taken;
  if (now === undefined)
    return [{ state: 'not-applicable', code: 'compacted-since', params: { revision } }];
  if (now.keys !== keys) {
    return [{ state: 'blocked', code: 'keys-differ', params: { revision, keys, now: now.keys } }];
  }
  if (now.compactRevision !== taken.compactRevision) {
    return [{ state: 'done', code: 'keys-same', params: { revision, keys } }];
  }
  return now.hash === taken.hash
    ? [{ state: 'done', code: 'hash-same', params: { revision, keys, hash: now.hash } }]
    : [
        {
          state: 'blocked',
          code: 'hash-differs',
          params: { revision, hash: taken.hash, now: now.hash },
        },
      ];
}

export const apiAnswers: StepSpec = {
  id: 'api-answers',
  danger: 'none',
  manual: true,
  check: ({ down }) => [
    down === undefined
      ? { state: 'done', code: 'api-up' }
      : { state: 'manual', code: 'api-down', params: { why: down } },
  ],
};

/** A member's data folder out of a snapshot; on every machine of etcd once. */
export const etcdRestore: Runbook = {
  id: 'etcd-restore',
  needs: ['file', 'data-dir', 'etcdutl', 'endpoint'],
  reads: ['etcd', 'api'],
  steps: [
    { id: 'check-snapshot', danger: 'none', check: snapshotIntact },
    stopped,
    { id: 'keep-folder-aside', danger: 'dangerous', check: asideFound },
    { id: 'restore-snapshot', danger: 'writes', check: restored },
    { id: 'start-etcd', danger: 'none', manual: true, check: started },
    { id: 'compare', danger: 'none', check: compared },
    apiAnswers,
  ],
};
