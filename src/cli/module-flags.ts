import { Option, type Command } from 'commander';
import { faultOf } from '../messages/fault-of.ts';
import type { ModuleFlags, Source } from '../commands/module-source.ts';
import type { Config } from '../config/config.ts';
import type { SpreadWish } from '../modules/spread-wish.ts';
import { count, text, type Raw } from './options.ts';

/** What a module is and where it goes. `--version` is the module's, not the tool's. */
export function addModule(command: Command): Command {
  return command
    .option('--version <version>', "the module's version")
    .option('--url <url>', 'where the jar is')
    .option('--base <name>', "the base application's name (V2)")
    .option('--base-version <version>', 'only bases of this version (V2)')
    .option('--cluster-name <name>', 'only bases of this cluster name (V2)')
    .option('--base-deployment <name>', "the base's Deployment (V1)")
    .option('--env <name>', 'environment of the vnodes (V2)')
    .option(
      '--kind <kind>',
      'deployment, statefulset, daemonset, replicaset or pod (V2), moduledeployment (V1); without it what the cluster has',
    )
    .option('--name <name>', "the workload's name; without it the module's")
    .option('--replicas <n|peer>', 'how many bases; peer: every one', replicas)
    .addOption(
      new Option(
        '--spread <how>',
        'V2: never two of a version on one base, only if no other is left, or as it comes; V1: emptiest or fullest base first',
      ).choices(['hard', 'soft', 'none', 'scatter', 'stacking']),
    )
    .option('--service-port <n>', 'make a Service for the module, with this port', count)
    .option('--target-port <n>', 'the port on which its bases listen', count)
    .option('--set <key=value...>', 'variables of the template; key:=JSON for anything but text')
    .option('--template <dir>', 'folder of your own templates');
}

/** From flags or from files, never both. */
export function sourceOf(module: string | undefined, raw: Raw, config: Config): Source {
  const paths = raw['filename'] as string[] | undefined;
  if (paths !== undefined) {
    const mixed =
      module ??
      ['version', 'url', 'base', 'baseDeployment', 'servicePort', 'targetPort'].find(
        (name) => raw[name] !== undefined,
      );
    if (mixed !== undefined) {
      throw faultOf(({ usage }) => usage.fileAndFlags(mixed));
    }
    return { from: 'files', paths, spread: spreadOf(raw) };
  }
  if (module === undefined) {
    throw faultOf(({ usage }) => usage.whichModule);
  }
  return { from: 'flags', flags: moduleFlags(module, raw, config) };
}

export function moduleFlags(module: string, raw: Raw, config: Config): ModuleFlags {
  const version = text(raw, 'version');
  const url = text(raw, 'url');
  if (version === undefined || url === undefined) {
    const missing = [version ?? '--version', url ?? '--url'].filter((one) => one.startsWith('--'));
    throw faultOf(({ usage }) => usage.moduleNeeds(module, missing));
  }
  return {
    name: module,
    version,
    url,
    kind: text(raw, 'kind')?.toLowerCase(),
    workload: text(raw, 'name'),
    baseName: text(raw, 'base'),
    baseVersion: text(raw, 'baseVersion'),
    clusterName: text(raw, 'clusterName'),
    baseDeployment: text(raw, 'baseDeployment'),
    env: config.env.origin.from === 'default' ? undefined : config.env.value,
    replicas: raw['replicas'] as number | 'peer' | undefined,
    spread: spreadOf(raw),
    policy: config.policy.value,
    ...serviceFlags(raw),
    set: (raw['set'] as string[] | undefined) ?? [],
    templateFolder: config.templates.value,
  };
}

function spreadOf(raw: Raw): SpreadWish | undefined {
  return text(raw, 'spread') as SpreadWish | undefined;
}

function serviceFlags(raw: Raw): Pick<ModuleFlags, 'service'> {
  const port = raw['servicePort'] as number | undefined;
  const targetPort = raw['targetPort'] as number | undefined;
  if (port === undefined && targetPort === undefined) return {};
  if (port !== undefined && targetPort !== undefined) return { service: { port, targetPort } };
  const given = port === undefined ? '--target-port' : '--service-port';
  const missing = port === undefined ? '--service-port' : '--target-port';
  throw faultOf(({ usage }) => usage.portsTogether(given, missing));
}

function replicas(value: string): number | 'peer' {
  if (value === 'peer') return value;
  return value === '0' ? 0 : count(value);
}
