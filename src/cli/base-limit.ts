import { InvalidArgumentError, type Command } from 'commander';
import { faultOf } from '../messages/fault-of.ts';
import { addConsent, addGlobals, common, operateInput, writes, type Raw } from './options.ts';
import type { Register } from './program.ts';
import { needs } from './usage-fault.ts';

export function registerBaseLimit(program: Command, register: Register): void {
  const command = addConsent(addGlobals(program.command('base-limit <deployment>')))
    .description("how many modules V1's controller may put on each base of a Deployment")
    .requiredOption('--max-modules <n|none>', 'so many; none: as many as come', limit);
  command.action((typed: string, raw: Raw) => {
    const name = deploymentName(typed);
    register({
      ...common(raw),
      ...writes('base-limit', raw),
      run: async (tools) => {
        const { baseLimit } = await import('../commands/base-limit.ts');
        const most = raw['maxModules'] as unknown as number | 'none';
        const maxModules = most === 'none' ? undefined : most;
        return await baseLimit(tools.world, { ...operateInput(name, raw, tools), maxModules });
      },
    });
  });
}

function limit(value: string): number | 'none' {
  if (value === 'none') return value;
  const most = Number(value);
  if (/^\d+$/.test(value) && Number.isSafeInteger(most)) return most;
  throw new InvalidArgumentError(needs.limit);
}

/** `base` or `deployment/base`. */
function deploymentName(typed: string): string {
  const found =
    /^(?:deploy(?:ments?)?(?:\.apps)?\/)?([a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)$/.exec(typed);
  if (found?.[1] !== undefined) return found[1];
  throw faultOf(({ usage }) => usage.notADeployment(typed));
}
