import { Option, type Command } from 'commander';
import { outcomes } from '../exit-code.ts';
import { faultOf } from '../messages/fault-of.ts';
import type { BaseChoice } from '../commands/biz-bases.ts';
import type { BizOrder } from '../arklets.ts';
import { checkModule } from './arguments.ts';
import {
  addGlobals,
  addRuled,
  common,
  count,
  flag,
  reads,
  text,
  writes,
  type Raw,
} from './options.ts';
import type { Tools } from './invocation.ts';
import type { Register } from './program.ts';

const manyReads = 8;

export function registerBiz(program: Command, register: Register): void {
  const biz = program
    .command('biz')
    .description('bases directly: what they run, and orders that no controller gives');
  registerQuery(biz, register);
  registerBizHealth(biz, register);
  registerInstall(biz, register);
  for (const verb of ['uninstall', 'switch'] as const) registerNamed(biz, register, verb);
}

function addBases(command: Command): Command {
  return addGlobals(command)
    .option('--base-ip <ip[:port]>', 'a base; may be repeated', gather)
    .option('--from-file <file>', 'bases, one address per line; - for standard input')
    .option('--selector <labels>', 'all vnodes with these labels (V2)')
    .option('--base-deployment <name>', 'all pods of this base Deployment (V1)')
    .option('--port <number>', "Arklet's port where an address names none; 1238", count)
    .option('--parallel <n>', 'how many bases at once', count)
    .option('--arklet <mode>', "reach bases auto, direct, or by the API server's proxy");
}

function gather(value: string, before: unknown): string[] {
  return [...(Array.isArray(before) ? (before as string[]) : []), value];
}

function registerQuery(biz: Command, register: Register): void {
  const command = addBases(biz.command('query [module]')).description(
    'what the bases list; needs no cluster for addresses',
  );
  command.action((module: string | undefined, raw: Raw) => {
    register({
      ...common(raw),
      ...reads,
      run: async (tools) => {
        const { bizQuery } = await import('../commands/biz-query.ts');
        const only = module === undefined ? undefined : checkModule(module);
        return await bizQuery(tools.world, { ...readInput(raw, tools), module: only });
      },
    });
  });
}

function registerBizHealth(biz: Command, register: Register): void {
  const command = addBases(biz.command('health')).description(
    "Arklet's /health: metaspace, heap, JVM, and the state of the base itself",
  );
  command.action((raw: Raw) => {
    register({
      ...common(raw),
      ...reads,
      run: async (tools) => {
        const { bizHealth } = await import('../commands/biz-query.ts');
        return await bizHealth(tools.world, readInput(raw, tools));
      },
    });
  });
}

function registerInstall(biz: Command, register: Register): void {
  const command = addOrder(addBases(biz.command('install [module]')))
    .description('install a jar on bases; with its name and version, or with neither')
    .option('--version <version>', 'of the module')
    .requiredOption('--url <url>', 'where the bases read the jar')
    .addOption(
      new Option('--strategy <name>', 'uninstall-then-install takes all versions off first')
        .choices(['install-only', 'uninstall-then-install'])
        .default('install-only'),
    );
  command.action((module: string | undefined, raw: Raw) => {
    const version = text(raw, 'version');
    if ((module === undefined) !== (version === undefined)) {
      throw faultOf(({ usage }) => usage.nameWithVersion);
    }
    const named =
      module === undefined || version === undefined
        ? {}
        : { biz: { name: checkModule(module), version } };
    const strategy = text(raw, 'strategy') as 'install-only' | 'uninstall-then-install';
    give(register, raw, { verb: 'install', ...named, url: text(raw, 'url') ?? '', strategy });
  });
}

function registerNamed(biz: Command, register: Register, verb: 'uninstall' | 'switch'): void {
  const what = verb === 'uninstall' ? 'take a version off bases' : 'make a dark version serve';
  const command = addOrder(addBases(biz.command(`${verb} <module>`)))
    .description(what)
    .requiredOption('--version <version>', 'of the module');
  command.action((module: string, raw: Raw) => {
    const version = text(raw, 'version') ?? '';
    give(register, raw, { verb, biz: { name: checkModule(module), version } });
  });
}

function addOrder(command: Command): Command {
  return addRuled(command)
    .option('--async', 'let Arklet answer at once, and ask until it is done')
    .option('--force', 'also where a controller would undo it, or could not be asked')
    .option('--keep-going', 'go on with the other bases when one fails')
    .option('--timeout <duration>', 'how long one base may take')
    .option('-y, --yes', 'accept what is shown')
    .option('--dry-run', 'show it and stop')
    .addOption(
      new Option('--ok <outcome>', 'exit 0 with this outcome too').choices(Object.keys(outcomes)),
    );
}

function give(register: Register, raw: Raw, order: BizOrder): void {
  register({
    ...common(raw),
    ...writes(`biz ${order.verb}`, raw),
    outcomeAsResult: false,
    run: async ({ world, config }) => {
      const { bizOrder } = await import('../commands/biz-order.ts');
      return await bizOrder(world, {
        ...choiceOf(raw, config),
        order,
        async: flag(raw, 'async'),
        parallel: parallelOf(raw) ?? 1,
        keepGoing: flag(raw, 'keepGoing'),
        force: flag(raw, 'force'),
        timeoutMs: config.timeout.value,
        yes: flag(raw, 'yes'),
        dryRun: flag(raw, 'dryRun'),
        protectedContexts: config.protectedContexts.value,
      });
    },
  });
}

function readInput(raw: Raw, { config }: Tools) {
  return {
    ...choiceOf(raw, config),
    parallel: parallelOf(raw) ?? manyReads,
    proxied: config.arkletMode.value === 'proxy',
  };
}

function parallelOf(raw: Raw): number | undefined {
  return raw['parallel'] as number | undefined;
}

function choiceOf(raw: Raw, config: Tools['config']): BaseChoice {
  return {
    addresses: (raw['baseIp'] as string[] | undefined) ?? [],
    fromFile: text(raw, 'fromFile'),
    selector: text(raw, 'selector'),
    baseDeployment: text(raw, 'baseDeployment'),
    port: raw['port'] as number | undefined,
    namespace: config.namespace.value,
  };
}
