import type { Reading } from '../inspect/check.ts';
import {
  bundlesOf,
  requestFactOf,
  tlsSecretFactOf,
  type CertificateFact,
} from '../inspect/facts/certificate.ts';
import { eventFactOf } from '../inspect/facts/event.ts';
import { leaseFactOf } from '../inspect/facts/lease.ts';
import { nodeFactOf } from '../inspect/facts/node.ts';
import { podFactOf } from '../inspect/facts/pod.ts';
import {
  apiServiceFactOf,
  customFactOf,
  nodeUseOf,
  podUseOf,
  sidecarSetFactOf,
  type CustomFact,
} from '../inspect/facts/service.ts';
import { claimFactOf, namespaceFactOf, volumeFactOf } from '../inspect/facts/storage.ts';
import { daemonSetFactOf, replicatedFactOf, statefulSetFactOf } from '../inspect/facts/workload.ts';
import type { CustomRule } from '../inspect/settings.ts';
import type { CustomSight, LeaderFact } from '../inspect/sources.ts';
import { inspected, kruiseGroup, metricsGroup, typeNamed } from '../inspect/types.ts';
import { core } from '../modules/surface.ts';
import { leaseNamespace } from '../modules/vnode-lease.ts';
import type { KubeObject, ResourceType } from '../world.ts';
import { is, reading, scanned, skipped, type Site } from './inspect-reading.ts';

const systemNamespace = 'kube-system';
const leaders = ['kube-scheduler', 'kube-controller-manager', 'cloud-controller-manager'];

/** Sources that are lists of the API server. */
export const objectSources = {
  nodes: (site: Site) => scanned(site, { type: core.node }, nodeFactOf),
  pods: (site: Site) => scanned(site, { type: core.pod }, podFactOf),
  deployments: (site: Site) => scanned(site, { type: core.deployment }, replicatedFactOf),
  daemonSets: (site: Site) => scanned(site, { type: core.daemonSet }, daemonSetFactOf),
  statefulSets: (site: Site) => scanned(site, { type: core.statefulSet }, statefulSetFactOf),
  claims: (site: Site) => scanned(site, { type: core.claim }, claimFactOf),
  volumes: (site: Site) => scanned(site, { type: core.volume }, volumeFactOf),
  namespaces: (site: Site) => scanned(site, { type: core.namespace }, namespaceFactOf),
  events: (site: Site) => scanned(site, { type: core.event }, eventFactOf),
  nodeLeases: (site: Site) =>
    scanned(site, { type: core.lease, namespace: leaseNamespace }, leaseFactOf),
  leaders: readLeaders,
  tlsSecrets: (site: Site) =>
    scanned(site, { type: core.secret, fields: 'type=kubernetes.io/tls' }, tlsSecretFactOf),
  bundles: readBundles,
  requests: (site: Site) => scanned(site, { type: inspected.request }, requestFactOf),
  apiServices: (site: Site) => scanned(site, { type: inspected.apiService }, apiServiceFactOf),
  nodeUse: (site: Site) => ofGroup(site, metricsGroup, 'nodes', nodeUseOf),
  podUse: (site: Site) => ofGroup(site, metricsGroup, 'pods', podUseOf),
  sidecarSets: (site: Site) => ofGroup(site, kruiseGroup, 'sidecarsets', sidecarSetFactOf),
  customs: readCustoms,
};

/** A control plane that is run elsewhere, or without an election, has none of them. */
async function readLeaders(site: Site): Promise<Reading<readonly LeaderFact[]>> {
  const query = { type: core.lease, namespace: systemNamespace };
  const read = await scanned(site, query, (lease) => {
    const { name } = lease.metadata;
    return leaders.includes(name) ? { ...leaseFactOf(lease), component: name } : undefined;
  });
  if (!read.ok || read.value.length > 0) return read;
  return skipped('absent', `leases of ${leaders.slice(0, 2).join(', ')}`);
}

async function readBundles(site: Site): Promise<Reading<readonly CertificateFact[]>> {
  const types = [inspected.validating, inspected.mutating, inspected.apiService, core.crd];
  const all: CertificateFact[] = [];
  for (const type of types) {
    const read = await scanned(site, { type }, bundlesOf);
    if (!read.ok) return read;
    for (const found of read.value) all.push(...found);
  }
  return is(all);
}

/** A kind that the cluster may not have. */
function ofGroup<T>(
  site: Site,
  group: string,
  plural: string,
  pick: (object: KubeObject) => T,
): Promise<Reading<readonly T[]>> {
  return reading(site, async () => {
    const types = await site.cluster.resourceTypes();
    const type = types.find((one) => one.group === group && one.plural === plural);
    if (type === undefined) return skipped('absent', `${plural}.${group}`);
    return await scanned(site, { type }, pick);
  });
}

/** The user's rules; each kind is read once for each of its rules. */
function readCustoms(site: Site): Promise<Reading<CustomSight>> {
  const { rules } = site.settings;
  if (rules.length === 0) return Promise.resolve(skipped('not-configured', 'customResources'));
  return reading(site, async () => {
    const types = await site.cluster.resourceTypes();
    const objects: CustomFact[] = [];
    const unread: { resource: string; absent: boolean; why: string }[] = [];
    for (const rule of rules) {
      const { resource } = rule;
      const type = typeNamed(types, resource);
      if (type === undefined) {
        unread.push({ resource, absent: true, why: 'the server does not have it' });
        continue;
      }
      const read = await readRule(site, rule, type);
      if (read.ok) objects.push(...read.value);
      else
        unread.push({
          resource,
          absent: false,
          why: 'skip' in read ? read.skip.what : read.broken,
        });
    }
    const [first] = unread;
    if (
      first !== undefined &&
      unread.length === rules.length &&
      !unread.some((one) => one.absent)
    ) {
      return skipped('forbidden', first.why);
    }
    return is({ rules, objects, unread });
  });
}

function readRule(
  site: Site,
  rule: CustomRule,
  type: ResourceType,
): Promise<Reading<readonly CustomFact[]>> {
  const { name, path } = rule;
  const about = { name, path, resource: type.kind.toLowerCase() };
  return scanned(site, { type }, (object) => customFactOf(object, about));
}
