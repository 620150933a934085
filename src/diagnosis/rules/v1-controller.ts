import { v1ModuleOf, v1Spec } from '../../modules/v1-view.ts';
import type { Fact, Finding } from '../cause.ts';
import { attentionMs, type Evidence, type ModuleDeploymentSeen, type Rule } from '../evidence.ts';
import { fact, isOlder } from '../facts.ts';

/** Objects that end V1's controller, and again at every start, for everyone in the cluster. */
export const v1Killers: Rule = {
  name: 'v1-killers',
  find: ({ moduleDeployments }) => moduleDeployments.flatMap(killing),
};

function killing({ metadata, replicaSets }: ModuleDeploymentSeen): Finding[] {
  const { name, namespace = 'default', labels = {}, deletionTimestamp, finalizers = [] } = metadata;
  const object = `moduledeployment/${name} -n ${namespace}`;
  const params = { object: `${namespace}/${name}` };
  const rest = { confidence: 'certain', subject: 'controller', params } as const;
  if (deletionTimestamp !== undefined) {
    // Without its finalizers it would be gone; with them the controller looks for what is gone.
    if (replicaSets > 0 || finalizers.length === 0) return [];
    return [
      {
        code: 'v1-half-deleted',
        ...rest,
        evidence: [
          fact(object, 'metadata.deletionTimestamp', deletionTimestamp),
          fact(object, 'metadata.finalizers', finalizers.join(', ')),
          fact(object, 'ModuleReplicaSets', 'none'),
        ],
        next: [
          `kubectl patch moduledeployment ${name} -n ${namespace} --type merge -p '{"metadata":{"finalizers":null}}'`,
        ],
      },
    ];
  }
  if (Object.keys(labels).length > 0) return [];
  return [
    {
      code: 'v1-no-labels',
      ...rest,
      evidence: [fact(object, 'metadata.labels', 'none')],
      next: [`kubectl label moduledeployment ${name} -n ${namespace} app=${name}`],
    },
  ];
}

/** What it should have done by now; nobody else writes these fields. */
export const v1Controller: Rule = {
  name: 'v1-controller',
  find: (evidence) => {
    const { controllers, v1 } = evidence;
    if (v1 === undefined) return [];
    const ours = controllers.filter(({ world }) => world === 'v1');
    const down = ours.length > 0 && ours.every(({ ready }) => !ready);
    const pods = ours
      .filter(({ ready }) => !ready)
      .map((one) => fact(one.object, 'status', one.trouble ?? 'not Ready'));
    const idle = unattended(evidence);
    if (!down && idle.length === 0) return [];
    return [
      {
        code: 'v1-controller-dead',
        confidence: down ? 'certain' : 'likely',
        subject: 'controller',
        params: {},
        evidence: [...idle, ...pods],
        next: ['kubectl get pods -A -l app=module-controller'],
      },
    ];
  },
};

function unattended(evidence: Evidence): Fact[] {
  const { v1, now, workload } = evidence;
  if (v1 === undefined || workload === undefined) return [];
  if (!isOlder(v1.changedAt, now, attentionMs)) return [];
  const name = `moduledeployment/${workload.metadata.name}`;
  const { release, newest, current, free } = v1.view;
  if (release === undefined) return [fact(name, 'status.releaseStatus', 'absent')];
  const wanted = v1ModuleOf(workload);
  const { replicas = 0 } = v1Spec(workload);
  // While it is paused the controller looks at no spec.
  if (release.progress === 'Completed' && newest !== undefined) {
    if (newest.module.version !== wanted.version || newest.module.name !== wanted.name) {
      return [
        fact(name, 'spec.template.spec.module.version', wanted.version),
        fact(
          `modulereplicaset/${newest.name}`,
          'spec.template.spec.module.version',
          newest.module.version,
        ),
      ];
    }
    if (newest.replicas !== replicas && replicas >= 0) {
      return [
        fact(name, 'spec.replicas', replicas),
        fact(`modulereplicaset/${newest.name}`, 'spec.replicas', newest.replicas),
      ];
    }
  }
  if (newest !== undefined && newest.tried !== newest.replicas && free.length > 0) {
    return [
      fact(`modulereplicaset/${newest.name}`, 'spec.replicas', newest.replicas),
      fact(`modulereplicaset/${newest.name}`, 'status.replicas', newest.tried),
    ];
  }
  const stale = current.find(
    ({ state, createdAt }) =>
      (state === '' || state === 'Prepare') && isOlder(createdAt, now, attentionMs),
  );
  if (stale !== undefined) {
    return [
      fact(`module/${stale.name}`, 'status.status', stale.state === '' ? 'none' : stale.state),
    ];
  }
  return [];
}
