import { deploy } from '../../../src/commands/deploy.ts';
import { offline } from '../../../src/commands/offline.ts';
import { rollback } from '../../../src/commands/rollback.ts';
import { status } from '../../../src/commands/status.ts';
import { attach, confirm, pause, resume } from '../../../src/commands/take-up.ts';
import type { Source } from '../../../src/commands/module-source.ts';
import type { World } from '../../../src/commands/world.ts';
import type { Outcome } from '../../../src/outcome.ts';
import { namespace, workloadName } from '../manifest.ts';
import type { Orders } from './run.ts';

/** The command as the command line would call it. */
export function commandOf(orders: Orders): (world: World) => Promise<Outcome> {
  const { options, takeOver } = orders;
  const consent = {
    yes: !orders.interactive,
    dryRun: false,
    takeOver,
    protectedContexts: [],
    show: () => Promise.resolve(),
  };
  const named = { name: workloadName, namespace };
  const confirmMode = options.confirm === 'none' ? options.confirm : undefined;
  const takeUp = { ...consent, ...named, options, confirmMode };
  switch (orders.command) {
    case 'deploy':
      return (world) =>
        deploy(world, { ...consent, source: sourceOf(orders), namespace: undefined, options });
    case 'rollback':
      return (world) => rollback(world, { ...consent, ...named, toRevision: undefined, options });
    case 'offline':
      return (world) => offline(world, { ...consent, ...named, options });
    case 'attach':
      return (world) => attach(world, takeUp);
    case 'confirm':
      return (world) => confirm(world, { ...takeUp, batch: undefined });
    case 'resume':
      return (world) => resume(world, takeUp);
    case 'pause':
      return (world) => pause(world, named);
    case 'status':
      return (world) => status(world, { ...named, proof: options.proof });
  }
}

/** Mostly as it is: to read it from YAML anew takes a tenth of the time, and is tested elsewhere. */
function sourceOf({ fromFile, manifest, version }: Orders): Source {
  return fromFile
    ? { from: 'files', paths: ['-'] }
    : { from: 'object', object: manifest, name: version };
}
