import { lint as findingsOf } from '../manifest/lint.ts';
import { readManifests } from '../manifest/reader.ts';
import type { Finding } from '../manifest/rule.ts';
import type { Fault } from '../fault.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Listing } from '../world.ts';
import type { World } from './world.ts';

/** Everything that is wrong with manifests, collected, in the order of the files. Needs no cluster. */
export async function lint(
  world: World,
  input: { readonly paths: readonly string[] },
): Promise<Outcome> {
  const reading = await readManifests(input.paths, () => world.stdin());
  const findings = [...reading.faults.map(findingOfFault), ...findingsOf(reading.docs)];
  world.reporter.listing(listingOf(findings));
  const errors = findings.filter((finding) => finding.level === 'error').length;
  if (errors === 0) return outcome('done', `${findings.length} finding(s), no error`);
  return outcome('invalid', `${errors} error(s) in ${input.paths.join(', ')}`);
}

function findingOfFault(fault: Fault): Finding {
  return {
    level: 'error',
    rule: 'syntax',
    field: '',
    message: fault.message,
    ...(fault.fix === undefined ? {} : { fix: fault.fix }),
    ...(fault.at === undefined ? {} : { at: fault.at }),
  };
}

function listingOf(findings: readonly Finding[]): Listing {
  const where = (item: Record<string, unknown>): string => {
    const at = item['at'] as Finding['at'];
    return at === undefined ? '-' : `${at.file}:${at.line}:${at.column}`;
  };
  const cell = (key: keyof Finding) => (item: Record<string, unknown>) =>
    String(item[key] ?? '') || '-';
  return {
    kind: 'FindingList',
    items: findings as unknown as Record<string, unknown>[],
    columns: [
      { title: 'WHERE', value: where },
      {
        title: 'LEVEL',
        value: cell('level'),
        tone: (item) => (item['level'] === 'error' ? 'bad' : 'warn'),
      },
      { title: 'WHAT', value: cell('message') },
      { title: 'FIX', value: cell('fix') },
      { title: 'RULE', value: cell('rule'), wide: true },
      { title: 'FIELD', value: cell('field'), wide: true },
    ],
    empty: 'nothing to find fault with',
    name: (item) => `${where(item)} ${String(item['rule'])}`,
  };
}
