import { startFakeKubelet, type FakeKubelet } from '../bed/fake-kubelet.ts';
import { paths, type Kube, type KubeObj } from '../bed/kube.ts';
import { until } from '../bed/until.ts';
import type { V2Controller } from '../bed/v2-controller.ts';
import type { Koupctl } from './koupctl.ts';

export const controllerImage = 'registry.test/module-controller-v2:v2.2.0';
export const controllerPath = paths.deployment('default', 'module-controller-pre');
const podLabel = 'app=module-controller';

export interface Checkup {
  readonly outcome: string;
  readonly message: string;
  readonly checks: readonly {
    readonly check: string;
    readonly status: string;
    readonly findings: readonly {
      readonly code: string;
      readonly status: string;
      readonly text: string;
      readonly evidence: readonly { object: string; field: string; value: string }[];
      readonly next: readonly string[];
    }[];
  }[];
  readonly repairs: readonly { readonly does: string; readonly name: string }[];
}

/** What `doctor` says, and its exit code. */
export async function checkup(
  koupctl: Koupctl,
  ...args: string[]
): Promise<{ readonly said: Checkup; readonly code: number | null; readonly stderr: string }> {
  const { code, stdout, stderr } = await koupctl.run(['doctor', ...args, '-o', 'json']);
  if (stdout === '') throw new Error(`doctor ended with ${code}:\n${stderr}`);
  return { said: JSON.parse(stdout) as Checkup, code, stderr };
}

/** The codes of all that is wrong: `fail liveness controller-dead`. */
export function wrongIn({ checks }: Checkup): string[] {
  return checks.flatMap(({ check, findings }) =>
    findings
      .filter(({ status }) => status === 'fail' || status === 'warn')
      .map(({ status, code }) => `${status} ${check} ${code}`),
  );
}

export function statusOf({ checks }: Checkup, check: string): string | undefined {
  return checks.find((one) => one.check === check)?.status;
}

/** Asks until all that is wrong is this; a busy machine makes it come later. */
export async function untilWrong(
  koupctl: Koupctl,
  wanted: string,
  ...args: string[]
): Promise<Checkup> {
  let last = '';
  return await until(
    `doctor to say ${wanted}`,
    async () => {
      const { said } = await checkup(koupctl, ...args);
      last = wrongIn(said).join(', ');
      return wrongIn(said).includes(wanted) ? said : undefined;
    },
    120_000,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}; it last said ${last}`);
  });
}

/**
 * A node on which the controller's process lives and dies with the pods of its Deployment; the one
 * that runs already is the first pod's.
 */
export async function hostController(
  kube: Kube,
  controller: V2Controller,
  timeFactor: number,
): Promise<FakeKubelet> {
  const running = new Set<string>();
  let adopted = false;
  const kubelet = await startFakeKubelet({
    kube,
    nodeName: 'controllers',
    timeFactor,
    assignIp(pod) {
      const uid = String(pod.metadata.uid);
      if (!running.has(uid)) {
        running.add(uid);
        if (adopted) void controller.restart();
        adopted = true;
      }
      return '127.0.0.9';
    },
    onPodGone(pod) {
      running.delete(String(pod.metadata.uid));
      if (running.size === 0) void controller.kill();
    },
  });
  await kube.mergePatch(paths.node('controllers'), { spec: { taints: [] } });
  return kubelet;
}

export async function controllerPods(kube: Kube): Promise<KubeObj[]> {
  const path = `${paths.pods('default')}?labelSelector=${encodeURIComponent(podLabel)}`;
  const { items } = await kube.list(path);
  return items.filter((pod) => pod.metadata.deletionTimestamp === undefined);
}
