/** Where the parts of one control plane find each other. */
export interface Layout {
  dir: string;
  etcdPort: number;
  etcdPeerPort: number;
  apiPort: number;
  /** Divides Kubernetes' waiting times. */
  timeFactor: number;
  auditLogPath?: string | undefined;
  /** Of an HTTP CONNECT server on the way to nodes; without it the API server goes straight. */
  nodeTunnel?: string | undefined;
}

/** File names in `Layout.dir`. */
export const FILES = {
  ca: 'ca.crt',
  servingCert: 'apiserver.crt',
  servingKey: 'apiserver.key',
  accountPublicKey: 'service-accounts.pub',
  accountPrivateKey: 'service-accounts.key',
  tokens: 'tokens.csv',
  auditPolicy: 'audit-policy.json',
  controllerManagerKubeconfig: 'controller-manager.kubeconfig',
  schedulerKubeconfig: 'scheduler.kubeconfig',
  schedulerConfig: 'scheduler.json',
  egress: 'egress.json',
} as const;

const SERVICE_ACCOUNT_ISSUER = 'https://kubernetes.default.svc.cluster.local';

export function etcdFlags(at: Layout): string[] {
  const client = `http://127.0.0.1:${at.etcdPort}`;
  const peer = `http://127.0.0.1:${at.etcdPeerPort}`;
  return [
    '--name=bed',
    `--data-dir=${at.dir}/etcd`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=bed=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ];
}

export function apiserverFlags(at: Layout): string[] {
  const audit = at.auditLogPath
    ? [
        `--audit-log-path=${at.auditLogPath}`,
        `--audit-policy-file=${at.dir}/${FILES.auditPolicy}`,
        // Written before the answer goes out: whoever has the answer finds the line.
        '--audit-log-mode=blocking-strict',
        '--audit-log-maxsize=100000',
      ]
    : [];
  const tunnel = at.nodeTunnel ? [`--egress-selector-config-file=${at.dir}/${FILES.egress}`] : [];
  return [
    `--etcd-servers=http://127.0.0.1:${at.etcdPort}`,
    // Should another bed's etcd ever answer on our port, nothing gets mixed up.
    `--etcd-prefix=${at.dir}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${at.apiPort}`,
    // Only published, never bound. Without it the server looks for an outward interface, which a
    // network namespace of its own does not have.
    '--advertise-address=192.0.2.1',
    '--endpoint-reconciler-type=none',
    `--cert-dir=${at.dir}`,
    `--tls-cert-file=${at.dir}/${FILES.servingCert}`,
    `--tls-private-key-file=${at.dir}/${FILES.servingKey}`,
    `--client-ca-file=${at.dir}/${FILES.ca}`,
    `--token-auth-file=${at.dir}/${FILES.tokens}`,
    '--authorization-mode=RBAC',
    `--service-account-issuer=${SERVICE_ACCOUNT_ISSUER}`,
    `--service-account-key-file=${at.dir}/${FILES.accountPublicKey}`,
    `--service-account-signing-key-file=${at.dir}/${FILES.accountPrivateKey}`,
    '--service-cluster-ip-range=10.0.0.0/24',
    '--allow-privileged=true',
    `--default-not-ready-toleration-seconds=${wholeSeconds(300, at)}`,
    `--default-unreachable-toleration-seconds=${wholeSeconds(300, at)}`,
    // Otherwise a server told to stop waits a minute for the watches of others to end.
    '--shutdown-watch-termination-grace-period=1s',
    '--profiling=false',
    ...audit,
    ...tunnel,
  ];
}

export function controllerManagerFlags(at: Layout): string[] {
  return [
    `--kubeconfig=${at.dir}/${FILES.controllerManagerKubeconfig}`,
    `--root-ca-file=${at.dir}/${FILES.ca}`,
    `--service-account-private-key-file=${at.dir}/${FILES.accountPrivateKey}`,
    '--use-service-account-credentials=true',
    '--leader-elect=false',
    '--secure-port=0',
    // What stands before "/" are Kubernetes' defaults.
    `--node-monitor-period=${5_000 / at.timeFactor}ms`,
    `--node-monitor-grace-period=${Math.max(50_000 / at.timeFactor, 2_000)}ms`,
    `--node-startup-grace-period=${Math.max(60_000 / at.timeFactor, 2_000)}ms`,
    `--node-eviction-rate=${0.1 * at.timeFactor}`,
    `--secondary-node-eviction-rate=${0.01 * at.timeFactor}`,
    `--horizontal-pod-autoscaler-sync-period=${15_000 / at.timeFactor}ms`,
    `--kube-api-qps=${20 * at.timeFactor}`,
    `--kube-api-burst=${30 * at.timeFactor}`,
    '--profiling=false',
  ];
}

export function schedulerFlags(at: Layout): string[] {
  return [`--config=${at.dir}/${FILES.schedulerConfig}`, '--secure-port=0'];
}

/** The scheduler's configuration file; JSON is YAML. */
export function schedulerConfig(at: Layout): string {
  return JSON.stringify({
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    clientConnection: {
      kubeconfig: `${at.dir}/${FILES.schedulerKubeconfig}`,
      qps: 50 * at.timeFactor,
      burst: 100 * at.timeFactor,
    },
    leaderElection: { leaderElect: false },
    enableProfiling: false,
    podInitialBackoffSeconds: 1,
    podMaxBackoffSeconds: wholeSeconds(10, at),
  });
}

/** How the API server reaches what lies in the cluster. */
export function egressConfig(at: Layout): string {
  const connection = at.nodeTunnel
    ? { proxyProtocol: 'HTTPConnect', transport: { uds: { udsName: at.nodeTunnel } } }
    : { proxyProtocol: 'Direct' };
  return JSON.stringify({
    apiVersion: 'apiserver.k8s.io/v1beta1',
    kind: 'EgressSelectorConfiguration',
    egressSelections: [{ name: 'cluster', connection }],
  });
}

function wholeSeconds(seconds: number, at: Layout): number {
  return Math.max(1, Math.round(seconds / at.timeFactor));
}
