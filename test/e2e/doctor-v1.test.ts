import { afterAll, beforeAll, expect, test } from 'vitest';
import { paths } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import { moduleDeployment, type V1Site } from '../bed/v1-bench.ts';
import { checkup, statusOf, untilWrong, wrongIn } from './doctoring.ts';
import type { Koupctl } from './koupctl.ts';
import { group, V1Rig } from './v1-rig.ts';

/** V1's controller runs beside the cluster here, so that no Deployment shows it. */
const beside = 'warn controllers controller-absent';

let rig: V1Rig;
let site: V1Site;
let koupctl: Koupctl;

beforeAll(async () => {
  rig = await V1Rig.start();
  ({ site, koupctl } = await rig.siteWith('clinic', 3));
  await site.create(moduleDeployment({ replicas: 2 }));
  await available(2);
});

afterAll(async () => {
  await rig?.stop();
});

async function available(count: number): Promise<void> {
  await site.view.until(
    `${count} Modules`,
    (view) => view.newest?.status?.availableReplicas === count,
  );
}

test('a bed that is well: found by itself, and asked for', async () => {
  for (const args of [[], ['v1']]) {
    const { said, code } = await checkup(koupctl, ...args);
    expect(wrongIn(said)).toEqual([beside]);
    expect(statusOf(said, 'crds')).toBe('ok');
    expect(statusOf(said, 'liveness')).toBe('ok');
    expect(statusOf(said, 'bases')).toBe('ok');
    expect(JSON.stringify(said)).toContain('batches are confirmed by confirmBatchNum');
    expect(code).toBe(0);
  }
});

test('the controller is dead: its work tells', async () => {
  rig.controller.kill();
  const { name } = site.view.deployment()!.metadata;
  await site.patch(name, { spec: { replicas: 3 } });
  const said = await untilWrong(koupctl, 'fail liveness v1-controller-dead');
  expect(said.repairs).toEqual([]);
  const { code, stderr, stdout } = await koupctl.run(['doctor', '--repair', '--yes']);
  expect(`${stdout}${stderr}`).toContain('koupctl can repair none of it');
  expect(code).toBe(12);
  await rig.controller.restart();
  await available(3);
  await until('it to be well', async () => (await checkup(koupctl)).code === 0);
});

test('an object without labels is labelled, and the controller lives', async () => {
  await site.create(moduleDeployment({ name: 'bare', module: 'bare', replicas: 0, labels: {} }));
  const said = await untilWrong(koupctl, 'fail liveness v1-no-labels');
  expect(said.repairs).toMatchObject([{ does: 'label', name: 'bare' }]);
  const run = koupctl.start(['doctor', '--repair', '--yes']);
  await run.saw(/done: label ModuleDeployment bare/);
  // As Kubernetes does with a container that ended.
  await rig.controller.restart();
  const { code, stdout } = await run.done;
  expect(stdout).toMatch(/^repaired, and seen well after \d+ s/);
  expect(code).toBe(0);
  expect(site.view.deployment('bare')?.metadata.labels).toMatchObject({ app: 'bare' });
});

test('a kind is missing', async () => {
  await rig.plane.kube.delete(paths.crd(`modulereplicasets.${group}`));
  const said = await untilWrong(koupctl, 'fail crds crd-missing');
  expect(said.message).toContain('ModuleReplicaSet is missing');
  expect((await checkup(koupctl)).code).toBe(12);
});
