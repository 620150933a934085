import { InvalidArgumentError, type Command } from 'commander';
import type { DnsPodAsked } from '../commands/inspect-dns-pod.ts';
import type { Config } from '../config/config.ts';
import { parsePositiveDuration } from '../config/duration.ts';
import { Fault } from '../fault.ts';
import { faultOf } from '../messages/fault-of.ts';
import {
  addArkletMode,
  addGlobals,
  addRuled,
  changeAsked,
  common,
  flag,
  reads,
  text,
  type Raw,
} from './options.ts';
import type { Register } from './program.ts';

const usualProfile = 'daily';
const usualPause = '60s';

export function registerInspect(program: Command, register: Register): void {
  const command = addRuled(addArkletMode(addGlobals(program.command('inspect'))))
    .description(
      'check cluster and network by a profile of named checks; exit code 12 if any fails',
    )
    .option('--profile <name>', 'daily, weekly, before-change, after-power-loss, or one of yours')
    .option('--only <checks>', 'these checks, separated by commas; may be repeated', gather)
    .option('--list', 'every check, and the profiles that have it')
    .option('--checks <file>', 'profiles, thresholds, probes; without it inspect of koupctl.yaml')
    .option('--junit <file>', 'write a JUnit report too')
    .option('--html <file>', 'write one page of HTML too')
    .option('--history <file>', "where runs are kept for the trend; without it the user's state")
    .option('--no-history', 'neither read nor keep what was before')
    .option('--watch', 'look again and again, and tell what has changed')
    .option(
      '--every <duration>',
      `with --watch: the pause between two looks (${usualPause})`,
      pause,
    )
    .option('--dns-pod <image>', 'check DNS in a pod too, which is created, asked and deleted')
    .option('--dns-pod-namespace <name>', 'with --dns-pod: where, if not in the namespace')
    .option('-y, --yes', 'with --dns-pod: agree to that');
  command.action((raw: Raw) => {
    const image = text(raw, 'dnsPod');
    if (image !== undefined && flag(raw, 'watch')) throw faultOf(({ usage }) => usage.dnsPodWatch);
    register({
      ...common(raw),
      ...reads,
      change: image === undefined ? undefined : changeAsked('inspect --dns-pod', raw),
      run: async ({ world, config }) => {
        const { inspect } = await import('../commands/inspect.ts');
        const every = raw['every'] as unknown as number | undefined;
        const output = config.output.value;
        return await inspect(world, {
          namespace: config.namespace.value,
          profile: text(raw, 'profile') ?? usualProfile,
          only: (raw['only'] as string[] | undefined) ?? [],
          checks: text(raw, 'checks'),
          list: flag(raw, 'list'),
          junit: text(raw, 'junit'),
          html: text(raw, 'html'),
          history: raw['history'] === false ? '' : text(raw, 'history'),
          everyMs: flag(raw, 'watch') ? (every ?? parsePositiveDuration(usualPause)) : undefined,
          forPrograms: output === 'json' || output === 'yaml',
          dnsPod: image === undefined ? undefined : dnsPodAsked(image, raw, config),
        });
      },
    });
  });
}

function dnsPodAsked(image: string, raw: Raw, config: Config): DnsPodAsked {
  return {
    image,
    namespace: text(raw, 'dnsPodNamespace') ?? config.namespace.value,
    yes: flag(raw, 'yes'),
    protectedContexts: config.protectedContexts.value,
  };
}

function gather(value: string, before: string[] | undefined): string[] {
  const names = value.split(',').map((name) => name.trim());
  return [...(before ?? []), ...names.filter((name) => name !== '')];
}

function pause(value: string): number {
  try {
    return parsePositiveDuration(value);
  } catch (error) {
    throw error instanceof Fault ? new InvalidArgumentError(`${error.message}.`) : error;
  }
}
