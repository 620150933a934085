import type { KubeObject } from '../world.ts';

/** A pod that asks names as any container of its namespace would, and says what it heard as it ends. */
export interface DnsPod {
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  readonly names: readonly string[];
}

/** A kubelet keeps the last 4096 bytes of what a container says at its end. */
export const mostNames = 16;
/** How long names may take in the pod, and the pod in all. */
export const askSeconds = 25;
export const podSeconds = 60;

/** How a whole message begins. */
export const mark = 'resolv.conf';
export const noNslookup = 'no nslookup';

/** Names are asked side by side: where DNS is down each of them takes long. */
const script = `trap exit TERM
exec >/dev/termination-log
echo ${mark}
while read -r key value || [ -n "$key" ]; do
  case $key in (nameserver|search|options) echo "$key $value" ;; esac
  [ "$key" = search ] || continue
  for one in $value; do case $one in (svc.*) domain=$one ;; esac; done
done </etc/resolv.conf
command -v nslookup >/dev/null || { echo ${noNslookup}; exit; }
(sleep ${askSeconds} && kill $$) &
for name in "kubernetes.default.\${domain:-svc.cluster.local}" "$@"; do
  (
    said=$(nslookup "$name" 2>&1 | while read -r line; do
      case $line in (''|Server:*|Non-*) ;; (*) echo "$line" ;; esac
    done)
    echo "ask $name
$said"
  ) &
  asking="$asking $!"
done
wait $asking`;

/** As any container of the namespace, with no right, no token, and little of the node. */
export function dnsPodOf({ name, namespace, image, names }: DnsPod): KubeObject {
  const command = ['sh', '-c', script, 'koupctl-dns', ...names];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: {
        'app.kubernetes.io/managed-by': 'koupctl',
        'app.kubernetes.io/name': 'koupctl-dns',
      },
    },
    spec: {
      restartPolicy: 'Never',
      // Should koupctl be killed, the pod ends by itself.
      activeDeadlineSeconds: podSeconds,
      terminationGracePeriodSeconds: 1,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      dnsPolicy: 'ClusterFirst',
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65_534,
        runAsGroup: 65_534,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      containers: [
        {
          name: 'dns',
          image,
          imagePullPolicy: 'IfNotPresent',
          // To a kubelet $(NAME) is a variable, and $$ a dollar.
          command: command.map((word) => word.replaceAll('$', '$$$$')),
          terminationMessagePolicy: 'File',
          resources: {
            requests: { cpu: '10m', memory: '16Mi' },
            limits: { cpu: '100m', memory: '32Mi' },
          },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ['ALL'] },
          },
        },
      ],
    },
  };
}
