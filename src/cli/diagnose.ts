import type { Command } from 'commander';
import { faultOf } from '../messages/fault-of.ts';
import { checkIp, checkName, checkWorkload } from './arguments.ts';
import type { Register } from './program.ts';
import {
  addGlobals,
  addRuled,
  changeAsked,
  checked,
  common,
  flag,
  reads,
  text,
  type Raw,
} from './options.ts';

export function registerDiagnose(program: Command, register: Register): void {
  const command = addRuled(addGlobals(program.command('diagnose [workload]')))
    .description('why a workload or a base is not as it should be: causes, evidence, next steps')
    .option('--base-ip <ip>', 'look at the base with this address, and everything on it')
    .option('--base <name>', 'the same by its vnode, host or pod')
    .option('--arklet <mode>', "reach bases auto, direct, or by the API server's proxy")
    .option('--ask', 'ask bases to repeat a failed install: only its answer says why it fails')
    .option('-y, --yes', 'with --ask: agree to that');
  command.action(async (name: string | undefined, raw: Raw) => {
    const about = await aboutIn(name, raw);
    register({
      ...common(raw),
      ...reads,
      // Without --ask a person at a terminal may still want bases asked.
      change: changeAsked('diagnose --ask', raw),
      run: async ({ world, config }) => {
        const { diagnose } = await import('../commands/diagnose.ts');
        const namespace = config.namespace.value;
        return await diagnose(world, {
          namespace,
          about,
          ask: flag(raw, 'ask'),
          yes: flag(raw, 'yes'),
        });
      },
    });
  });
}

async function aboutIn(name: string | undefined, raw: Raw) {
  const [ip, base] = [text(raw, 'baseIp'), text(raw, 'base')];
  if (name !== undefined) {
    if (ip !== undefined || base !== undefined) {
      throw faultOf(({ usage }) => usage.diagnoseBoth);
    }
    await checkWorkload(name);
    return { name };
  }
  if (ip === undefined && base === undefined) {
    throw faultOf(({ usage }) => usage.diagnoseWhat);
  }
  return { ip: checked(raw, 'baseIp', checkIp), name: checked(raw, 'base', checkName) };
}
