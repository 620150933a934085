import { core } from '../modules/surface.ts';
import { makePlanPod } from '../plan/plan-pod.ts';
import { templateOf } from '../modules/workload-template.ts';
import type { Assignment, Ports } from '../rollout/context.ts';
import type { Driver } from '../rollout/driver.ts';
import { PodDriver } from '../rollout/kinds/pod.ts';
import type { RevisionedFacts } from '../rollout/kinds/revisioned-state.ts';
import { RecordStore } from '../rollout/record-store.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import { canonical } from '../rollout/template-hash.ts';
import { Workload } from '../rollout/workload.ts';
import type { Bases, Cluster } from '../world.ts';
import { gatherPod, standIn } from './gather-pod.ts';
import { workloadFor, type Prepared, type PrepareParts, type UndoParts } from './prepared.ts';

/** Reads, plans and readies the rollout of a bare Pod. Writes nothing. */
export async function preparePod(
  cluster: Cluster,
  bases: Bases,
  input: PrepareParts,
): Promise<Prepared> {
  const { manifest, live, options } = input;
  const { name, namespace = 'default' } = manifest.metadata;
  const store = new RecordStore(cluster, namespace, { kind: core.pod.kind, name });
  const record = (await store.load())?.current;
  const facts = await gatherPod(
    cluster,
    options.proof === 'base' ? bases : undefined,
    input,
    record,
  );
  const plan = makePlanPod(facts, options, (a, b) => canonical(a) === canonical(b));
  const resumes = plan.kind === 'resume';
  return {
    plan,
    resumes: resumes ? record?.id : undefined,
    driver(ports, assignment) {
      const workload = new Workload(ports.cluster, { type: core.pod, namespace, name }, ports.emit);
      workload.adopt(live);
      const parts =
        resumes && record !== undefined
          ? factsFrom(record, namespace)
          : {
              mode: facts.live === undefined ? ('first' as const) : ('upgrade' as const),
              resume: false,
              templateHash: facts.storedHash,
              updateStrategy: undefined,
              oldTemplate: facts.live && templateOf(facts.live),
              newTemplate: templateOf(facts.stored),
              manifest: facts.stored,
              force: false,
              generation: undefined,
            };
      const ofStore = store.through(ports.cluster);
      return new PodDriver(ports, assignment, { facts: parts, workload, store: ofStore });
    },
    applySettings: () => Promise.reject(new Error('a bare Pod is rolled whatever changes')),
  };
}

/** The driver that takes up the rollout of a bare Pod from its record alone. */
export function undoPod(
  ports: Ports,
  assignment: Assignment,
  { found, record, store }: UndoParts,
): Driver {
  return new PodDriver(ports, assignment, {
    facts: factsFrom(record, found.metadata.namespace ?? 'default'),
    workload: workloadFor(ports, found, core.pod),
    store: store.through(ports.cluster),
  });
}

function factsFrom(record: RolloutRecord, namespace: string): RevisionedFacts {
  const { oldTemplate, template, templateHash } = record;
  const next = { ...standIn(record, namespace), spec: { replicas: 1, template } };
  return {
    mode: oldTemplate === undefined ? 'first' : 'upgrade',
    resume: true,
    templateHash,
    updateStrategy: undefined,
    oldTemplate,
    newTemplate: template,
    manifest: next,
    force: false,
    generation: undefined,
  };
}
