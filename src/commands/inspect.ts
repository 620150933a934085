import { relative } from 'node:path';
import { findConfigFile } from '../config/find.ts';
import { Fault, faultLine } from '../fault.ts';
import type { Check } from '../inspect/check.ts';
import { allChecks } from '../inspect/checks/all.ts';
import { podDnsCheck } from '../inspect/checks/pod-dns.ts';
import { readSettings, usualSettings, type ReadSettings } from '../inspect/file/read-settings.ts';
import { usualLimits, type Limits } from '../inspect/limits.ts';
import type { InspectSettings, Profile } from '../inspect/settings.ts';
import { allFaults } from '../manifest/yaml.ts';
import { messagesOf } from '../messages/messages.ts';
import { outcome, type Outcome } from '../outcome.ts';
import type { DnsPodAsked } from './inspect-dns-pod.ts';
import { readChecksFile } from './inspect-files.ts';
import { inspectOnce, inspectOn } from './inspect-run.ts';
import type { InspectWorld } from './world.ts';

export interface InspectInput {
  readonly namespace: string | undefined;
  readonly profile: string;
  /** Only these checks; those of the profile where empty. */
  readonly only: readonly string[];
  /** A checks file; without it the `inspect` of koupctl.yaml. */
  readonly checks: string | undefined;
  readonly list: boolean;
  readonly junit: string | undefined;
  readonly html: string | undefined;
  /** Where runs are remembered; '' for nowhere, undefined for the usual place. */
  readonly history: string | undefined;
  /** Again every so many ms, until somebody ends it. */
  readonly everyMs: number | undefined;
  /** JSON and YAML are whole at every change; tables tell what has changed. */
  readonly forPrograms: boolean;
  /** A pod is to look at DNS too; without it nothing is written. */
  readonly dnsPod: DnsPodAsked | undefined;
}

/** What is asked for, understood: nothing was read of the cluster yet. */
export interface Inspection {
  readonly input: InspectInput;
  readonly settings: InspectSettings;
  readonly profile: Profile;
  readonly checks: readonly Check[];
  readonly limits: Limits;
}

/** Named checks over cluster and network, with thresholds; exit code 12 when something fails. */
export async function inspect(world: InspectWorld, input: InspectInput): Promise<Outcome> {
  const settings = await settingsFor(world, input);
  if (input.list) return listChecks(world, settings);
  const profile = profileFor(world, settings, input.profile);
  const chosen = input.only.length > 0 ? input.only : profile.checks;
  const names = new Set(input.dnsPod === undefined ? chosen : [...chosen, podDnsCheck.name]);
  const inspection = {
    input,
    settings,
    profile,
    checks: [...names].map((name) => checkNamed(world, name)),
    limits: { ...usualLimits, ...settings.limits, ...profile.limits },
  };
  if (input.everyMs === undefined) return await inspectOnce(world, inspection);
  return await inspectOn(world, inspection, input.everyMs);
}

async function settingsFor(
  world: InspectWorld,
  { checks }: InspectInput,
): Promise<InspectSettings> {
  const { settings, faults } = await readFor(world, checks);
  const fault = allFaults(faults);
  if (fault === undefined) return settings;
  if (faults.length === 1) throw fault;
  const words = messagesOf(world.language).inspect;
  throw new Fault(words.mistakes(faults.length), {
    details: faults.map((one) => faultLine(one.in(world.language))),
    fix: words.mendFile,
  });
}

async function readFor(world: InspectWorld, file: string | undefined): Promise<ReadSettings> {
  if (file !== undefined) return readSettings(file, await readChecksFile(world, file));
  const found = await findConfigFile(world.folder);
  if (found === undefined) return { settings: usualSettings, faults: [] };
  return readSettings(relative(world.folder, found.path), found.text, 'inspect');
}

function profileFor(world: InspectWorld, settings: InspectSettings, name: string): Profile {
  const profile = settings.profiles.find((one) => one.name === name);
  if (profile !== undefined) return profile;
  const words = messagesOf(world.language).inspect;
  const names = settings.profiles.map((one) => one.name).join(', ');
  throw new Fault(words.noProfile(name), { fix: words.known(names) });
}

function checkNamed(world: InspectWorld, name: string): Check {
  const check = allChecks.find((one) => one.name === name);
  if (check !== undefined) return check;
  const words = messagesOf(world.language).inspect;
  throw new Fault(words.noCheck(name), { fix: words.listHint });
}

function listChecks(world: InspectWorld, { profiles }: InspectSettings): Outcome {
  const words = messagesOf(world.language).inspect;
  const items = allChecks.map(({ name, reads }) => ({
    check: name,
    what: words.checks[name] ?? name,
    reads,
    profiles: profiles.filter(({ checks }) => checks.includes(name)).map((one) => one.name),
  }));
  world.reporter.listing({
    kind: 'CheckList',
    items,
    empty: words.noChecks,
    name: (item) => String(item['check']),
    columns: [
      { title: words.columns.check, value: (item) => String(item['check']) },
      { title: words.columns.what, value: (item) => String(item['what']) },
      {
        title: words.columns.profiles,
        value: (item) => (item['profiles'] as string[]).join(', ') || '-',
      },
    ],
  });
  return outcome('done', words.columns.check);
}
