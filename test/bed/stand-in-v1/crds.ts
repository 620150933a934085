import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'yaml';
import { KubeError, paths, type Kube, type KubeObj } from '../kube.ts';
import type { Dialect } from './names.ts';

export interface CrdVariant {
  group: string;
  dialect: Dialect;
}

const TEMPLATES = new URL('../../../templates/install/v1/', import.meta.url);
const SERVED_TIMEOUT_MS = 30_000;
const PAUSE = {
  description: 'The controller sets it when a batch waits; false goes on.',
  type: 'boolean',
};

/** The CRDs that `install v1` applies, in any release's group and dialect of confirming. */
export function v1Crds({ group, dialect }: CrdVariant): KubeObj[] {
  const files = readdirSync(TEMPLATES).filter((file) => file.startsWith('crd-'));
  return files.sort().map((file) => {
    const crd = parse(readFileSync(new URL(file, TEMPLATES), 'utf8')) as KubeObj;
    crd.metadata.name = `${crd.spec.names.plural}.${group}`;
    crd.spec.group = group;
    if (crd.spec.names.kind === 'ModuleDeployment' && dialect === 'pause') speakPause(crd);
    return crd;
  });
}

function speakPause(crd: KubeObj): void {
  const { properties } = crd.spec.versions[0].schema.openAPIV3Schema.properties.spec;
  delete properties.confirmBatchNum;
  properties.pause = PAUSE;
}

/** Creates the CRDs and waits until the API server serves all of them. */
export async function installV1Crds(kube: Kube, variant: CrdVariant): Promise<void> {
  const crds = v1Crds(variant);
  for (const crd of crds) await kube.create(paths.crds(), crd);
  await Promise.all(crds.map((crd) => served(kube, crd)));
}

/** `Established` comes a moment before the paths answer (404, then 429), so they are asked. */
async function served(kube: Kube, crd: KubeObj): Promise<void> {
  const path = paths.customs(crd.spec.group, 'v1alpha1', crd.spec.names.plural);
  const deadline = Date.now() + SERVED_TIMEOUT_MS;
  for (;;) {
    try {
      await kube.list(path);
      return;
    } catch (error) {
      const early = error instanceof KubeError && [404, 429].includes(error.status);
      if (!early || Date.now() > deadline) throw error;
    }
    await delay(25);
  }
}
