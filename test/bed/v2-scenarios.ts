import type { Quirks } from './stand-in-v2/quirks.ts';
import { paths, type KubeObj } from './kube.ts';
import { LEASE_NAMESPACE } from './stand-in-v2/names.ts';
import type { Recorder } from './v2-trace.ts';
import type { V2TraceSite } from './v2-trace-site.ts';
import { containerState, readyCondition, type V2View } from './v2-view.ts';

/** What happens to modules and bases, step by step; played on the real controller and its stand-in. */
export interface Scenario {
  name: string;
  bases: number;
  /** Of the stand-in, where its default is not what the scenario shows. */
  quirks?: Partial<Quirks>;
  play: (site: V2TraceSite, record: Recorder) => Promise<void>;
}

const isThere = ({ metadata }: KubeObj) => metadata.deletionTimestamp === undefined;
const MISSING = 'http://jars.invalid/biz1-missing-1.0.0-ark-biz.jar';
const THROWS = 'http://jars.invalid/biz1-throws-1.0.0-ark-biz.jar';

/** As many pods of this version are there, all of them showing this. */
const showing = (version: string, count: number, state: string) => (view: V2View) => {
  const pods = view.pods(version).filter(isThere);
  return pods.length === count && pods.every((pod) => containerState(pod) === state);
};
const gone = (version: string) => (view: V2View) => view.pods(version).length === 0;
const runs = (site: V2TraceSite, state: string) => () =>
  site.bases.every((base) => {
    const listed = base.bizList.map((biz) => `${biz.bizVersion} ${biz.bizState}`);
    return listed.sort().join(', ') === state;
  });

async function deploy(site: V2TraceSite, record: Recorder, apart?: 'never-two'): Promise<void> {
  await site.asked();
  const settled = showing('1.0.0', site.bases.length, 'running');
  const options = { version: '1.0.0', ...(apart ? { apart } : {}) };
  await record.step('deploy 1.0.0', () => site.deploy(options), settled);
}

async function darkSwitchUndo(site: V2TraceSite, record: Recorder): Promise<void> {
  await deploy(site, record);
  const all = site.bases.length;
  const hold = () => site.hold('2.0.0', all, 0);
  await record.step('hold 2.0.0 beside it', hold, showing('2.0.0', all, 'waiting'));
  const forth = () => site.switchAll('2.0.0');
  await record.step('switch to 2.0.0', forth, showing('2.0.0', all, 'running'));
  const back = runs(site, '1.0.0 activated, 2.0.0 deactivated');
  await record.step('switch back', () => site.switchAll('1.0.0'), back);
  await record.step('release 1.0.0', () => site.release('1.0.0'), gone('2.0.0'));
}

async function finishAfterSwitch(site: V2TraceSite, record: Recorder): Promise<void> {
  await deploy(site, record);
  const all = site.bases.length;
  const hold = () => site.hold('2.0.0', all, 0);
  await record.step('hold 2.0.0 beside it', hold, showing('2.0.0', all, 'waiting'));
  const forth = () => site.switchAll('2.0.0');
  await record.step('switch to 2.0.0', forth, showing('2.0.0', all, 'running'));
  await record.step('release 2.0.0', () => site.release('2.0.0'), gone('1.0.0'));
}

async function uninstallThenInstall(site: V2TraceSite, record: Recorder): Promise<void> {
  await deploy(site, record, 'never-two');
  const all = site.bases.length;
  for (let batch = 1; batch <= all; batch += 1) {
    const settled = (view: V2View) =>
      showing('2.0.0', batch, 'running')(view) && view.pods('1.0.0').length === all - batch;
    const hold = () => site.hold('2.0.0', 0, batch);
    await record.step(`hold 2.0.0, ${batch} unavailable`, hold, settled);
  }
}

async function missingJar(site: V2TraceSite, record: Recorder): Promise<void> {
  await site.asked();
  await record.step(
    'deploy a jar that is not there',
    () => site.deploy({ version: '1.0.0', url: MISSING }),
    showing('1.0.0', 1, 'empty'),
  );
  await record.step('delete it', () => site.remove(), gone('1.0.0'));
}

async function throws(site: V2TraceSite, record: Recorder): Promise<void> {
  await site.asked();
  await record.step(
    'deploy a module that throws',
    () => site.deploy({ version: '1.0.0', url: THROWS }),
    showing('1.0.0', 1, 'waiting'),
  );
  const settled = (view: V2View) => gone('1.0.0')(view) && runs(site, '')();
  await record.step('delete it', () => site.remove(), settled);
}

async function unreachable(site: V2TraceSite, record: Recorder): Promise<void> {
  const [base] = site.bases;
  await site.asked();
  await base?.down();
  const nothingMore = () => Promise.resolve();
  await record.step(
    'deploy while the base refuses connections',
    () => site.deploy({ version: '1.0.0' }),
    showing('1.0.0', 1, 'waiting'),
    nothingMore,
  );
  await record.step(
    'the base listens again',
    async () => base?.up(),
    showing('1.0.0', 1, 'running'),
  );
}

async function baseRestart(site: V2TraceSite, record: Recorder): Promise<void> {
  await deploy(site, record);
  await record.step(
    'the base restarts',
    async () => site.bases[0]?.restart(),
    () => true,
    () => site.asked(4),
  );
  await record.step(
    'the base ends without a word',
    async () => site.bases[0]?.die(),
    (view) => view.nodes.length === 0 && view.leases.length === 0,
    () => site.quiet(5),
  );
}

async function controllerRestart(site: V2TraceSite, record: Recorder): Promise<void> {
  const { bench } = site;
  await deploy(site, record);
  const allNotReady = (view: V2View) =>
    [...view.nodes, ...view.pods()].every((obj) => readyCondition(obj) !== 'True');
  const quiet = () => site.quiet(20);
  await record.step('kill the controller', () => bench.controller.kill(), allNotReady, quiet);
  await record.step('start another', () => bench.controller.restart(), allNotReady, quiet);
  const node = site.bases[0]?.nodeName(bench.env) ?? '';
  await record.step(
    'delete the lease',
    () => bench.kube.delete(paths.lease(LEASE_NAMESPACE, node)),
    (view) => view.nodes.every((obj) => readyCondition(obj) === 'True'),
  );
}

async function earlyRemoval(site: V2TraceSite, record: Recorder): Promise<void> {
  const nothingMore = () => Promise.resolve();
  await site.asked();
  const installed = runs(site, '1.0.0 activated');
  await record.step(
    'deploy 1.0.0',
    () => site.deploy({ version: '1.0.0' }),
    installed,
    nothingMore,
  );
  const settled = (view: V2View) => gone('1.0.0')(view) && runs(site, '')();
  await record.step('delete it before it was seen to run', () => site.remove(), settled);
}

async function earlyRemovalOfNothing(site: V2TraceSite, record: Recorder): Promise<void> {
  const nothingMore = () => Promise.resolve();
  const calls = (command: string) =>
    site.bases[0]?.callsOf(command).filter(({ code }) => code) ?? [];
  await site.asked();
  await record.step(
    'deploy a jar that is not there',
    () => site.deploy({ version: '1.0.0', url: MISSING }),
    () => calls('installBiz').length === 1,
    nothingMore,
  );
  await record.step(
    'delete it before it was seen to be idle',
    () => site.remove(),
    (view) => gone('1.0.0')(view) && calls('uninstallBiz').length > 100,
    nothingMore,
  );
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'controller-restart', bases: 1, play: controllerRestart },
  { name: 'dark-switch-undo', bases: 2, play: darkSwitchUndo },
  { name: 'finish-after-switch', bases: 2, play: finishAfterSwitch },
  { name: 'uninstall-then-install', bases: 2, play: uninstallThenInstall },
  { name: 'missing-jar', bases: 1, play: missingJar },
  { name: 'throws', bases: 1, play: throws },
  { name: 'unreachable', bases: 1, play: unreachable },
  { name: 'base-restart', bases: 1, play: baseRestart },
  { name: 'early-removal', bases: 1, play: earlyRemoval },
  {
    name: 'early-removal-of-nothing',
    bases: 1,
    quirks: { overflowsOnFailedOrphan: true },
    play: earlyRemovalOfNothing,
  },
];
