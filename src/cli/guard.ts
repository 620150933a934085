import type { Command } from 'commander';
import { addGlobals, changeAsked, common, flag, reads, text, type Raw } from './options.ts';
import type { Register } from './program.ts';

export function registerGuard(program: Command, register: Register): void {
  const guard = program
    .command('guard')
    .description('change rules: windows, freezes, approvals and what else stands before a change');
  addGlobals(guard.command('check [command...]'))
    .description('what the rules say of commands that write, and when they open')
    .option('--module <name>', 'of a change to this module')
    .option('--ticket <id>', 'with this change ticket')
    .option('--at <time>', 'at another time: 2026-11-11T08:00+08:00')
    .action((commands: string[], raw: Raw) => {
      register({
        ...common(raw),
        ...reads,
        run: async ({ world, config }) => {
          const { guardCheck } = await import('../commands/guard-check.ts');
          return await guardCheck(world, {
            commands: commands.length === 0 ? undefined : commands,
            namespace: config.namespace.value,
            module: text(raw, 'module'),
            ticket: text(raw, 'ticket'),
            at: text(raw, 'at'),
            rules: config.rules,
          });
        },
      });
    });
}

export function registerApprove(program: Command, register: Register): void {
  addGlobals(program.command('approve [plan]'))
    .description("approve another person's plan, by its digest; without one list those that wait")
    .option('-y, --yes', 'approve what is shown')
    .option('--dry-run', 'show it and stop')
    .option('--reason <text>', 'why, for the record')
    .action((digest: string | undefined, raw: Raw) => {
      register({
        ...common(raw),
        speaks: digest === undefined ? 'trouble' : 'always',
        outcomeAsResult: false,
        change: changeAsked('approve', raw),
        run: async ({ world }) => {
          const { approve } = await import('../commands/approve.ts');
          const [yes, dryRun] = [flag(raw, 'yes'), flag(raw, 'dryRun')];
          return await approve(world, { digest, yes, dryRun });
        },
      });
    });
}

export function registerAudit(program: Command, register: Register): void {
  const audit = addGlobals(program.command('audit [object]'))
    .description('the record of changes: who, when, what, by which plan, and how it ended')
    .action((name: string | undefined, raw: Raw) => {
      register({
        ...common(raw),
        ...reads,
        run: async ({ world }) => {
          const { audit: list } = await import('../commands/audit.ts');
          return await list(world, { name });
        },
      });
    });
  addGlobals(audit.command('verify'))
    .description('compute the chain of digests anew: which entry is missing, or was changed')
    .option('--head <seq:digest>', 'an entry whose digest was kept elsewhere')
    .action((raw: Raw) => {
      register({
        ...common(raw),
        ...reads,
        run: async ({ world }) => {
          const { auditVerify } = await import('../commands/audit.ts');
          return await auditVerify(world, { head: text(raw, 'head') });
        },
      });
    });
}
