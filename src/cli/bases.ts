import type { Command } from 'commander';
import { checkIp, checkModule, checkName } from './arguments.ts';
import { actuatorAt, addActuator } from './direct.ts';
import type { Register } from './program.ts';
import { addArkletMode, addGlobals, checked, common, flag, reads, type Raw } from './options.ts';

export function registerBases(program: Command, register: Register): void {
  const command = addActuator(addArkletMode(addGlobals(program.command('bases'))))
    .description('every base: where it is, what it runs, what it has left, what is wrong with it')
    .option('--unhealthy', 'only those with which something is wrong; exit code 12 if any')
    .option('--base-ip <ip>', 'the base with this address')
    .option('--base <name>', 'this base: vnode, base pod, host or base application')
    .option('--health', "ask each base's actuator for its health too")
    .option('--module <name>', 'tell which bases are free for this module')
    .option('-A, --all-namespaces', 'base pods of every namespace; vnodes are always shown')
    .option('--consistent', 'read the latest state, not what the API server has at hand');
  command.action((raw: Raw) => {
    register({
      ...common(raw),
      ...reads,
      run: async ({ world, config }) => {
        const { bases } = await import('../commands/bases.ts');
        return await bases(world, {
          namespace: config.namespace.value,
          allNamespaces: flag(raw, 'allNamespaces'),
          filter: {
            baseIp: checked(raw, 'baseIp', checkIp),
            base: checked(raw, 'base', checkName),
          },
          module: checked(raw, 'module', checkModule),
          unhealthy: flag(raw, 'unhealthy'),
          actuators: flag(raw, 'health')
            ? { ...actuatorAt(raw), timeoutMs: config.arkletTimeout.value }
            : undefined,
          consistent: flag(raw, 'consistent'),
        });
      },
    });
  });
}
