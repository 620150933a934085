import { InvalidArgumentError, type Command } from 'commander';
import type { OperateInput } from '../commands/operate.ts';
import { faultOf } from '../messages/fault-of.ts';
import type { Config } from '../config/config.ts';
import type { RolloutOptions } from '../plan/types.ts';
import { checkIp, checkModule } from './arguments.ts';
import type { Tools } from './invocation.ts';
import type { Register } from './program.ts';
import { needs } from './usage-fault.ts';
import {
  addArklet,
  addConsent,
  addGlobals,
  common,
  count,
  flag,
  operateInput,
  rolloutOptions,
  text,
  writes,
  type Raw,
} from './options.ts';

export function registerScale(program: Command, register: Register): void {
  const command = addSteps(addGlobals(program.command('scale <name>')))
    .description('run a module on more or fewer bases, and prove on them that it does')
    .requiredOption('--replicas <n>', 'on how many bases', replicas);
  command.action((name: string, raw: Raw) => {
    register({
      ...common(raw),
      ...writes('scale', raw),
      run: async (tools) => {
        const { scale } = await import('../commands/scale.ts');
        return await scale(tools.world, {
          ...inputOf(name, raw, tools),
          replicas: Number(raw['replicas']),
          asked: {
            confirm: text(raw, 'confirm') !== undefined,
            gray: text(raw, 'gray') !== undefined,
          },
        });
      },
    });
  });
}

export function registerReplace(program: Command, register: Register): void {
  const command = addConsent(addArklet(addGlobals(program.command('replace <module>'))))
    .description('install a module anew on one base, and prove by its answer that it runs')
    .option('--base-ip <ip>', 'on the base with this address')
    .option('--pod <name>', 'on this base (vnode, host or base pod), or this module pod or Module')
    .option('--in-place', 'let the base itself do it; nothing in Kubernetes is deleted')
    .option('--timeout <duration>', 'how long it may take')
    .option('--reason <text>', 'why, for the record');
  command.action((typed: string, raw: Raw) => {
    const module = checkModule(typed);
    register({
      ...common(raw),
      ...writes('replace', raw),
      run: async (tools) => {
        const { replace } = await import('../commands/replace.ts');
        const { name: _module, ...input } = inputOf(module, raw, tools);
        return await replace(tools.world, {
          ...input,
          module,
          ...placeOf(raw),
          inPlace: flag(raw, 'inPlace'),
        });
      },
    });
  });
}

function placeOf(raw: Raw): { baseIp: string | undefined; pod: string | undefined } {
  const [baseIp, pod] = [text(raw, 'baseIp'), text(raw, 'pod')];
  if ((baseIp === undefined) === (pod === undefined)) {
    throw faultOf(({ usage }) => usage.whichBase);
  }
  return { baseIp: baseIp === undefined ? undefined : checkIp(baseIp), pod };
}

export function registerOffline(program: Command, register: Register): void {
  const command = addSteps(addGlobals(program.command('offline <name>'))).description(
    'uninstall a module everywhere and delete its workload, and see on every base that it is gone',
  );
  command.action((name: string, raw: Raw) => {
    register({
      ...common(raw),
      ...writes('offline', raw),
      run: async (tools) => {
        const { offline } = await import('../commands/offline.ts');
        return await offline(tools.world, inputOf(name, raw, tools));
      },
    });
  });
}

/** A change of how many bases goes in steps only if that is asked for. */
export function addSteps(command: Command): Command {
  return addConsent(addArklet(command))
    .option('--batches <n>', 'in so many steps, as equal as can be')
    .option('--batch-size <list>', 'in steps of these sizes, the last repeats: 1,30%,100%')
    .option('--beta', 'a first step of one base')
    .option('--confirm <when>', 'ask before the next step: each, first or none')
    .option('--gray <duration>', 'pause between two steps')
    .option('--soak <duration>', 'how long a step must stay proven to count')
    .option('--timeout <duration>', 'how long one step may take')
    .option('--pause-after <n>', 'stop after step N with exit code 7', count)
    .option('--no-ask-again', 'never ask a base to repeat an install or uninstall')
    .option('--reason <text>', 'why, for the record');
}

function inputOf(name: string, raw: Raw, tools: Tools): OperateInput {
  return { ...operateInput(name, raw, tools), options: stepOptions(raw, tools.config) };
}

/** Batches and confirmations of the configuration are meant for rollouts: here only what was typed counts. */
export function stepOptions(raw: Raw, config: Config): RolloutOptions {
  const options = rolloutOptions(raw, config);
  const stepped = flag(raw, 'beta') || ['batches', 'batchSize'].some((name) => text(raw, name));
  const asked = (name: string): boolean => text(raw, name) !== undefined;
  return {
    ...options,
    batches: stepped ? options.batches : undefined,
    confirm: asked('confirm') ? options.confirm : 'none',
    grayMs: asked('gray') ? options.grayMs : 0,
    soakMs: asked('soak') ? options.soakMs : 0,
  };
}

function replicas(value: string): number {
  if (value === 'peer') {
    throw new InvalidArgumentError(needs.noPeer);
  }
  const wanted = Number(value);
  if (value.trim() !== '' && Number.isSafeInteger(wanted) && wanted >= 0) return wanted;
  throw new InvalidArgumentError(needs.number);
}
