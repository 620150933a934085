import { InvalidArgumentError, type Command } from 'commander';
import { parsePositiveDuration } from '../config/duration.ts';
import { Fault } from '../fault.ts';
import { addArkletMode, addGlobals, common, flag, reads, text, type Raw } from './options.ts';
import type { Register } from './program.ts';

const usualProfile = 'daily';
const usualPause = '60s';

export function registerInspect(program: Command, register: Register): void {
  const command = addArkletMode(addGlobals(program.command('inspect')))
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
    );
  command.action((raw: Raw) => {
    register({
      ...common(raw),
      ...reads,
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
        });
      },
    });
  });
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
