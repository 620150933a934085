import { lint as findingsOf } from '../manifest/lint.ts';
import { readManifests } from '../manifest/reader.ts';
import type { Finding } from '../manifest/rule.ts';
import type { Fault } from '../fault.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { Line } from '../world.ts';
import { nameOfPath } from './module-source.ts';
import type { World } from './world.ts';

/** Everything that is wrong with manifests, collected, in the order of the files. Needs no cluster. */
export async function lint(
  world: World,
  input: { readonly paths: readonly string[] },
): Promise<Outcome> {
  const reading = await readManifests(input.paths, () => world.stdin());
  const findings = [...reading.faults.map(findingOfFault), ...findingsOf(reading.docs)];
  world.reporter.document(documentOf(findings), findings.flatMap(linesOf));
  const errors = findings.filter((finding) => finding.level === 'error').length;
  if (findings.length === 0) world.reporter.say('nothing to find fault with');
  if (errors === 0) return outcome('done', `${findings.length} finding(s), no error`);
  const where = input.paths.map(nameOfPath).join(', ');
  return outcome('invalid', `${errors} of ${findings.length} finding(s) in ${where} are errors`);
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

function documentOf(findings: readonly Finding[]): unknown {
  return { apiVersion: 'koupctl.koupleless.io/v1', kind: 'FindingList', items: findings };
}

/** As compilers do, so that editors find the place; a table would cut the words that matter. */
function linesOf({ level, rule, message, fix, at, field }: Finding): Line[] {
  const where = at === undefined ? '' : `${at.file}:${at.line}:${at.column}: `;
  const what = field === '' ? message : `${field}: ${message}`;
  return [
    [where, { text: level, tone: tones[level] }, `: ${what} `, { text: `(${rule})`, tone: 'dim' }],
    ...(fix === undefined ? [] : [`    fix: ${fix}`]),
  ];
}

const tones = { error: 'bad', warning: 'warn', info: 'dim' } as const;
