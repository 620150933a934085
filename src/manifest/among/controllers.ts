/** The Deployments of the controllers, as the public samples have them. */
import * as labels from '../../modules/labels.ts';
import { moduleOf } from '../module-of.ts';
import { podSpecPath, podTemplatePath } from '../pod-template.ts';
import { error, say, warning } from '../rule.ts';
import type { Remark } from '../rule.ts';
import { isTree, listAt, textAt, valueAt } from '../tree.ts';
import { controllerOf, controllersAmong } from './controller-of.ts';
import type { ControllerPod } from './controller-of.ts';
import { perDocument } from './files-rule.ts';
import type { FilesRule } from './files-rule.ts';
import { peerEnv } from './roles.ts';

function perController(
  name: string,
  check: (controller: ControllerPod) => readonly Remark[],
): FilesRule {
  return perDocument(name, (doc) => {
    const controller = controllerOf(doc);
    return controller === undefined ? [] : check(controller);
  });
}

/** Replicas that do not know of each other all act. */
const cluster = perController('controller-cluster', (controller) => {
  const replicas = valueAt(controller.doc.object, ['spec', 'replicas']);
  if (typeof replicas !== 'number' || replicas < 2 || controller.envFrom) return [];
  const path = ['spec', 'replicas'];
  if (controller.world === 'v1') {
    const args = [
      ...listAt(controller.container, ['command']),
      ...listAt(controller.container, ['args']),
    ];
    if (args.some((each) => typeof each === 'string' && /^--?leader-elect(?:=true)?$/.test(each)))
      return [];
    return [error(path, say('controller-cluster.v1', replicas))];
  }
  if (controller.env('IS_CLUSTER') === 'true') return [];
  return [error(path, say('controller-cluster.v2', replicas))];
});

const deadName = 'ENABLE_MODULE_DEPLOYMENT_CONTROLLER';

const deadEnv = perController('controller-dead-env', ({ env, envPath }) => {
  if (env(deadName) === undefined) return [];
  const path = envPath(deadName);
  const isThere = env(peerEnv) !== undefined;
  const message = say('controller-dead-env', deadName, peerEnv, isThere);
  if (isThere) return [warning(path, message, { path, remove: true })];
  const name = [...path, 'name'];
  return [warning(name, message, { path: name, value: peerEnv })];
});

const placeholder = perController('controller-placeholder', ({ container, path }) =>
  listAt(container, ['env']).flatMap((each, index): Remark[] => {
    const value = textAt(each, ['value']);
    if (!/^(?:YOUR_\w+|<[^>]+>)$/i.test(value)) return [];
    const name = textAt(each, ['name']);
    return [error([...path, 'env', index, 'value'], say('controller-placeholder', value, name))];
  }),
);

/** Seen: a panic at start. */
const tunnel = perController('controller-tunnel', ({ world, env, envFrom, path }) => {
  if (world !== 'v2' || envFrom) return [];
  const [mqtt, http] = [env('ENABLE_MQTT_TUNNEL') === 'true', env('ENABLE_HTTP_TUNNEL') === 'true'];
  const at = [...path, 'env'];
  if (!mqtt && !http) return [error(at, say('controller-tunnel.none'))];
  return mqtt && http ? [warning(at, say('controller-tunnel.two'))] : [];
});

const pinned = perController('controller-image', ({ image, path }) => {
  if (image === '' || /@sha256:/.test(image)) return [];
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  if (tag !== undefined && /^v?\d+\.\d+/.test(tag)) return [];
  return [warning([...path, 'image'], say('controller-image', tag))];
});

const proxyFiles = '/etc/virtual-kubelet/tls';

const proxy = perController('controller-proxy', ({ env, container, path }) => {
  if (env('KUBELET_PROXY_ENABLED') !== 'true') return [];
  const mounts = listAt(container, ['volumeMounts']).map((each) => textAt(each, ['mountPath']));
  if (mounts.some((mount) => mount.replace(/\/$/, '') === proxyFiles)) return [];
  return [error([...path, 'volumeMounts'], say('controller-proxy', proxyFiles))];
});

/** A module for an environment that none of the controllers here has. */
const env = perDocument('controller-env', ({ object }, docs) => {
  const controllers = controllersAmong(docs).filter(
    ({ world, envFrom }) => world === 'v2' && !envFrom,
  );
  if (controllers.length === 0 || moduleOf(object)?.world !== 'v2') return [];
  const envs = controllers.map((each) => each.env('ENV') ?? 'dev');
  const tolerations = [...podSpecPath(podTemplatePath(object) ?? []), 'tolerations'];
  return listAt(object, tolerations).flatMap((each, index): Remark[] => {
    const value = textAt(each, ['value']);
    if (!isTree(each) || each['key'] !== labels.taintEnv || value === '' || envs.includes(value))
      return [];
    return [warning([...tolerations, index, 'value'], say('controller-env', value, envs))];
  });
});

export const controllerRules = [cluster, deadEnv, placeholder, tunnel, pinned, proxy, env];
