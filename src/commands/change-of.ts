import type { BizOrder } from '../arklets.ts';
import type { Repair } from '../diagnosis/doctor/repair.ts';
import { forDiff, withoutServerFields } from '../manifest/mask.ts';
import { maskUrls } from '../manifest/masked-url.ts';
import type { ControllerPlan } from '../plan/plan-install.ts';
import type { Plan } from '../plan/types.ts';
import type { Step } from '../recover/step.ts';
import type { KubeObject } from '../world.ts';
import { digestOf } from './approvals.ts';
import type { Change } from './guard.ts';

/** Plans as the change rules see them. What an approver reads has no secrets; digests stand for them. */
export function changeOf(plan: Plan): Change {
  const { workload, module, from } = plan;
  const { name, version, url } = module;
  const services = plan.services?.map(({ name: service, does, what, manifest }) => {
    return { name: service, does, what, manifest: digestOfObject(manifest) };
  });
  return {
    object: `${workload.kind.toLowerCase()}/${workload.name}`,
    namespaces: [workload.namespace],
    modules: name.split(/[ ,+]+/).filter((one) => one !== ''),
    module: name,
    version,
    goesOn: plan.kind === 'resume',
    content: {
      action: plan.action,
      world: plan.world,
      kind: plan.kind,
      workload: { ...workload },
      module: { name, version, url: maskUrls(url) },
      ...(from === undefined ? {} : { from: from.version }),
      ...(plan.toRevision === undefined ? {} : { toRevision: plan.toRevision }),
      replicas: plan.replicas,
      policy: plan.policy,
      proof: plan.proof,
      confirm: plan.confirm,
      ...(plan.maxUnavailable === undefined ? {} : { maxUnavailable: plan.maxUnavailable }),
      batches: plan.batches.map(({ size, exact, candidates, what }) => ({
        size,
        // Where the scheduler chooses, other bases may be as good a minute later.
        ...(exact ? { bases: candidates } : {}),
        ...(what === undefined ? {} : { what }),
      })),
      manifest: digestOfObject(plan.manifest),
      ...(services === undefined ? {} : { services }),
      diff: plan.diff,
    },
  };
}

/** Secrets are in it: it is the digest that is shown. */
function digestOfObject(object: KubeObject): string {
  return digestOf(withoutServerFields(object));
}

const noModule = { modules: [], module: '', version: '', goesOn: false } as const;

export function changeOfController(plan: ControllerPlan): Change {
  const { action, controller, namespace, objects } = plan;
  const changed = objects.filter(({ does }) => does !== 'nothing');
  return {
    ...noModule,
    object: `controller/${controller}`,
    namespaces: [namespace],
    content: {
      action,
      controller,
      namespace,
      objects: changed.map(({ does, kind, name, manifest, diff }) => ({
        ...{ does, kind, name, diff, digest: digestOfObject(manifest) },
        ...(does === 'create' ? { manifest: forDiff(manifest) } : {}),
      })),
    },
  };
}

/** Of a controller, and of what it looks after anywhere. */
export function changeOfRepairs(
  steps: readonly { readonly repair: Repair; readonly role: ControllerPlan | undefined }[],
): Change {
  return {
    ...noModule,
    object: `repair/${[...new Set(steps.map(({ repair }) => repair.name))].join(',')}`,
    namespaces: [...new Set(steps.map(({ repair }) => repair.namespace))],
    content: {
      action: 'repair',
      repairs: steps.map(({ repair, role }) => {
        // Whether it is still as it was is looked at when it is done.
        const { does, namespace, name } = repair;
        const diffs = role?.objects.map(({ diff }) => diff);
        return { does, namespace, name, ...(diffs === undefined ? {} : { diffs }) };
      }),
    },
  };
}

/** What is about to be done of a runbook: what comes after a step for a person is another run. */
export function changeOfRunbook(runbook: string, target: string, steps: readonly Step[]): Change {
  const due = steps.filter(({ state }) => state === 'to-do');
  const refs = due.flatMap(({ acts = [] }) =>
    acts.flatMap((act) => ('ref' in act ? [act.ref] : [])),
  );
  return {
    ...noModule,
    object: `runbook/${[runbook, target].filter((one) => one !== '').join(' ')}`,
    namespaces: [...new Set(refs.flatMap(({ namespace }) => namespace ?? []))],
    content: {
      action: 'recover',
      runbook,
      target,
      steps: due.map(({ id, danger, name = '' }) => ({ id, danger, name })),
    },
  };
}

/** Of bases that are spoken to directly: in which namespace what is on them lies, nobody says. */
export function changeOfOrder(order: BizOrder, bases: readonly string[]): Change {
  const { name = '', version = '' } = order.biz ?? {};
  return {
    object: `bases/${bases.length === 1 ? (bases[0] ?? '') : String(bases.length)}`,
    namespaces: [],
    modules: name === '' ? [] : [name],
    module: name,
    version,
    goesOn: false,
    content: {
      action: order.verb,
      module: { name, version },
      ...(order.verb === 'install'
        ? {
            url: maskUrls(order.url),
            urlDigest: digestOf({ url: order.url }),
            strategy: order.strategy,
          }
        : {}),
      bases: [...bases].sort(),
    },
  };
}

/** Bases are asked to repeat an install, to hear why it fails. */
export function changeOfAsking(
  asking: readonly { readonly base: string; readonly module: string; readonly version: string }[],
): Change {
  const [first] = asking;
  return {
    object: `bases/${asking.length === 1 ? (first?.base ?? '') : String(asking.length)}`,
    namespaces: [],
    modules: [...new Set(asking.map(({ module }) => module))],
    module: first?.module ?? '',
    version: first?.version ?? '',
    goesOn: false,
    content: { action: 'ask', asking: asking.map((one) => ({ ...one })) },
  };
}

/** A pod that is there while an inspection asks it. */
export function changeOfDnsPod(
  namespace: string,
  content: { readonly image: string; readonly names: readonly string[] },
): Change {
  const action = 'dns-pod';
  return {
    ...noModule,
    object: `${action}/${namespace}`,
    namespaces: [namespace],
    content: { action, namespace, image: content.image, names: [...content.names] },
  };
}

/** Of what is not judged, and at most recorded. */
export function changeOnly(object: string): Change {
  return { ...noModule, object, namespaces: [], content: {} };
}
