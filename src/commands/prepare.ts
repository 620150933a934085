import { Fault, type FaultWords } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';
import { normalise } from '../manifest/normalise.ts';
import type { Finding } from '../manifest/rule.ts';
import { sourceless, type SourceDoc } from '../manifest/source-doc.ts';
import { toldFinding, type ToldFinding } from '../messages/finding-text.ts';
import { messagesOf } from '../messages/messages.ts';
import { said } from '../messages/said-of.ts';
import * as labels from '../modules/labels.ts';
import type { SpreadWish } from '../modules/spread-wish.ts';
import { core } from '../modules/surface.ts';
import { outcome } from '../outcome.ts';
import { say } from '../plan/saying.ts';
import type { Policy, Risk, RolloutOptions } from '../plan/types.ts';
import type { Bases, Cluster, KubeObject, Language } from '../world.ts';
import { kindOf, type WorkloadKind } from './kinds.ts';
import {
  kindOfFlags,
  readModule,
  renderModule,
  type ModuleDocs,
  type Source,
} from './module-source.ts';
import type { Prepared, PrepareParts } from './prepared.ts';
import { prepareServices, type PreparedServices } from './prepare-services.ts';
import { refuseSeveralModules } from './refuse-several.ts';
import { refuseSpread } from './spread-choice.ts';
import { discover, type Surface } from './surface.ts';
import type { World } from './world.ts';

export interface PrepareInput {
  readonly source: Source;
  /** From -n; the manifest's own, then the context's, where absent. */
  readonly namespace: string | undefined;
  readonly options: RolloutOptions;
}

/** Who asks: where the manifest may come from, and how it is spoken of. */
export type Asking = Pick<World, 'stdin' | 'language'>;

/** From what the user gave to a plan that can be carried out. Reads only. */
export async function prepare(
  cluster: Cluster,
  bases: Bases,
  input: PrepareInput,
  from: Asking,
): Promise<Prepared> {
  const { kind, surface, common, risks, services } = await readParts(cluster, input, from);
  const prepared = await kind.prepare(cluster, bases, surface, common);
  return withServices(withRisks(prepared, risks), services);
}

/** The manifest, normalised, and what there is already; what a plan of any kind begins with. */
export async function readParts(
  cluster: Cluster,
  input: PrepareInput,
  from: Asking,
  /** Labels of bases that are still to come. */
  future: readonly Record<string, string>[] = [],
): Promise<{
  readonly kind: WorkloadKind;
  readonly surface: Surface;
  readonly common: PrepareParts;
  readonly risks: readonly Risk[];
  readonly services: PreparedServices;
}> {
  const surface = await discover(cluster);
  const docs = await sourceDocs(cluster, surface, input, () => from.stdin());
  const placed = place(docs.module, input.namespace, cluster.target.namespace);
  const kind = kindOf(placed.object);
  const spread = spreadFor(input.source);
  refuseSpread(kind, spread);
  const live = await readLive(cluster, surface, placed.object);
  if (live !== undefined) kind.refuse?.(live);
  const nodes = await cluster.list({
    type: core.node,
    labels: `${labels.component}=${labels.componentVnode}`,
    freshness: 'cache',
  });
  const normal = normalise(placed, {
    ...(surface.v1Facts ? { v1: surface.v1Facts } : {}),
    v2: envOf(nodes),
    baseLabels: [...nodes.map((node) => node.metadata.labels ?? {}), ...future],
    ...(live ? { live } : {}),
    ...policyFor(kind, input.options),
    ...(spread === undefined ? {} : { spread }),
    server: surface.server,
  });
  const services = await prepareServices(cluster, docs.services, {
    surface,
    workload: normal.object,
    live,
    fromFlags: input.source.from === 'flags',
    vnodes: nodes,
  });
  const found = [...normal.findings, ...services.findings];
  refuseErrors(found);
  const risks = [...found.map(riskOf), ...services.risks];
  const { notes } = normal;
  const common = { manifest: normal.object, live, notes, options: input.options };
  return { kind, surface, common, risks, services };
}

/** What --spread is to put into a manifest; our own templates have it already. */
function spreadFor(source: Source): SpreadWish | undefined {
  if (source.from === 'files') return source.spread;
  if (source.from === 'object' || source.flags.templateFolder === undefined) return undefined;
  return source.flags.spread;
}

/** How it will be rolled, where that is decided already. */
function policyFor(kind: WorkloadKind, { policy }: RolloutOptions): { policy?: Policy } {
  const only = kind.versionsMeet ? policy : 'uninstall-then-install';
  return only === undefined ? {} : { policy: only };
}

/** What the rules found and did not mend belongs in front of whoever says yes. */
export function withRisks<P extends Prepared>(prepared: P, risks: readonly Risk[]): P {
  return { ...prepared, plan: { ...prepared.plan, risks: [...prepared.plan.risks, ...risks] } };
}

/** Services come with the workload; where that needs nothing, they alone are the change. */
function withServices(prepared: Prepared, planned: PreparedServices): Prepared {
  const { services, notes, diff } = planned;
  if (services.length === 0) return prepared;
  const { plan } = prepared;
  const alone = plan.kind === 'none' && services.some(({ does }) => does !== 'nothing');
  const names = services.map(({ name }) => name).join(', ');
  const applied = said(({ commanded }) => commanded.servicesApplied(names));
  return {
    ...prepared,
    plan: {
      ...plan,
      ...(alone ? { kind: 'settings' } : {}),
      services,
      notes: [...plan.notes, ...notes],
      diff: [plan.diff, diff].filter((text) => text !== '').join('\n'),
    },
    ...(alone ? { applySettings: () => Promise.resolve(outcome('done', applied)) } : {}),
  };
}

function riskOf({ level, field, message, at }: Finding): Risk {
  const where = at ? ` (${at.file}:${at.line}:${at.column})` : '';
  return {
    level: level === 'info' ? 'info' : 'warning',
    message: say('found', field, message, where),
  };
}

async function sourceDocs(
  cluster: Cluster,
  surface: Surface,
  input: PrepareInput,
  stdin: () => Promise<string>,
): Promise<ModuleDocs> {
  if (input.source.from === 'files') return await readModule(input.source.paths, stdin);
  if (input.source.from === 'object') {
    return { module: sourceless(input.source.object, input.source.name), services: [] };
  }
  const { flags } = input.source;
  const namespace = input.namespace ?? cluster.target.namespace;
  const kind = kindOfFlags(flags, surface.v1);
  const type = kind.type(surface.v1);
  const name = flags.workload ?? flags.name;
  const live = type && (await cluster.get({ type, namespace, name }));
  if (kind.world === 'v2') await refuseSeveralModules(cluster, flags.name, { namespace, live });
  return await renderModule(flags, { namespace, v1: surface.v1, live });
}

/** Puts the object into its namespace: -n must agree with what the manifest says. */
function place(doc: SourceDoc, wanted: string | undefined, fallback: string): SourceDoc {
  const own = doc.object.metadata.namespace;
  if (own !== undefined && wanted !== undefined && own !== wanted) {
    throw faultOf(({ commands }) => commands.namespaces(own, wanted), {
      at: doc.positionOf(['metadata', 'namespace']),
    });
  }
  const namespace = own ?? wanted ?? fallback;
  const object: KubeObject = { ...doc.object, metadata: { ...doc.object.metadata, namespace } };
  return { ...doc, object };
}

/** The object in the cluster, under whichever of V1's groups is installed. */
async function readLive(
  cluster: Cluster,
  surface: Surface,
  object: KubeObject,
): Promise<KubeObject | undefined> {
  const { name, namespace = 'default' } = object.metadata;
  const type = kindOf(object).type(surface.v1);
  return type && (await cluster.get({ type, namespace, name }));
}

/** The vnodes' environment, where all of them are of one. */
function envOf(nodes: readonly KubeObject[]): { env?: string } {
  const envs = new Set(nodes.map((node) => node.metadata.labels?.[labels.env]));
  const [only] = envs;
  return envs.size === 1 && only !== undefined ? { env: only } : {};
}

function refuseErrors(findings: readonly Finding[]): void {
  const [first, ...rest] = findings.filter((finding) => finding.level === 'error');
  if (first === undefined) return;
  const words = (language: Language): FaultWords => {
    const messages = messagesOf(language);
    const { field, message, fix } = toldFinding(first, messages);
    return {
      message: `${field}: ${message}`,
      fix,
      details: rest.map((one) => lineOf(toldFinding(one, messages))),
    };
  };
  const { message, fix, details = [] } = words('en');
  throw new Fault(message, {
    ...(first.at ? { at: first.at } : {}),
    ...(fix === undefined ? {} : { fix }),
    details,
    words,
  });
}

function lineOf({ at, field, message, fix }: ToldFinding): string {
  const where = at ? `${at.file}:${at.line}:${at.column}: ` : '';
  return `${where}${field}: ${message}${fix ? ` (${fix})` : ''}`;
}
