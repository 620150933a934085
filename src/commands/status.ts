import { outcomeIn, type Outcome } from '../outcome.ts';
import type { Proof } from '../plan/types.ts';
import { Onlooker } from '../rollout/lease.ts';
import type { Said } from '../said.ts';
import type { KubeObject, Line } from '../world.ts';
import { openDoors, type Doors, type Named } from './doors.ts';
import { findWorkload, type FoundWorkload, type NoWorkload } from './find-workload.ts';
import { orGone, shadowOf, verdictOnGone, type Recorded } from './gone.ts';
import { kindOf } from './kinds.ts';
import {
  missingV1Service,
  serviceLine,
  servicesOf,
  sightOf,
  type ServiceSight,
} from './services-of.ts';
import type { World } from './world.ts';

/** Between two looks of `--watch`, ms. */
const lookMs = 1_000;

export interface StatusInput extends Named {
  readonly proof: Proof;
  /** Tell every change until it is done, or stands and nobody is at it. */
  readonly watch?: boolean;
}

/** One verdict with evidence for any release or rollout; reads only. */
export async function status(world: World, input: StatusInput): Promise<Outcome> {
  const doors = await openDoors(world, input);
  const stand = await standOf(doors, input.name);
  if ('gone' in stand) return tellGone(world, stand);
  if (input.watch) return await watching(world, input, doors, stand.found);
  const [verdict, services] = await Promise.all([
    verdictOn(world, input, doors, stand.found),
    servicesSeen(doors, stand.found),
  ]);
  tell(world, stand.found.object, verdict, services);
  return verdict;
}

async function standOf(
  { cluster, surface, namespace }: Doors,
  name: string,
): ReturnType<typeof orGone<FoundWorkload>> {
  const finding = (): Promise<FoundWorkload> => findWorkload(cluster, surface, name, namespace);
  return await orGone(finding, [cluster, name, namespace]);
}

function tellGone(
  world: World,
  { gone, fault }: { readonly gone: Recorded; readonly fault: NoWorkload },
): Outcome {
  const verdict = verdictOnGone(gone, fault);
  tell(world, shadowOf(gone), verdict);
  return verdict;
}

interface ServicesSeen {
  readonly items: readonly ServiceSight[];
  readonly lines: readonly Said[];
}

/** What leads to the workload's pods, and whom it calls. */
async function servicesSeen(
  { cluster, surface }: Doors,
  { world, object }: FoundWorkload,
): Promise<ServicesSeen> {
  const services = await servicesOf(cluster, surface, object);
  const items = await Promise.all(services.map((one) => sightOf(cluster, one, object)));
  const missing = missingV1Service(object, services);
  const lines = items.map((one) => serviceLine(one, world));
  return { items, lines: missing === undefined ? lines : [...lines, missing] };
}

/**
 * Tells every new verdict until one is the last: it is done, or it stands and nobody is at it.
 * Whether somebody is shows in the renewals of the workload's Lease, which needs no part in it.
 */
async function watching(
  world: World,
  input: StatusInput,
  doors: Doors,
  first: FoundWorkload,
): Promise<Outcome> {
  const { cluster, namespace } = doors;
  const { kind, metadata } = first.object;
  const workload = { kind, name: metadata.name };
  const onlooker = new Onlooker({ cluster, clock: world.clock }, { namespace, workload });
  let told = '';
  let found = first;
  for (;;) {
    const verdict = await verdictOn(world, input, doors, found);
    const holder = await onlooker.holder();
    const text = JSON.stringify(verdict);
    if (text !== told) tell(world, found.object, verdict);
    told = text;
    if (isLast(verdict, holder)) return verdict;
    const same = `${kind.toLowerCase()}/${metadata.name}`;
    let stand = await later(world, doors, same);
    // Whoever takes it offline asks its last bases before the record says so.
    while ('gone' in stand && (await onlooker.holder()) !== undefined) {
      stand = await later(world, doors, same);
    }
    if ('gone' in stand) return tellGone(world, stand);
    found = stand.found;
  }
}

async function later(world: World, doors: Doors, name: string): ReturnType<typeof standOf> {
  await world.clock.sleep(lookMs, world.signal);
  world.signal.throwIfAborted();
  return await standOf(doors, name);
}

/** What is under way may still change by itself, what has failed only by somebody who is at it. */
function isLast({ name }: Outcome, holder: string | undefined): boolean {
  return holder === undefined && name !== 'timed-out' && name !== 'unhealthy';
}

async function verdictOn(
  world: World,
  { proof }: StatusInput,
  { cluster, bases, surface }: Doors,
  { object }: FoundWorkload,
): Promise<Outcome> {
  return await kindOf(object).status(world, { cluster, bases, surface, object, proof });
}

function tell(
  { reporter, language }: World,
  object: KubeObject,
  verdict: Outcome,
  services?: ServicesSeen,
): void {
  const lines = [
    ...linesOf(object, outcomeIn(verdict, language)),
    ...(services?.lines ?? []).map((line) => `  ${line.in(language)}`),
  ];
  const more = services && services.items.length > 0 ? { services: services.items } : {};
  reporter.document({ ...documentOf(object, verdict), ...more }, lines);
}

function documentOf(object: KubeObject, verdict: Outcome): object {
  return {
    apiVersion: 'koupctl.koupleless.io/v1',
    kind: 'Status',
    workload: {
      kind: object.kind,
      namespace: object.metadata.namespace,
      name: object.metadata.name,
    },
    outcome: verdict.name,
    message: verdict.message,
    causes: verdict.causes ?? [],
    next: verdict.next ?? [],
  };
}

function linesOf(object: KubeObject, verdict: Outcome): Line[] {
  return [
    `${object.kind} ${object.metadata.namespace ?? ''}/${object.metadata.name}: ${verdict.message}`,
  ];
}
