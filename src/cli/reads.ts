import type { Command } from 'commander';
import type { ModulesInput } from '../commands/modules.ts';
import type { Config } from '../config/config.ts';
import { faultOf } from '../messages/fault-of.ts';
import { checkIp, checkName } from './arguments.ts';
import type { Register } from './program.ts';
import { addModule, moduleFlags } from './module-flags.ts';
import {
  addArklet,
  addArkletMode,
  addGlobals,
  checked,
  common,
  flag,
  reads,
  text,
  type Raw,
} from './options.ts';

export function registerModules(program: Command, register: Register): void {
  const command = addArkletMode(addGlobals(program.command('modules')))
    .description('what is installed where')
    .option('--live', 'ask the bases, and show where they, Kubernetes and the workloads differ')
    .option('-w, --watch', 'with --live: tell every change, until Ctrl-C')
    .option('--diff <base...>', 'what two bases have and have not, by their own words')
    .option('--base-ip <ip>', 'on the base with this address')
    .option('--base <name>', 'on this base: vnode, base pod, host or base application')
    .option('--pod <name>', 'the same as --base')
    .option('--node <name>', 'on this vnode')
    .option('--module <name>', 'only this module')
    .option('--version <version>', 'only this version')
    .option('-A, --all-namespaces', 'in every namespace')
    .option('--consistent', 'read the latest state, not what the API server has at hand');
  command.action((raw: Raw) => {
    register({
      ...common(raw),
      ...reads,
      run: async ({ world, config }) => {
        const input = modulesInput(raw, config);
        if (raw['diff'] !== undefined) {
          const { modulesDiff } = await import('../commands/modules-diff.ts');
          return await modulesDiff(world, { ...input, bases: twoBases(raw['diff'] as string[]) });
        }
        if (flag(raw, 'live')) {
          const { modulesLive } = await import('../commands/modules-live.ts');
          const forPrograms = ['json', 'yaml'].includes(config.output.value);
          return await modulesLive(world, { ...input, watch: flag(raw, 'watch'), forPrograms });
        }
        if (flag(raw, 'watch')) {
          throw faultOf(({ usage }) => usage.watchLive);
        }
        const { modules } = await import('../commands/modules.ts');
        return await modules(world, input);
      },
    });
  });
}

function modulesInput(raw: Raw, config: Config): ModulesInput {
  return {
    namespace: config.namespace.value,
    allNamespaces: flag(raw, 'allNamespaces'),
    baseIp: checked(raw, 'baseIp', checkIp),
    base: checked(raw, 'base', checkName) ?? checked(raw, 'pod', checkName),
    node: checked(raw, 'node', checkName),
    module: text(raw, 'module'),
    version: text(raw, 'version'),
    consistent: flag(raw, 'consistent'),
  };
}

function twoBases(named: readonly string[]): [string, string] {
  const [left, right, ...more] = named;
  if (left !== undefined && right !== undefined && more.length === 0) return [left, right];
  throw faultOf(({ usage }) => usage.twoBases(named.length));
}

export function registerStatus(program: Command, register: Register): void {
  const command = addArklet(addGlobals(program.command('status <name>')))
    .description('one verdict with evidence: does it run, does a rollout stand, what is next')
    .option('-w, --watch', 'tell every change, until it is done or stands and nobody is at it');
  command.action((name: string, raw: Raw) => {
    register({
      ...common(raw),
      ...reads,
      run: async ({ world, config }) => {
        const { status } = await import('../commands/status.ts');
        const proof = config.proof.value;
        const watch = flag(raw, 'watch');
        return await status(world, { name, namespace: config.namespace.value, proof, watch });
      },
    });
  });
}

export function registerHistory(program: Command, register: Register): void {
  const command = addGlobals(program.command('history <name>')).description(
    'revisions of a workload: version, outcome, when, by whom, why',
  );
  command.action((name: string, raw: Raw) => {
    register({
      ...common(raw),
      ...reads,
      run: async ({ world, config }) => {
        const { history } = await import('../commands/history.ts');
        return await history(world, { name, namespace: config.namespace.value });
      },
    });
  });
}

export function registerRender(program: Command, register: Register): void {
  const command = addModule(addGlobals(program.command('render <module>'))).description(
    'print the manifest of a module; needs no cluster',
  );
  command.action((module: string, raw: Raw) => {
    register({
      ...common(raw),
      ...reads,
      run: async ({ world, config }) => {
        const { render } = await import('../commands/render.ts');
        return await render(world, {
          flags: moduleFlags(module, raw, config),
          namespace: config.namespace.value,
          json: config.output.value === 'json',
        });
      },
    });
  });
}

export function registerLint(program: Command, register: Register): void {
  const command = addGlobals(program.command('lint'))
    .description('all that is wrong with manifests, with file:line:column and the fix')
    .requiredOption('-f, --filename <file...>', 'manifests; a folder, or - for standard input')
    .option('--fix', 'mend what has one right answer, in the files themselves')
    .option('-y, --yes', 'with --fix: write without asking')
    .option('--dry-run', 'with --fix: show the changes and stop');
  command.action((raw: Raw) => {
    register({
      ...common(raw),
      ...reads,
      run: async ({ world, config }) => {
        const { lint } = await import('../commands/lint.ts');
        const output = config.output.value;
        return await lint(world, {
          paths: raw['filename'] as string[],
          fix: flag(raw, 'fix'),
          yes: flag(raw, 'yes'),
          dryRun: flag(raw, 'dryRun'),
          asDocument: output === 'json' || output === 'yaml',
        });
      },
    });
  });
}
