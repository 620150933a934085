import { paths, type Kube } from './kube.ts';

const perBase = 50;
const atOnce = 48;

/** Modules number `from` to `to`, 50 on each base, without a controller that would look at them. */
export async function manyModules(kube: Kube, from: number, to: number): Promise<void> {
  const path = paths.customs('koupleless.io', 'v1alpha1', 'modules', 'default');
  await inParallel(from, to, (index) =>
    kube.create(path, {
      apiVersion: 'koupleless.io/v1alpha1',
      kind: 'Module',
      metadata: { name: `module-${index}`, labels: moduleLabels(index) },
      spec: { module: moduleOf(index) },
    }),
  );
}

function moduleOf(index: number): { name: string; version: string; url: string } {
  const name = `biz${index % perBase}`;
  return { name, version: '1.0.0', url: `http://jars.invalid/${name}-1.0.0-ark-biz.jar` };
}

function moduleLabels(index: number): Record<string, string> {
  const base = Math.floor(index / perBase);
  return {
    'koupleless.io/module-name': moduleOf(index).name,
    'koupleless.io/module-version': '1.0.0',
    'koupleless.io/module-deployment': moduleOf(index).name,
    'koupleless.io/base-instance-ip': `10.0.${Math.floor(base / 250)}.${base % 250}`,
    'koupleless.io/base-instance-name': `base-${base}`,
  };
}

/** Many at once, for indices `from` up to `to`. */
export async function inParallel(
  from: number,
  to: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = from;
  const worker = async (): Promise<void> => {
    while (next < to) await work(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
