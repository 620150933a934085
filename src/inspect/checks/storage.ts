import { check, found, judgeEach, type Check, type Finding } from '../check.ts';
import { nameOf } from '../facts/object-fields.ts';
import { lingering } from './pods.ts';

export const storageChecks: readonly Check[] = [
  check('volume-claims', ['claims'], ({ claims }, situation) =>
    judgeEach(claims, (claim): Finding[] => {
      const object = nameOf('persistentvolumeclaim', claim.namespace, claim.name);
      const { phase, volume, storageClass, createdAt, leaving } = claim;
      const held = leaving && lingering(object, leaving, situation);
      if (held !== undefined) return [held];
      const seen = [
        ['phase', phase],
        ['volume', volume],
        ['storageClass', storageClass],
      ] as const;
      if (phase === 'Lost') return [found('fail', 'claim-lost', object, { volume }, seen)];
      const ageMs = situation.now - createdAt;
      if (phase !== 'Pending' || ageMs <= situation.limits.claimPending) return [];
      const minutes = Math.floor(ageMs / 60_000);
      // A claim of a class that binds late waits for a pod, which is no fault.
      return [found('warn', 'claim-pending', object, { minutes }, seen)];
    }),
  ),
  check('volumes', ['volumes'], ({ volumes }, situation) =>
    judgeEach(volumes, ({ name, phase, message, claim, leaving }): Finding[] => {
      const object = `persistentvolume/${name}`;
      const held = leaving && lingering(object, leaving, situation);
      if (held !== undefined) return [held];
      const seen = [
        ['phase', phase],
        ['claim', claim],
        ['message', message],
      ] as const;
      if (phase === 'Failed') return [found('fail', 'volume-failed', object, { message }, seen)];
      return phase === 'Released'
        ? [found('warn', 'volume-released', object, { claim }, seen)]
        : [];
    }),
  ),
  check('namespaces-terminating', ['namespaces'], ({ namespaces }, situation) =>
    judgeEach(namespaces, ({ name, leaving, left }) =>
      leaving === undefined
        ? undefined
        : lingering(`namespace/${name}`, leaving, situation, [['left in it', left]]),
    ),
  ),
];
