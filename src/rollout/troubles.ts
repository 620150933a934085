import { said } from '../messages/said-of.ts';
import type { Said, Text } from '../said.ts';
import type { Place } from './driver.ts';

/** One line per place that does not run the version it is to run, with what can be done about it. */
export function troublesOf(places: readonly Place[]): Said[] {
  return places
    .filter((place) => place.judgement.state !== 'active')
    .map(({ name, ip, judgement }) => {
      const { state, cause = state, next } = judgement;
      const where = ip === '' ? name : `${name} (${ip})`;
      return troubleLine(where, cause, next);
    });
}

export function troubleLine(where: string, cause: Text, next?: Text): Said {
  return said(({ walked }, inWords) =>
    walked.trouble(where, inWords(cause), next && inWords(next)),
  );
}

/** The first few, and how many there are beside them. */
export function fewOf(lines: readonly Text[]): readonly Text[] {
  if (lines.length <= 5) return lines;
  return [...lines.slice(0, 5), said(({ ends }) => ends.more(lines.length - 5))];
}

/** What Kubernetes has yet to agree with. */
export function lagging(line: Text): Said {
  return said(({ ends }, inWords) => ends.lags(inWords(line)));
}
