import { Fault } from '../fault.ts';
import { readManifests } from '../manifest/reader.ts';
import { messagesOf } from '../messages/messages.ts';
import type { Outcome } from '../outcome.ts';
import { lintFix, type LintFixInput } from './lint-fix.ts';
import { findingLines, findingsDocument, findingsOf, lintOutcome } from './lint-report.ts';
import type { World } from './world.ts';

/** Everything that is wrong with manifests, collected, in the order of the files. Needs no cluster. */
export async function lint(
  world: World,
  input: LintFixInput & { readonly fix: boolean },
): Promise<Outcome> {
  if (input.fix) return await lintFix(world, input);
  const how = input.yes ? '--yes' : input.dryRun ? '--dry-run' : undefined;
  if (how !== undefined) {
    const say = messagesOf(world.language).lint;
    throw new Fault(say.needsFix(how), { fix: say.needsFixFix });
  }
  const reading = await readManifests(input.paths, () => world.stdin());
  const findings = findingsOf(world, reading);
  const lines = findings.flatMap((finding) => findingLines(world, finding));
  world.reporter.document(findingsDocument(world, findings), lines);
  return lintOutcome(world, input.paths, findings);
}
