import type { ActuatorHealth, ModuleHealth } from '../diagnosis/actuator-health.ts';
import { countsModuleStarts, healthReasons, scenarioOf } from '../diagnosis/health-reasons.ts';
import { messagesOf } from '../messages/messages.ts';
import type { Language, Line, Tone } from '../world.ts';
import type { Sighting } from './health.ts';

/** What programs get. */
export function healthValue(
  language: Language,
  seen: Sighting,
  only: string | undefined,
): Record<string, unknown> {
  const { url, status, trouble, base, module, info } = seen;
  return {
    apiVersion: 'koupctl.koupleless.io/v1',
    kind: 'Health',
    url,
    status: status ?? 'UNREACHABLE',
    trouble: trouble ?? null,
    scenario: (base && scenarioOf(base)) ?? null,
    withAllBizReadiness: (base && countsModuleStarts(base)) ?? null,
    names: base?.names ?? null,
    base: base?.base ?? null,
    components: (module ?? base)?.components ?? {},
    modules: base?.modules ?? [],
    reasons: reasonTexts(language, seen, only),
    listed: info?.modules ?? [],
    plugins: info?.plugins ?? [],
  };
}

/** The status, what it means in the present phase, each part, and why. */
export function linesOfHealth(
  language: Language,
  seen: Sighting,
  only: string | undefined,
): Line[] {
  const texts = messagesOf(language).health;
  const { titles } = texts;
  const { url, status, trouble, base, info, infoTrouble } = seen;
  const head: Line =
    status === undefined
      ? [{ text: trouble ?? url, tone: 'bad' }]
      : [{ text: texts.statusLine(url, status), tone: toneOf(status) }];
  // A module may answer on a base that shows nothing of itself.
  if (base === undefined) return [head, ...reasonLines(language, seen, only)];
  const scenario = scenarioOf(base);
  const counts = countsModuleStarts(base);
  return [
    head,
    ...(scenario === undefined
      ? []
      : [row(titles.meaning, texts.scenarios[scenario](base.status, counts))]),
    ...(base.base === undefined
      ? []
      : [row(titles.base, `${base.base.identity}  ${texts.start(base.base.start)}`)]),
    ...moduleLines(language, seen, only),
    ...reasonLines(language, seen, only),
    ...((info?.plugins.length ?? 0) === 0
      ? []
      : [row(titles.plugins, info?.plugins.map((one) => `${one.name} ${one.version}`).join(', '))]),
    ...(infoTrouble === undefined ? [] : [row(titles.note, infoTrouble)]),
    ...(base.names === 'documented' ? [row(titles.note, texts.oldNames)] : []),
    ...(base.names === 'hidden' || base.names === 'foreign' ? [row(titles.note, texts.needs)] : []),
    row(titles.note, texts.replay),
  ];
}

function reasonLines(language: Language, seen: Sighting, only: string | undefined): Line[] {
  const { titles } = messagesOf(language).health;
  return reasonTexts(language, seen, only).map(({ text }) => row(titles.because, text));
}

function row(title: string, text = ''): Line {
  return [{ text: `  ${title}: `, tone: 'dim' }, text];
}

function toneOf(status: string): Tone {
  return status === 'UP' ? 'good' : status === 'UNKNOWN' ? 'warn' : 'bad';
}

/** Modules by health, and those that only the list of `/actuator/info` has. */
function moduleLines(language: Language, seen: Sighting, only: string | undefined): Line[] {
  const texts = messagesOf(language).health;
  const health = new Map(seen.base?.modules.map((one) => [one.identity, one]));
  const listed = new Map(
    seen.info?.modules
      .map((one): [string, typeof one] => [`${one.name}:${one.version}`, one])
      .filter(([identity]) => identity !== seen.base?.base?.identity),
  );
  const names = [...new Set([...health.keys(), ...listed.keys()])].sort();
  return names
    .filter((identity) => only === undefined || identity.startsWith(`${only}:`))
    .map((identity) => {
      const info = listed.get(identity);
      const parts = [
        ...partsOf(language, health.get(identity)),
        ...(info === undefined ? [] : [texts.state(info.state), texts.path(info.webContextPath)]),
      ];
      return row(texts.titles.module, `${identity}  ${parts.join(', ')}`);
    });
}

function partsOf(language: Language, module: ModuleHealth | undefined): string[] {
  const texts = messagesOf(language).health;
  if (module === undefined) return [];
  const { start, run, readiness } = module;
  return [
    ...(start === undefined ? [] : [texts.start(start)]),
    ...(run === undefined ? [] : [texts.running(run)]),
    ...(readiness === undefined ? [] : [texts.readiness(readiness)]),
  ];
}

/** Why, from the base's answer, and from the module's own where it was asked. */
export function reasonTexts(
  language: Language,
  { base, module }: Pick<Sighting, 'base' | 'module'>,
  only: string | undefined,
): { code: string; what: string; text: string }[] {
  const { reasons } = messagesOf(language).health;
  const own: ActuatorHealth[] = module === undefined ? [] : [{ ...module, names: 'hidden' }];
  const found = [
    ...(base === undefined ? [] : healthReasons(base)),
    ...own.flatMap((one) => healthReasons(one).filter(({ code }) => code === 'component')),
  ];
  const meant = found.filter(
    ({ code, what }) =>
      only === undefined || !code.startsWith('module-') || what.startsWith(`${only}:`),
  );
  return meant.map(({ code, what, detail, counts }) => ({
    code,
    what,
    text: reasons[code](what, detail, counts),
  }));
}
