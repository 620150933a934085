import { judgeAnswers, sampleOf } from '../diagnosis/doctor/answers.ts';
import { judgeApi } from '../diagnosis/doctor/api.ts';
import {
  notAllowed,
  finding,
  type CheckFinding,
  type CheckName,
  isWrong,
  lasting,
} from '../diagnosis/doctor/checkup.ts';
import { judgeClocks } from '../diagnosis/doctor/clocks.ts';
import { judgeControllers, type ControllerOnSite } from '../diagnosis/doctor/controllers.ts';
import { judgeCrds } from '../diagnosis/doctor/crds.ts';
import { judgeEnvs } from '../diagnosis/doctor/envs.ts';
import { hasExpired, judgeV2Liveness, leaseGraceMs } from '../diagnosis/doctor/liveness.ts';
import { judgeControllerRights } from '../diagnosis/doctor/roles.ts';
import { judgeUserRights } from '../diagnosis/doctor/user-rights.ts';
import type { ControllerSeen, LeaseSeen } from '../diagnosis/evidence.ts';
import { messagesOf } from '../messages/messages.ts';
import { baseOfVnode, type Base } from '../modules/base.ts';
import type { Generation } from '../modules/controller.ts';
import * as labels from '../modules/labels.ts';
import { core, v1TypesOf } from '../modules/surface.ts';
import type { Cluster } from '../world.ts';
import { readControllers, readNodeLeases } from './diagnose-around.ts';
import type { Scene } from './diagnose-scene.ts';
import { onSite, rightsOf } from './doctor-controllers.ts';
import { askRights } from './doctor-rights.ts';
import { strayBases } from './doctor-strays.ts';
import { bare, lookAtV1Work } from './doctor-v1.ts';
import { findControllers } from './find-controllers.ts';
import { ifAllowed, unlessForbidden, type Allowed } from './forbidden.ts';
import type { DirectWorld } from './world.ts';

/** How long the bases that are asked may take, ms. */
const patienceMs = 4_000;
const probeMs = 2_000;
/** What looks wrong for a moment only is not told: between two looks, ms. */
const betweenLooksMs = 3_000;

export interface LookInput {
  /** Undefined: what the cluster has. */
  readonly generation: Generation | undefined;
  readonly env: { readonly env: string; readonly isSet: boolean };
  /** This machine's own clock, ms since the epoch. */
  readonly wall: () => number;
  /** Only these checks; all where absent. */
  readonly only?: ReadonlySet<CheckName>;
  /** By now every vnode has to have its lease. */
  readonly strict?: boolean;
}

/** What several checks judge. */
interface Site {
  readonly now: number;
  readonly worlds: { readonly v1: boolean; readonly v2: boolean };
  readonly controllers: Allowed<readonly ControllerOnSite[]>;
  readonly vnodes: Allowed<readonly Base[]>;
  readonly leases: Allowed<readonly LeaseSeen[]>;
  /** The controllers' own pods. */
  readonly running: readonly ControllerSeen[];
}

/** What moves is looked at again before it is called wrong. */
export async function lookTwice(
  world: DirectWorld,
  scene: Scene,
  input: LookInput,
): Promise<CheckFinding[]> {
  const first = await lookAround(world, scene, input);
  const passing = first.filter((one) => isWrong(one) && mayPass(one));
  if (passing.length === 0) return first;
  world.reporter.say(messagesOf(world.language).diagnosis.lookingAgain);
  // A controller may be about to make the lease: it looks every ten seconds.
  const slow = passing.some(({ code }) => code === 'leases-missing');
  await world.clock.sleep(slow ? leaseGraceMs : betweenLooksMs, world.signal);
  world.signal.throwIfAborted();
  return lasting(first, await lookAround(world, scene, input));
}

function mayPass({ check, code }: CheckFinding): boolean {
  const stands = code === 'no-bases' || code === 'controller-absent' || code === 'not-installed';
  return ['controllers', 'liveness', 'env', 'bases'].includes(check) && !stands;
}

/** One look at everything, or at what is asked for. Reads only. */
export async function lookAround(
  world: DirectWorld,
  scene: Scene,
  input: LookInput,
): Promise<CheckFinding[]> {
  const site = await readSite(scene, input);
  const { worlds } = site;
  const wants = (check: CheckName): boolean => input.only?.has(check) !== false;
  const run = async (
    check: CheckName,
    look: () => CheckFinding[] | Promise<CheckFinding[]>,
  ): Promise<CheckFinding[]> => {
    if (!wants(check)) return [];
    const found = await unlessForbidden(Promise.resolve().then(look), scene.language);
    return found.ok ? found.value : [notAllowed(check, found.why)];
  };
  const v1Work = worlds.v1 ? await workOfV1(scene, site) : none;
  const fleet = [...(valueOf(site.vnodes) ?? []), ...v1Work.bases];
  const answers = run('bases', () => answersOf(world, scene, fleet));
  const found = await Promise.all([
    run('api', () => apiOf(scene)),
    run('crds', () => (input.generation === 'v2' ? noCrds : crdsOf(scene, worlds.v1))),
    run('controllers', () => controllersOf(site)),
    run('controller-rights', () => controllerRightsOf(scene, site)),
    run('user-rights', () => userRightsOf(scene, worlds)),
    run('liveness', async () => {
      // How many bases answer is part of what it says.
      await answers;
      return livenessOf(scene, site, { strict: input.strict === true, v1: v1Work.findings });
    }),
    run('env', () => envOf(scene, site, input)),
    run('clock', () => judgeClocks(input.wall() - site.now, valueOf(site.leases))),
    answers,
  ]);
  return found.flat();
}

const noCrds = [finding('crds', 'skipped', 'crds-not-needed')];
const none = { findings: [] as CheckFinding[], bases: [] as readonly Base[] };

function valueOf<T>(seen: Allowed<T>): T | undefined {
  return seen.ok ? seen.value : undefined;
}

async function readSite(scene: Scene, { generation }: LookInput): Promise<Site> {
  const { cluster, language } = scene;
  const [controllers, bases, leases, running] = await Promise.all([
    unlessForbidden(findAll(scene), language),
    unlessForbidden(readVnodes(cluster), language),
    unlessForbidden(readNodeLeases(cluster), language),
    readControllers(scene),
  ]);
  const there = (which: Generation): boolean =>
    valueOf(controllers)?.some(({ installed }) => installed.generation === which) === true;
  const v1There = scene.surface.v1 !== undefined || there('v1');
  const worlds =
    generation === undefined
      ? {
          v1: v1There,
          v2: there('v2') || (bases.ok ? bases.value.length > 0 : !v1There),
        }
      : { v1: generation === 'v1', v2: generation === 'v2' };
  return { now: scene.clock.now(), worlds, controllers, vnodes: bases, leases, running };
}

/** The bases that have a node. */
export async function readVnodes(cluster: Cluster): Promise<Base[]> {
  const vnode = `${labels.component}=${labels.componentVnode}`;
  const nodes = await cluster.list({ type: core.node, labels: vnode, freshness: 'quorum' });
  return nodes.flatMap((node) => baseOfVnode(node) ?? []);
}

async function findAll(scene: Scene): Promise<ControllerOnSite[]> {
  const { cluster } = scene;
  const [v1, v2] = await Promise.all([
    findControllers(cluster, 'v1'),
    findControllers(cluster, 'v2'),
  ]);
  return await Promise.all([...v1, ...v2].map((one) => onSite(cluster, one)));
}

async function apiOf({ cluster, namespace }: Scene): Promise<CheckFinding[]> {
  return [judgeApi(await cluster.serverVersion(), cluster.target, namespace)];
}

/** The dialect counts as known where the CRD could be read. */
async function crdsOf({ cluster, surface }: Scene, v1: boolean): Promise<CheckFinding[]> {
  const types = await cluster.resourceTypes();
  const own = v1TypesOf(types);
  const name = own === undefined ? '' : `${own.moduleDeployment.plural}.${own.group}`;
  const crd =
    own === undefined ? undefined : await ifAllowed(cluster.get({ type: core.crd, name }));
  const dialect = crd === undefined ? undefined : surface.v1?.dialect;
  return [judgeCrds(types, { v1, dialect })];
}

function controllersOf({ worlds, controllers, vnodes, leases, now }: Site): CheckFinding[] {
  if (!controllers.ok) return [notAllowed('controllers', controllers.why)];
  if (!worlds.v1 && !worlds.v2) {
    const next = ['koupctl install v2 --image IMAGE:TAG', 'koupctl install v1 --image IMAGE:TAG'];
    return [finding('controllers', 'fail', 'not-installed', { next })];
  }
  const seen = controllers.value.some(({ installed }) => installed.generation === 'v2');
  const unread = [vnodes, leases].find(({ ok }) => !ok);
  const v1 = worlds.v1 ? judgeControllers('v1', controllers.value, []) : [];
  // It may run elsewhere: what would show that may not be read.
  if (worlds.v2 && !seen && unread?.ok === false)
    return [...v1, notAllowed('controllers', unread.why)];
  const names = new Set(valueOf(vnodes)?.map(({ name }) => name));
  const fresh = (valueOf(leases) ?? []).filter(
    (lease) => names.has(lease.name) && !hasExpired(lease, now),
  );
  const tended = [...new Set(fresh.map(({ holder }) => holder))];
  return [...(worlds.v2 ? judgeControllers('v2', controllers.value, tended) : []), ...v1];
}

async function controllerRightsOf(scene: Scene, site: Site): Promise<CheckFinding[]> {
  const { controllers, worlds } = site;
  if (!controllers.ok) return [notAllowed('controller-rights', controllers.why)];
  const ours = controllers.value.filter(({ installed }) => worlds[installed.generation]);
  if (ours.length === 0) return [finding('controller-rights', 'skipped', 'nothing-to-ask')];
  const group = scene.surface.v1?.group;
  const found = await Promise.all(
    ours.map(async ({ installed }) =>
      judgeControllerRights(await rightsOf(scene.cluster, installed, group)),
    ),
  );
  return found.flat();
}

async function userRightsOf(scene: Scene, worlds: Site['worlds']): Promise<CheckFinding[]> {
  const { cluster, namespace, surface } = scene;
  const group = surface.v1?.group ?? labels.v1Groups[0];
  return judgeUserRights(await askRights(cluster, { worlds, namespace, group }), namespace);
}

function livenessOf(
  scene: Scene,
  { worlds, controllers, vnodes, leases, now, running }: Site,
  { strict, v1 }: { readonly strict: boolean; readonly v1: readonly CheckFinding[] },
): CheckFinding[] {
  if (!worlds.v2) return [...v1];
  if (!vnodes.ok) return [...v1, notAllowed('liveness', vnodes.why)];
  const evidence = {
    ...bare(scene, { now, controllers: running }),
    leases: valueOf(leases),
    bases: vnodes.value.map((base) => scene.seen(base)),
  };
  const found = judgeV2Liveness(evidence, valueOf(controllers) ?? [], strict);
  const unread = leases.ok ? [] : [notAllowed('liveness', leases.why)];
  return [...v1, ...found, ...unread];
}

async function workOfV1(scene: Scene, { now, running }: Site): Promise<typeof none> {
  const { v1 } = scene.surface;
  if (v1 === undefined) return none;
  const seen = await unlessForbidden(
    lookAtV1Work(scene, v1, { now, controllers: running }),
    scene.language,
  );
  return seen.ok ? seen.value : { findings: [notAllowed('liveness', seen.why)], bases: [] };
}

async function envOf(
  scene: Scene,
  { worlds, controllers, vnodes, leases, now }: Site,
  { env: own }: LookInput,
): Promise<CheckFinding[]> {
  if (!worlds.v2) return [];
  if (!vnodes.ok) return [notAllowed('env', vnodes.why)];
  const fresh = (valueOf(leases) ?? []).filter((lease) => !hasExpired(lease, now));
  return judgeEnvs({
    vnodes: vnodes.value,
    controllers: (valueOf(controllers) ?? [])
      .map(({ installed }) => installed)
      .filter((one) => one.generation === 'v2'),
    tended: new Set(fresh.map(({ name }) => name)),
    own,
    strays: await strayBases(scene, vnodes.value),
  });
}

async function answersOf(
  world: DirectWorld,
  scene: Scene,
  bases: readonly Base[],
): Promise<CheckFinding[]> {
  const sample = sampleOf(bases);
  const probes = await world.openProbes();
  const direct = new Set<string>();
  await Promise.all([
    scene.watch.refresh(sample, 0, patienceMs),
    ...sample.map(async ({ name, ip, port }) => {
      // Arklet answers a GET with 500, and does nothing.
      const reply = await probes.httpGet(`http://${ip}:${port}/`, probeMs);
      if (reply.ok) direct.add(name);
    }),
  ]);
  return judgeAnswers({ asked: sample.map((base) => scene.seen(base)), of: bases.length, direct });
}
