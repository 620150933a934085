import { said } from '../messages/said-of.ts';
import type { Said, Text } from '../said.ts';
import type { Place } from './driver.ts';
import type { BaseState } from './events.ts';

/** One line per place that does not run the version it is to run, with what can be done about it. */
export function troublesOf(places: readonly Place[]): Said[] {
  return places
    .filter((place) => place.judgement.state !== 'active')
    .map(({ name, ip, judgement }) => {
      const where = ip === '' ? name : `${name} (${ip})`;
      return troubleLine(where, causeOf(judgement), judgement.next);
    });
}

/** Why it is not healthy; what it is doing, where nothing more is known. */
export function causeOf({
  state,
  cause,
}: {
  readonly state: BaseState;
  readonly cause?: Text | undefined;
}): Text {
  return cause ?? said(({ baseStates }) => baseStates[state]);
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
