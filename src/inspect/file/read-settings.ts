import { LineCounter, parseDocument } from 'yaml';
import type { Fault, Position } from '../../fault.ts';
import { isTree, type Path } from '../../manifest/tree.ts';
import { spotKey, yamlTree } from '../../manifest/yaml-tree.ts';
import { faultOf } from '../../messages/fault-of.ts';
import { checkNames } from '../checks/all.ts';
import { limitRows, type LimitName } from '../limits.ts';
import { builtInProfiles } from '../profiles.ts';
import {
  noNetwork,
  type Acceptance,
  type CustomRule,
  type InspectSettings,
  type Profile,
} from '../settings.ts';
import { readNetwork } from './network.ts';
import { fieldPath, limitOf } from './parsers.ts';
import { Mistake, Section, type SettingsText } from './section.ts';

export interface ReadSettings {
  readonly settings: InspectSettings;
  readonly faults: readonly Fault[];
}

export const usualSettings: InspectSettings = {
  profiles: builtInProfiles,
  limits: {},
  network: noNetwork,
  rules: [],
  accept: [],
  dnsUpstreams: [],
};

/** A checks file, or with `below` one key of another file. `file` only serves for positions. */
export function readSettings(file: string, text: string, below?: string): ReadSettings {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
  });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const broken = document.errors.map(({ message, pos }) =>
    faultOf(({ settings }) => settings.notYaml(message), { at: at(pos[0]) }),
  );
  if (broken.length > 0) return { settings: usualSettings, faults: broken };
  const { value, spots, problems } = yamlTree(document);
  const faults = problems.map(({ offset, say }) => faultOf(say, { at: at(offset) }));
  const positionOf = (path: Path): Position => {
    for (let length = path.length; length >= 0; length -= 1) {
      const spot = spots.get(spotKey(path.slice(0, length)));
      if (spot !== undefined) return at(spot.offset);
    }
    return at(0);
  };
  const start: Path = below === undefined ? [] : [below];
  const root = below === undefined ? value : isTree(value) ? value[below] : undefined;
  if (root === undefined || root === null) return { settings: usualSettings, faults };
  if (!isTree(root)) {
    faults.push(faultOf(({ checks }) => checks.noKeys, { at: positionOf(start) }));
    return { settings: usualSettings, faults };
  }
  const source: SettingsText = {
    value: root,
    positionOf,
    textOf: (path) => spots.get(spotKey(path))?.text,
    fault: (path, say) => {
      faults.push(faultOf(({ checks }) => say(checks), { at: positionOf(path) }));
    },
  };
  return { settings: settingsIn(new Section(source, start, root)), faults };
}

const plain = (text: string): string => text;

function settingsIn(top: Section): InspectSettings {
  const own = top.named('profiles', readProfile);
  const names = new Set(own.map(({ name }) => name));
  return top.end({
    profiles: [...own, ...builtInProfiles.filter(({ name }) => !names.has(name))],
    limits: top.section('thresholds', readLimits) ?? {},
    network: top.section('probes', readNetwork) ?? noNetwork,
    rules: top.sections('customResources', readRule),
    accept: top.sections('accept', readAcceptance),
    dnsUpstreams: top.list('dnsUpstreams', plain),
  });
}

/** A list of its own, or that of the built-in profile with some more or less. */
function readProfile(name: string, one: Section): Profile {
  const usual = builtInProfiles.find((each) => each.name === name)?.checks ?? [];
  const base = one.has('checks') ? one.list('checks', checkName) : usual;
  const add = one.list('add', checkName);
  const remove = one.list('remove', checkName);
  const checks = [...new Set([...base, ...add])].filter((each) => !remove.includes(each));
  if (checks.length === 0) one.wrong((say) => say.emptyProfile(name));
  return { name, checks, limits: one.section('thresholds', readLimits) ?? {} };
}

export function checkName(text: string): string {
  if (checkNames.includes(text)) return text;
  throw new Mistake((say) => say.noCheck(text));
}

function readLimits(one: Section): InspectSettings['limits'] {
  const names = Object.keys(limitRows) as LimitName[];
  const pairs = names.flatMap((name) => {
    const value = one.read(name, undefined, (text) => limitOf(name, text));
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}

function readRule(one: Section): CustomRule {
  const resource = one.needed('resource');
  const path = one.read('path', [], fieldPath);
  const equals = one.list('equals', plain);
  if (path.length > 0 && equals.length === 0) one.wrong((say) => say.missing('equals'));
  if (path.length === 0 && equals.length > 0 && !one.has('path'))
    one.wrong((say) => say.missing('path'));
  return {
    name: one.text('name', resource),
    resource,
    path,
    equals,
    level: one.read('level', 'fail' as const, (text) => {
      if (text !== 'fail' && text !== 'warn') throw new Mistake((say) => say.notALevel(text));
      return text;
    }),
  };
}

function readAcceptance(one: Section): Acceptance {
  return { check: one.text('check', '*'), object: one.needed('object'), why: one.needed('why') };
}
