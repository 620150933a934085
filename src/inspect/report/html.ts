import { escaped, type Report, type ReportCheck, type ReportFinding } from './report.ts';

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin-bottom: .2rem; }
.about { color: #777; margin: 0 0 1rem; }
.counts span { display: inline-block; margin-right: 1rem; font-weight: 600; }
.fail { color: #c62828; } .warn { color: #b26a00; } .ok { color: #2e7d32; } .skipped { color: #777; }
details { border-top: 1px solid #8884; padding: .4rem 0; }
summary { cursor: pointer; } summary code { font-weight: 600; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 .6rem; }
td { border-top: 1px solid #8883; padding: .25rem .6rem .25rem 0; vertical-align: top; overflow-wrap: anywhere; }
.facts { color: #777; font-size: .9em; } .mend { font-style: italic; }
`;

/** One page that needs nothing else: no script, no font, no picture from anywhere. */
export function htmlOf(report: Report, language: string): string {
  const { title, profile, cluster, at, summary, counts, checks, mended } = report;
  const csp = "default-src 'none'; style-src 'unsafe-inline'";
  return [
    `<!doctype html><html lang="${escaped(language)}"><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${csp}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(`${title} ${profile} ${at}`)}</title><style>${style}</style></head><body>`,
    `<h1>${escaped(title)}: <span class="${worst(counts)}">${escaped(summary)}</span></h1>`,
    `<p class="about">${escaped([profile, cluster, at].filter((one) => one !== '').join(' · '))}</p>`,
    ...(mended === '' ? [] : [`<p class="ok">${escaped(mended)}</p>`]),
    ...checks.map(checkHtml),
    '</body></html>',
    '',
  ].join('\n');
}

function worst(counts: Report['counts']): string {
  return counts.fail > 0 ? 'fail' : counts.warn > 0 ? 'warn' : 'ok';
}

function checkHtml({ check, title, status, statusText, note, findings }: ReportCheck): string {
  const open = status === 'fail' || status === 'warn' ? ' open' : '';
  const about = `<span class="skipped">${escaped(note)}</span>`;
  const head = `<b class="${status}">${escaped(statusText)}</b> <code>${escaped(check)}</code> ${escaped(title)} ${about}`;
  const rows = findings.map(rowOf).join('\n');
  const table = rows === '' ? '' : `<table>\n${rows}\n</table>`;
  return `<details${open}><summary>${head}</summary>${table}</details>`;
}

function rowOf({ status, object, text, seen, mend }: ReportFinding): string {
  const facts = seen.map(({ field, value }) => `${escaped(field)}: ${escaped(value)}`).join('<br>');
  const cells = [
    `<b class="${status}">${escaped(object)}</b>`,
    `${escaped(text)}<div class="facts">${facts}</div>`,
    `<span class="mend">${escaped(mend)}</span>`,
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}
