import { faultOf } from '../messages/fault-of.ts';
import { said } from '../messages/said-of.ts';
import { outcome, type Outcome } from '../outcome.ts';
import { ownAnnotationPrefix } from '../modules/labels.ts';
import { podFrom } from '../modules/workload-template.ts';
import {
  historyRows,
  previousRevision,
  type HistoryRow,
  type Revision,
} from '../rollout/history.ts';
import type { RolloutRecord } from '../rollout/record.ts';
import type { KubeObject } from '../world.ts';
import { carryOut, portsOf, refusalOf } from './deploy.ts';
import type { FoundWorkload } from './find-workload.ts';
import { namingHolder } from './naming-holder.ts';
import { prepare } from './prepare.ts';
import { readRevisions } from './revisions.ts';
import type { RollbackInput } from './rollback.ts';
import type { Stand } from './stand.ts';
import type { World } from './world.ts';

interface Parts extends Stand {
  /** The same rollback, held; it is taken up again. */
  readonly goesOn: RolloutRecord | undefined;
}

/** Brings a revision that is still kept back, in batches like any other deploy. */
export async function backToRevision(
  world: World,
  input: RollbackInput,
  parts: Parts,
): Promise<Outcome> {
  const { cluster, bases, found, namespace } = parts;
  const { number, revision } = await goalOf(input, parts);
  const reason = input.options.reason ?? `back to revision ${number}`;
  const options = { ...input.options, reason };
  const source = {
    from: 'object',
    object: manifestOf(found, revision),
    name: `revision ${number}`,
  } as const;
  const prepared = await namingHolder(world, cluster, () =>
    prepare(cluster, bases, { source, namespace, options }, world),
  );
  const plan = { ...prepared.plan, toRevision: number };
  await input.show(plan);
  if (plan.kind === 'none') {
    return outcome(
      'done',
      said(({ commanded }) => commanded.revisionAlready(label(parts), number)),
    );
  }
  const refusal = await refusalOf(world, input, plan, cluster);
  if (refusal) return refusal;
  const { kind, metadata } = found.object;
  // Without a number the same words would mean another revision next time.
  const comeBack = `koupctl rollback ${kind.toLowerCase()}/${metadata.name} -n ${namespace} --to-revision ${number}`;
  const ports = portsOf(world, cluster, bases);
  return await carryOut(
    { ...world, typed: comeBack },
    ports,
    { ...prepared, plan },
    {
      ...input,
      options,
    },
  );
}

/** The revision to bring back, and the number by which it was asked for. */
async function goalOf(
  input: RollbackInput,
  parts: Parts,
): Promise<{ readonly number: number; readonly revision: Revision }> {
  const { cluster, surface, found, file, goesOn } = parts;
  const { kept, liveHash } = await readRevisions(cluster, surface, found, file);
  const held = goesOn && kept.find((one) => one.hash === goesOn.templateHash);
  if (held) return { number: goesOn.toRevision ?? held.number, revision: held };
  const rows = historyRows(kept, file, liveHash);
  const { revision: number } = chosen(rows, input.toRevision, label(parts));
  const revision = kept.find((one) => one.number === number);
  if (number === undefined || revision === undefined) throw new Error('a row without its revision');
  return { number, revision };
}

function label({ found, namespace }: Parts): string {
  return `${found.object.kind} ${namespace}/${found.object.metadata.name}`;
}

function chosen(
  rows: readonly HistoryRow[],
  wanted: number | undefined,
  where: string,
): HistoryRow {
  const found =
    wanted === undefined ? previousRevision(rows) : rows.find((row) => row.revision === wanted);
  if (found !== undefined) return found;
  const others = rows.filter((row) => row.revision !== undefined && !row.live);
  const hasOthers = others.length > 0;
  throw faultOf(
    ({ commands }) =>
      wanted === undefined
        ? commands.noEarlier(where, hasOthers)
        : commands.noRevision(where, wanted, hasOthers),
    {
      details: ({ commands }) =>
        others.map(({ revision = 0, module, version, outcome: ended }) =>
          commands.revision(revision, `${module} ${version}`, ended),
        ),
    },
  );
}

/** The workload as it is, with the template of a revision. */
function manifestOf({ world, object }: FoundWorkload, { template }: Revision): KubeObject {
  if (object.kind === 'Pod') return podFrom(template, object.metadata);
  const { name, namespace, labels, annotations = {} } = object.metadata;
  const spec = { ...(object['spec'] as Record<string, unknown>), template };
  // What a release was told of its batches and pauses is not the user's intent.
  const transient = world === 'v1' ? ['confirmBatchNum', 'pause'] : ['paused'];
  const own = Object.entries(annotations).filter(([key]) => !isOthers(key));
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(own.length === 0 ? {} : { annotations: Object.fromEntries(own) }),
    },
    spec: Object.fromEntries(Object.entries(spec).filter(([key]) => !transient.includes(key))),
  };
}

function isOthers(annotation: string): boolean {
  return (
    annotation.startsWith('deployment.kubernetes.io/') ||
    annotation.startsWith('kubectl.kubernetes.io/') ||
    annotation.startsWith(ownAnnotationPrefix)
  );
}
