import type { Command } from 'commander';
import { checkIp, checkName } from './arguments.ts';
import type { Register } from './program.ts';
import { addModule, moduleFlags } from './module-flags.ts';
import { addArklet, addGlobals, common, flag, text, type Raw } from './options.ts';

export function registerModules(program: Command, register: Register): void {
  const command = addGlobals(program.command('modules'))
    .description('what is installed where')
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
      speaks: 'trouble',
      outcomeAsResult: false,
      run: async ({ world, config }) => {
        const { modules } = await import('../commands/modules.ts');
        const [ip, node] = [text(raw, 'baseIp'), text(raw, 'node')];
        const base = text(raw, 'base') ?? text(raw, 'pod');
        return await modules(world, {
          namespace: config.namespace.value,
          allNamespaces: flag(raw, 'allNamespaces'),
          baseIp: ip === undefined ? undefined : checkIp(ip),
          base: base === undefined ? undefined : checkName(base),
          node: node === undefined ? undefined : checkName(node),
          module: text(raw, 'module'),
          version: text(raw, 'version'),
          consistent: flag(raw, 'consistent'),
        });
      },
    });
  });
}

export function registerStatus(program: Command, register: Register): void {
  const command = addArklet(addGlobals(program.command('status <name>')))
    .description('one verdict with evidence: does it run, does a rollout stand, what is next')
    .option('-w, --watch', 'tell every change, until it is done or stands and nobody is at it');
  command.action((name: string, raw: Raw) => {
    register({
      ...common(raw),
      speaks: 'trouble',
      outcomeAsResult: false,
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
      speaks: 'trouble',
      outcomeAsResult: false,
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
      speaks: 'trouble',
      outcomeAsResult: false,
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
    .requiredOption('-f, --filename <file...>', 'manifests; a folder, or - for standard input');
  command.action((raw: Raw) => {
    register({
      ...common(raw),
      speaks: 'trouble',
      outcomeAsResult: false,
      run: async ({ world }) => {
        const { lint } = await import('../commands/lint.ts');
        return await lint(world, { paths: raw['filename'] as string[] });
      },
    });
  });
}
