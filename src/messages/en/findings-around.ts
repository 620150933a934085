import { told } from '../told.ts';

/** What is found in anything, and around modules: Services, bases, controllers and their roles. */
export const findingsAround = {
  'string-fields': (written: string, kind: 'number' | 'boolean', value: string | undefined) =>
    told(
      `text is needed here, and YAML reads ${written} as ${value === undefined ? `a ${kind}` : `the ${kind} ${value}`}`,
      `write "${written}"`,
    ),
  'duplicate-object': (object: string, place: string) =>
    told(`${object} stands in ${place} already`, 'keep one of them'),
  'url.protocol': (address: string, guess: string) =>
    told(
      `the base cannot load ${address}: an address with its protocol is needed`,
      `write ${guess}`,
    ),
  'url.version': (version: string, inName: string) =>
    told(
      `the version is ${version}, but the file is named ${inName}`,
      'check that the address and the version belong together',
    ),
  'url.signed': (parameter: string) =>
    told(
      `the address is signed (${parameter}): when that expires, a restarted base cannot load the module again`,
      'use an address that stays valid',
    ),
  'service-label-prefix': (key: string, right: string) =>
    told(`${key} becomes ${right}: V1's controller marks base pods with it`),
  'service-selector.none': told(
    'a Service without a selector leads to no pod',
    'select the labels of the module pods',
  ),
  'service-selector.several': (modules: readonly string[]) =>
    told(
      `it leads to ${modules.join(' and ')}: a call meets a base that has one or the other`,
      'select labels that only one of them carries',
    ),
  'service-selector.marker': (marker: string) =>
    told(
      `it does not ask for ${marker}: base pods without the module would be called too`,
      `select ${marker}: "true"`,
    ),
  'service-selector.missed': (
    workload: string,
    key: string,
    said: string | undefined,
    asked: string,
  ) =>
    told(
      `it leads to no pod of ${workload}: those ${said === undefined ? `carry no ${key}` : `carry ${key}: ${said}`}, and it asks for ${asked}`,
      'write the labels of the pod template',
    ),
  'service-version.live': (key: string) =>
    told(
      `the pods that run now do not carry ${key} so: calls would go nowhere until new ones have come`,
      'select only labels that all versions carry',
    ),
  'service-version.one': told(
    'it asks for one version: calls go nowhere as soon as another one is rolled out',
    'leave the version out',
  ),
  'service-port.external': told('ExternalName leads to a name, and to no pod', 'use ClusterIP'),
  'service-port.same': (port: string) =>
    told(`no targetPort: calls go to port ${port} of the bases`),
  'service-port.arklet': (port: number) =>
    told(
      `${port} is Arklet's: every caller could install and uninstall modules`,
      "write the port of the base's web server",
    ),
  'service-port.named': (name: string) =>
    told(
      `the module's pods declare no port named ${name}: calls go nowhere`,
      "write the number on which the base's web server listens",
    ),
  'role-case': (name: string, right: string) =>
    told(
      `${name} grants nothing: names of resources are in lower case, and compared letter by letter`,
      `write ${right}`,
    ),
  'v2-role-patch': told(
    'the controller may not patch Deployments: with replicas that follow the bases (peer) it meets 403, and tells only its log',
    'add the verb patch for apps/deployments',
  ),
  'v2-role-logs': told(
    'the kubelet proxy is on, and the controller may not read logs: kubectl logs fails',
    'add pods/log with the verb get',
  ),
  'v1-role-update': told(
    "the controller may not update Deployments: it can't write its counts to the base's labels, and its log fills with 403",
    'add the verb update for apps/deployments',
  ),
  'controller-cluster.v1': (replicas: number) =>
    told(
      `${replicas} controllers without --leader-elect work against each other`,
      'set replicas: 1, or the argument --leader-elect',
    ),
  'controller-cluster.v2': (replicas: number) =>
    told(
      `${replicas} controllers without IS_CLUSTER: "true" install and uninstall against each other`,
      'set replicas: 1, or IS_CLUSTER to "true"',
    ),
  'controller-dead-env': (name: string, right: string, isThere: boolean) =>
    told(
      `no controller since v2.1.1 reads ${name}`,
      isThere ? `take it out: ${right} is there` : `write ${right}`,
    ),
  'controller-placeholder': (value: string, name: string) =>
    told(
      `${value} is a placeholder: ${name === 'ENV' ? 'no base and no module is of this environment' : 'it stands for a value of yours'}`,
      `write the ${name} of your bases`,
    ),
  'controller-tunnel.none': told(
    'no tunnel is on: the controller ends as soon as it starts',
    'set ENABLE_HTTP_TUNNEL or ENABLE_MQTT_TUNNEL to "true"',
  ),
  'controller-tunnel.two': told(
    'two tunnels are on, and only the first, MQTT, is ever used: bases that speak HTTP are not seen',
    'leave one of them on',
  ),
  'controller-image': (tag: string | undefined) =>
    told(
      `the image has ${tag === undefined ? 'no tag' : `the tag ${tag}, which names no release`}: a restart may bring another controller, with other labels and taints`,
      'name a release, for example :v2.2.0 for V2',
    ),
  'controller-proxy': (folder: string) =>
    told(
      `the kubelet proxy is on, and nothing is mounted at ${folder}, where it looks for its certificate`,
      'mount the secret with tls.crt and tls.key there',
    ),
  'controller-env': (value: string, envs: readonly string[]) =>
    told(
      `the pods are for bases of ${value}, and the controller here is for ${envs.join(', ')}`,
      "write the controller's ENV",
    ),
  'base-max-modules.sample': (label: string, right: string) =>
    told(
      `nothing reads ${label}, the word of the public sample: the base takes any number of modules`,
      `write ${right}; koupctl base-limit sets it without a restart`,
    ),
  'base-max-modules.zero': told(
    'with 0 the base takes no module at all',
    'write a number in quotes: "10"',
  ),
  'base-max-modules.number': (value: string) =>
    told(
      `${value} is no number: the controller then takes no limit`,
      'write a number in quotes: "10"',
    ),
  'base-max-modules.place': told(
    'the controller reads it from the pods, and this one stands on the Deployment',
    'write it into the labels of the pod template',
  ),
  'base-activation.both': (newest: string, both: string) =>
    told(
      `-D${newest} puts the old version to sleep, -D${both} keeps both awake: which one wins is the runtime's accident`,
      `leave one of them out; rollouts without a gap want -D${newest}=true`,
    ),
  'base-activation.sleeps': (newest: string) =>
    told(
      `without -D${newest}=true a second version of a module sleeps until it is switched to: a plain rolling update never becomes ready`,
    ),
  'base-heartbeat.address': (value: string) =>
    told(
      `${value || 'an empty endpoint'} is no address: the base sends no heartbeat`,
      'write http://HOST:7777',
    ),
  'base-heartbeat.twice': (right: string) =>
    told('the base adds /heartbeat itself: this asks for /heartbeat/heartbeat', `write ${right}`),
  'base-heartbeat.none': (flag: string) =>
    told(
      'the controller here waits for heartbeats over HTTP, and this base is told no address to send them to',
      `start it with -D${flag}=http://HOST:7777`,
    ),
  'base-arklet-port': (port: number, own: string) =>
    told(
      `V1's controller asks port ${port} only, and Arklet listens on ${own}`,
      `write ${port}, or leave it out`,
    ),
  'base-failed-modules': (flag: string) =>
    told(`without -D${flag}=false a module that fails to start is gone, and the reason with it`),
};
