import type { Variables } from './templates.ts';

/** What an installed controller is set to. */
export interface ControllerSettings {
  readonly namespace: string;
  readonly image: string;
  /** V2: the environment of its vnodes. */
  readonly env: string;
  /** V2: how many controllers share the nodes out among themselves. */
  readonly replicas: number;
  /** V2: where bases report; absent: over HTTP. */
  readonly mqtt?: MqttSettings | undefined;
  /** V2: its Deployment has KUBELET_PROXY_ENABLED. */
  readonly kubeletProxy?: boolean;
}

export interface MqttSettings {
  readonly broker: string;
  readonly port: number;
  readonly username?: string | undefined;
  /** The key of a Secret in the controller's namespace. */
  readonly password?: { readonly secret: string; readonly key: string } | undefined;
  readonly clientPrefix: string;
}

/** The variables of `templates/install` (templates/README.md lists them). */
export function installVariables(settings: ControllerSettings): Variables {
  const { namespace, image, env, replicas, mqtt } = settings;
  const several = replicas > 1;
  const proxied = (rule: object) => (settings.kubeletProxy ? rule : undefined);
  return {
    ...{ namespace, image, env, replicas },
    strategy: several ? 'RollingUpdate' : 'Recreate',
    isCluster: String(several),
    clientId: several
      ? { name: 'CLIENT_ID', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }
      : { name: 'CLIENT_ID', value: 'koupleless-module-controller' },
    httpTunnel: String(mqtt === undefined),
    mqttTunnel: String(mqtt !== undefined),
    mqttBroker: mqtt && { name: 'MQTT_BROKER', value: mqtt.broker },
    mqttPort: mqtt && { name: 'MQTT_PORT', value: String(mqtt.port) },
    mqttUsername: mqtt?.username && { name: 'MQTT_USERNAME', value: mqtt.username },
    mqttPassword: mqtt?.password && {
      name: 'MQTT_PASSWORD',
      valueFrom: { secretKeyRef: { name: mqtt.password.secret, key: mqtt.password.key } },
    },
    // It looks for its own Service, and reads base pods' logs (v2.2.0, lookupProxyServiceIP and pod_handler.go).
    proxyServices: proxied({ apiGroups: [''], resources: ['services'], verbs: ['list'] }),
    proxyLogs: proxied({ apiGroups: [''], resources: ['pods/log'], verbs: ['get'] }),
    mqttClientPrefix: mqtt && { name: 'MQTT_CLIENT_PREFIX', value: mqtt.clientPrefix },
  };
}

/** Kinds in the order in which they are applied: what others need comes first. */
const order = [
  'CustomResourceDefinition',
  'ServiceAccount',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
  'Service',
  'Deployment',
];

export function inInstallOrder<T extends { readonly kind: string }>(objects: readonly T[]): T[] {
  return [...objects].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}
