import { faultOf } from '../messages/fault-of.ts';
import { diffText } from '../manifest/diff-text.ts';
import { moduleOf } from '../manifest/module-of.ts';
import type { Finding } from '../manifest/rule.ts';
import { serviceRemarks } from '../manifest/rules/service.ts';
import type { SourceDoc } from '../manifest/source-doc.ts';
import { dotted, withEdits } from '../manifest/tree.ts';
import { baseOfVnode, podIp } from '../modules/base.ts';
import { serviceOf, v1Groups } from '../modules/labels.ts';
import { isModulePod, modulePodOf } from '../modules/module-pod.ts';
import { isMadeFor, markFor, serviceSpec, serviceText } from '../modules/module-service.ts';
import { core } from '../modules/surface.ts';
import { basesByNode } from '../modules/vnodes.ts';
import { unifiedDiff } from '../plan/diff.ts';
import { serviceRisks, type CallablePod } from '../plan/service-risks.ts';
import type { Note, PlannedService, Risk } from '../plan/types.ts';
import { intentManager } from '../rollout/context.ts';
import type { Cluster, KubeObject } from '../world.ts';
import { dryRunApply } from './dry-run.ts';
import type { Surface } from './surface.ts';

/** What is planned for the Services that were given beside a workload. */
export interface PreparedServices {
  readonly services: readonly PlannedService[];
  readonly findings: readonly Finding[];
  readonly notes: readonly Note[];
  readonly risks: readonly Risk[];
  readonly diff: string;
}

interface Beside {
  readonly surface: Surface;
  /** As it is to be. */
  readonly workload: KubeObject;
  readonly live: KubeObject | undefined;
  /** They come from flags: nobody has named them. */
  readonly fromFlags: boolean;
  readonly vnodes: readonly KubeObject[];
}

/** Reads and plans the Services of a workload. Writes nothing. */
export async function prepareServices(
  cluster: Cluster,
  docs: readonly SourceDoc[],
  beside: Beside,
): Promise<PreparedServices> {
  const none = { services: [], findings: [], notes: [], risks: [], diff: '' };
  if (docs.length === 0) return none;
  const around = await surroundings(cluster, beside);
  const all = await Promise.all(docs.map((doc) => prepareOne(cluster, doc, beside, around)));
  return {
    services: all.flatMap((one) => one.services),
    findings: all.flatMap((one) => one.findings),
    notes: all.flatMap((one) => one.notes),
    risks: all.flatMap((one) => one.risks),
    diff: all
      .map((one) => one.diff)
      .filter((diff) => diff !== '')
      .join('\n'),
  };
}

async function prepareOne(
  cluster: Cluster,
  doc: SourceDoc,
  beside: Beside,
  around: Pick<Parameters<typeof serviceRisks>[0], 'pods' | 'baseIps' | 'podRanges'>,
): Promise<PreparedServices> {
  const { workload, live, surface } = beside;
  const group = surface.v1?.group ?? v1Groups[0];
  const placed = placedBeside(doc, workload);
  const remarks = serviceRemarks(placed, { workloads: [workload], live, group });
  const changes = remarks.filter((one) => one.says === 'change');
  const object = withEdits(
    placed,
    changes.flatMap(({ edits }) => edits),
  );
  const findings = remarks
    .filter((one) => one.says === 'finding')
    .map((one) => ({ ...one, field: dotted(one.path), at: doc.positionOf(one.path) }));
  // What is refused is not asked of the server: its own words would hide the reason.
  if (findings.some(({ level }) => level === 'error')) {
    return { services: [], findings, notes: [], risks: [], diff: '' };
  }
  const claim = moduleOf(workload);
  const { service, diff } = await planned(cluster, object, beside);
  return {
    services: [service],
    findings,
    notes: changes.map(({ path, message }) => ({
      field: `Service ${object.metadata.name} ${dotted(path)}`,
      message,
      at: doc.positionOf(path),
    })),
    risks: serviceRisks({
      ...around,
      world: claim?.world ?? 'v2',
      service: object,
      modules: claim?.modules.map(({ name }) => name) ?? [],
    }),
    diff,
  };
}

function placedBeside(doc: SourceDoc, { metadata }: KubeObject): KubeObject {
  const { namespace = 'default' } = metadata;
  const own = doc.object.metadata.namespace;
  if (own !== undefined && own !== namespace) {
    throw faultOf(({ commands }) => commands.serviceElsewhere(own, namespace), {
      at: doc.positionOf(['metadata', 'namespace']),
    });
  }
  return { ...doc.object, metadata: { ...doc.object.metadata, namespace } };
}

async function planned(
  cluster: Cluster,
  object: KubeObject,
  { workload, fromFlags }: Beside,
): Promise<{ readonly service: PlannedService; readonly diff: string }> {
  const { name, namespace = 'default', annotations } = object.metadata;
  const before = await cluster.get({ type: core.service, namespace, name });
  const of = { kind: workload.kind, name: workload.metadata.name };
  if (before !== undefined) refuseForeign(before, of, fromFlags);
  const own = before === undefined || isMadeFor(before, of);
  const mark = own ? { annotations: { ...annotations, [serviceOf]: markFor(of) } } : {};
  const manifest = { ...object, metadata: { ...object.metadata, ...mark } };
  const dry = await dryRunApply(cluster, manifest, core.service, intentManager);
  const diff = unifiedDiff(
    before === undefined ? '' : textOf(before, manifest),
    textOf(dry.written.object, manifest),
  );
  const does = before === undefined ? 'create' : diff === '' ? 'nothing' : 'change';
  const basedOn = before && {
    uid: before.metadata.uid ?? '',
    resourceVersion: before.metadata.resourceVersion ?? '',
  };
  const what = serviceText(dry.written.object);
  return { service: { name, does, what, own, manifest, force: dry.forced, basedOn }, diff };
}

/** One that is another workload's, or that nobody has named and somebody else has made. */
function refuseForeign(
  before: KubeObject,
  of: { readonly kind: string; readonly name: string },
  fromFlags: boolean,
): void {
  const { name, annotations } = before.metadata;
  const owner = annotations?.[serviceOf];
  if (isMadeFor(before, of) || (owner === undefined && !fromFlags)) return;
  throw faultOf(({ commands }) => commands.serviceTaken(name, owner), { outcome: 'refused' });
}

/** Without what the server assigns where the manifest leaves it open. */
function textOf(service: KubeObject, manifest: KubeObject): string {
  const spec = serviceSpec(service) as Record<string, unknown>;
  const wanted = serviceSpec(manifest) as Record<string, unknown>;
  const assigned = ['clusterIP', 'clusterIPs', 'healthCheckNodePort'];
  const kept = Object.entries(spec).filter(([key]) => !assigned.includes(key) || key in wanted);
  const named = JSON.stringify(wanted).includes('"nodePort"');
  const ports = ((spec['ports'] ?? []) as Record<string, unknown>[]).map(({ nodePort, ...port }) =>
    named && nodePort !== undefined ? { ...port, nodePort } : port,
  );
  return diffText({ ...service, spec: { ...Object.fromEntries(kept), ports } });
}

async function surroundings(cluster: Cluster, { workload, vnodes }: Beside) {
  const { namespace = 'default' } = workload.metadata;
  const [pods, podRanges] = await Promise.all([
    cluster.scan({ type: core.pod, namespace, freshness: 'cache' }, callable),
    cluster.scan({ type: core.node, freshness: 'cache' }, rangesOf),
  ]);
  const bases = [...basesByNode(vnodes, []).values()];
  const baseIps = bases.map(({ ip }) => ip).filter((ip) => ip !== '');
  return { pods, podRanges: podRanges.flat(), baseIps };
}

function callable(pod: KubeObject): CallablePod {
  const { containers = [] } = (pod['spec'] ?? {}) as {
    containers?: { ports?: { containerPort: number }[] }[];
  };
  return {
    name: pod.metadata.name,
    labels: pod.metadata.labels ?? {},
    ip: podIp(pod),
    modules: isModulePod(pod) ? modulePodOf(pod).modules.map(({ name }) => name) : [],
    ports: containers.flatMap(({ ports = [] }) => ports.map((port) => port.containerPort)),
  };
}

/** Virtual nodes have ranges of their own, too, where a controller gives them to every node. */
function rangesOf(node: KubeObject): string[] {
  if (baseOfVnode(node) !== undefined) return [];
  const { podCIDR, podCIDRs } = (node['spec'] ?? {}) as { podCIDR?: string; podCIDRs?: string[] };
  return podCIDRs ?? (podCIDR === undefined ? [] : [podCIDR]);
}
