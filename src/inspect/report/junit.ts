import { escaped, type Report, type ReportCheck, type ReportFinding } from './report.ts';

/** JUnit XML: a case per check; what only warns passes, and says so in its output. */
export function junitOf(report: Report): string {
  const { profile, cluster, at, tookMs, counts, checks } = report;
  const numbers = `tests="${checks.length}" failures="${counts.fail}" skipped="${counts.skipped}" errors="0"`;
  const seconds = (tookMs / 1_000).toFixed(3);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="koupctl inspect" ${numbers} time="${seconds}">`,
    `  <testsuite name="${escaped(`inspect ${profile}`)}" hostname="${escaped(cluster)}" ${numbers} time="${seconds}" timestamp="${escaped(at)}">`,
    ...checks.map((one) => caseOf(one, profile)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseOf(one: ReportCheck, profile: string): string {
  const { check, title, status, note, findings } = one;
  const open = `    <testcase name="${escaped(check)}" classname="${escaped(`inspect.${profile}`)}">`;
  const wrong = findings.filter((each) => each.status !== 'ok');
  const text = escaped(wrong.map(linesOf).join('\n'));
  const message = escaped(`${title}: ${note}`);
  const inside = {
    fail: `<failure message="${message}" type="fail">${text}</failure>`,
    skipped: `<skipped message="${message}"/>`,
    warn: `<system-out>${message}\n${text}</system-out>`,
    ok: '',
  };
  return inside[status] === '' ? `${open}</testcase>` : `${open}${inside[status]}</testcase>`;
}

function linesOf({ status, object, text, seen, mend }: ReportFinding): string {
  const facts = seen.map(({ field, value }) => `    ${field}: ${value}`);
  return [`${status} ${object}: ${text}`, ...facts, ...(mend === '' ? [] : [`    > ${mend}`])].join(
    '\n',
  );
}
