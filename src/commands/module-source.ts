import type { Fault } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';
import { moduleVariables } from '../manifest/module-variables.ts';
import { readManifests, readTemplate } from '../manifest/reader.ts';
import { parseSettings } from '../manifest/settings.ts';
import type { SourceDoc } from '../manifest/source-doc.ts';
import { renderTemplate } from '../manifest/templates.ts';
import { allFaults } from '../manifest/yaml.ts';
import { moduleOf } from '../manifest/module-of.ts';
import { isService } from '../modules/module-service.ts';
import { settingsOf } from '../modules/live-settings.ts';
import type { SpreadWish } from '../modules/spread-wish.ts';
import type { V1Surface } from '../modules/surface.ts';
import type { Policy } from '../plan/types.ts';
import type { KubeObject } from '../world.ts';
import { kinds, kindTyped, type WorkloadKind } from './kinds.ts';
import { refuseSpread } from './spread-choice.ts';

/** A module as flags describe it. What is absent is taken from the running workload, then from defaults. */
export interface ModuleFlags {
  readonly name: string;
  readonly version: string;
  readonly url: string;
  readonly kind: string | undefined;
  readonly workload: string | undefined;
  readonly baseName: string | undefined;
  readonly baseVersion: string | undefined;
  readonly clusterName: string | undefined;
  readonly baseDeployment: string | undefined;
  readonly env: string | undefined;
  readonly replicas: number | 'peer' | undefined;
  readonly spread: SpreadWish | undefined;
  readonly policy: Policy | undefined;
  /** A Service for the module: its port, and the one on which the bases listen. */
  readonly service?: { readonly port: number; readonly targetPort: number };
  /** `--set`: variables of the template, `key=text` or `key:=JSON`. */
  readonly set: readonly string[];
  readonly templateFolder: string | undefined;
}

/** A module's workload, and what was given beside it. */
export interface ModuleDocs {
  readonly module: SourceDoc;
  readonly services: readonly SourceDoc[];
}

export type Source =
  | { readonly from: 'flags'; readonly flags: ModuleFlags }
  | {
      readonly from: 'files';
      readonly paths: readonly string[];
      readonly spread?: SpreadWish | undefined;
    }
  /** From the cluster; `name` stands for its file. */
  | { readonly from: 'object'; readonly object: KubeObject; readonly name: string };

/** Which kind flags mean: what they say, else what the cluster has, V2 without one. */
export function kindOfFlags(flags: ModuleFlags, v1: V1Surface | undefined): WorkloadKind {
  const typed = flags.kind ?? kindNotSaid(flags, v1);
  const kind = kindTyped(typed);
  if (kind) return kind;
  const known = kinds.map((one) => one.typed[0]);
  throw faultOf(({ commands }) => commands.noTemplate(typed, known));
}

function kindNotSaid(flags: ModuleFlags, v1: V1Surface | undefined): string {
  if (flags.baseDeployment !== undefined) return 'moduledeployment';
  if (flags.baseName !== undefined) return 'deployment';
  return v1 === undefined ? 'deployment' : 'moduledeployment';
}

/** Renders the manifest of a module from its template, and that of its Service where one is asked for. */
export async function renderModule(
  flags: ModuleFlags,
  context: {
    readonly namespace: string;
    readonly v1: V1Surface | undefined;
    readonly live: KubeObject | undefined;
  },
): Promise<ModuleDocs> {
  const kind = kindOfFlags(flags, context.v1);
  refuseReplicas(kind, flags);
  refuseSpread(kind, flags.spread);
  const kept = context.live ? settingsOf(context.live) : {};
  const variables = moduleVariables({
    world: kind.world,
    name: flags.name,
    version: flags.version,
    url: flags.url,
    namespace: context.namespace,
    env: flags.env ?? kept.env ?? 'dev',
    workload: flags.workload,
    baseName: flags.baseName ?? kept.baseName,
    baseVersion: flags.baseVersion ?? kept.baseVersion,
    clusterName: flags.clusterName ?? kept.clusterName,
    baseDeployment: flags.baseDeployment ?? kept.baseDeployment,
    replicas: flags.replicas ?? kept.replicas,
    spread: flags.spread ?? kept.spread,
    servicePort: flags.service?.port,
    targetPort: flags.service?.targetPort,
    versionsShareBase: kind.versionsMeet && flags.policy !== 'uninstall-then-install',
    apiVersion: context.v1 && `${context.v1.group}/${context.v1.version}`,
  });
  const { templateFolder } = flags;
  const folder = templateFolder === undefined ? { set: kind.world } : { own: templateFolder };
  const template = await readTemplate(folder, kind.typed[0]);
  const set = parseSettings(flags.set);
  const all = { ...variables, ...set };
  const reading = renderTemplate(template.text, template.file, all, Object.keys(set));
  const docs = onlyModule(reading.docs, allFaults(reading.faults), template.file);
  if (flags.service === undefined) return docs;
  const service = await readTemplate(folder, 'service');
  const rendered = renderTemplate(service.text, service.file, all);
  const fault = allFaults(rendered.faults);
  if (fault) throw fault;
  return { ...docs, services: [...docs.services, ...rendered.docs] };
}

const peers = ['Deployment', 'ModuleDeployment'];

/** Only V2's own controller keeps a workload at one pod for every base, and only a Deployment. */
function refuseReplicas({ kind, replicas }: WorkloadKind, flags: ModuleFlags): void {
  if (flags.replicas !== undefined && replicas === 'every-base') {
    throw faultOf(({ commands }) => commands.onEveryBase(kind));
  }
  if (flags.replicas !== undefined && flags.replicas !== 1 && replicas === 'one') {
    throw faultOf(({ commands }) => commands.bareIsOne(kind));
  }
  if (flags.replicas === 'peer' && !peers.includes(kind)) {
    throw faultOf(({ commands }) => commands.noPeer);
  }
}

/** Reads the user's own manifests; exactly one module workload is rolled at a time, Services may stand beside it. */
export async function readModule(
  paths: readonly string[],
  stdin: () => Promise<string>,
): Promise<ModuleDocs> {
  const reading = await readManifests(paths, stdin);
  return onlyModule(reading.docs, allFaults(reading.faults), paths.map(nameOfPath).join(', '));
}

/** `-` as people say it. */
export function nameOfPath(path: string): string {
  return path === '-' ? 'standard input' : path;
}

function onlyModule(
  docs: readonly SourceDoc[],
  fault: Fault | undefined,
  where: string,
): ModuleDocs {
  if (fault) throw fault;
  const modules = docs.filter((doc) => moduleOf(doc.object) !== undefined);
  const [first, second] = modules;
  if (first === undefined) {
    const details = docs.map((doc) => `${doc.object.kind} ${doc.object.metadata.name}`);
    throw faultOf(({ commands }) => commands.noModuleIn(where), { details });
  }
  if (second !== undefined) {
    throw faultOf(({ commands }) => commands.severalIn(where, modules.length), {
      at: second.positionOf([]),
    });
  }
  const services = docs.filter(({ object }) => isService(object));
  const [other] = docs.filter((doc) => doc !== first && !services.includes(doc));
  if (other !== undefined) {
    const { kind, metadata } = other.object;
    throw faultOf(({ commands }) => commands.otherIn(where, `${kind} ${metadata.name}`), {
      at: other.positionOf([]),
    });
  }
  return { module: first, services };
}
