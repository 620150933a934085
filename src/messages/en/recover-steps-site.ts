import type { StepId } from '../../recover/codes.ts';

/** What a step is for, how it is done, and how it is seen to be done. */
export interface StepText {
  readonly title: string;
  readonly how: string;
  readonly verify: string;
}

/** Steps of upkeep and of whole sites. */
export const siteSteps = {
  'keep-certificates': {
    title: "keep the masters' certificates",
    how: 'on every master: mkdir -p /home/t4/master_bk, then tar -zcvf /home/t4/master_bk/ake3-master-IP-DATE.tar.gz /etc/kubernetes /var/lib/kubelet, and a copy elsewhere: it holds private keys',
    verify: 'by you; the age of the newest file: koupctl inspect --only commands',
  },
  'renew-secrets': {
    title: 'renew certificates in Secrets',
    how: 'those that end within 60 days',
    verify: 'all are good for 60 days; koupctl inspect --only cert-secrets',
  },
  'renew-masters': {
    title: "renew the masters' own certificates",
    how: 'those in /etc/kubernetes/pki and pki/etcd that end within 60 days are signed anew, one master after the other; then its static pods start again',
    verify: 'by you: koupctl inspect --only cert-api-server',
  },
  'approve-requests': {
    title: "decide on the kubelets' requests",
    how: 'kubectl describe csr NAME, then kubectl certificate approve or deny',
    verify: 'none is pending; koupctl inspect --only cert-requests',
  },
  'tell-consoles': {
    title: 'give the new certificates to consoles',
    how: "Captain keeps the cluster's CA, admin certificate, key and kubeconfig in its table cluster_cert: update them from the new admin.kubeconfig, then restart Captain",
    verify: 'by you: Captain reaches the cluster',
  },
  'find-logs': {
    title: 'find what fills the disk',
    how: 'on the machine: df -h, then du -sh * | sort -h in /home/t4/sigma-master/logs, /home/t4/sigma-slave/logs, /home/t4/containerd/logs and the log disks of databases',
    verify: 'by you',
  },
  'check-replication': {
    title: 'look at replication before binlogs go',
    how: 'of a database: Slave_IO_Running and Slave_SQL_Running Yes, Seconds_Behind_Master 0, and more than one relay log is suspicious; only binlogs that every replica has read may be purged',
    verify: 'by you, or that no database is concerned',
  },
  'free-disk': {
    title: 'free the disk',
    how: 'delete rotated logs, never the files that are being written',
    verify: 'no node has DiskPressure; koupctl inspect --only nodes-pressure,node-disks',
  },
  'install-log-cleaning': {
    title: 'keep logs from filling it again',
    how: 'AKE3 1.0.0 to 1.4.1 have no cleaning of sigma logs (2.0.0 and newer do): install a cron job that keeps 5 INFO and 2 of the other levels per component, by Captain: run a script of your own; with LF line ends',
    verify: 'by you: after 5 minutes less is used',
  },
  'set-resolver': {
    title: "set the cluster's resolver",
    how: 'dnsResolveIp in the ConfigMap kube-system/cluster-advance-config',
    verify: 'the address is there; koupctl inspect --only cluster-dns',
  },
  'set-cluster-dns': {
    title: 'set --cluster-dns for new nodes',
    how: '--cluster-dns in the ConfigMap kube-system/sigma-slave-service',
    verify: 'the address is there; koupctl inspect --only cluster-dns',
  },
  'set-on-nodes': {
    title: 'set --cluster-dns on every node',
    how: 'in /etc/systemd/system/kubelet.service; then systemctl daemon-reload and systemctl restart kubelet, node by node',
    verify: 'by you',
  },
  'see-new-pods': {
    title: 'see it in a new pod',
    how: 'only pods that start from now on have it: look at /etc/resolv.conf of a new one and resolve a name there',
    verify: 'by you: koupctl inspect --only dns,cluster-dns',
  },
  'name-is-free': {
    title: 'nothing is left of an older one',
    how: 'koupctl recover stuck-deletion --object machine/NODE',
    verify: 'no Machine or Node of that name is being deleted',
  },
  'prepare-machine': {
    title: 'prepare the machine',
    how: '/home/t4 is a disk of its own; more than 4 cores and 8 GB for a master; /etc/resolv.conf and /etc/hosts as on the others; SELinux and firewalld off; time in step; the key in the Secret kube-system/sigma-machine-external-client logs in by ssh',
    verify: 'by you; koupctl inspect --profile before-change',
  },
  'node-joins': {
    title: 'add it',
    how: 'by Captain, or as your cluster does it',
    verify: 'its Node is there',
  },
  'operations-done': {
    title: 'its operations succeed',
    how: 'kubectl logs of sigma-machine-operator says why one fails; mend that on the machine, then try again',
    verify: 'no machineops of it has failed',
  },
  'version-fits': {
    title: 'its kubelet is as old as the others',
    how: 'install the version that the others have',
    verify: 'the versions are the same; koupctl inspect --only nodes-version',
  },
  'daemons-run': {
    title: 'what runs on every node runs there',
    how: 'koupctl recover pods-not-ready --node NODE',
    verify: 'every pod on it is ready; koupctl inspect --only daemon-sets',
  },
  'site-power': {
    title: 'power, network, load balancers, databases',
    how: 'see that they are back, before anything that needs them; masters before all other machines, and never cut the power of three masters at once',
    verify: 'by you; koupctl inspect --only virtual-ips,tcp',
  },
  'site-dns': {
    title: 'DNS',
    how: 'it starts with the masters (ops1, ops2): if not, docker start its containers there',
    verify: 'by you: koupctl inspect --only dns resolves a name that is registered there',
  },
  'site-time': {
    title: 'time',
    how: 'it starts with the masters; where the offset is more than 30 ms: ntpdate -u SERVER',
    verify: 'by you: koupctl inspect --only ntp,node-clocks',
  },
  'site-packages': {
    title: 'package repository (YUM)',
    how: 'it starts with ops1 and ops2',
    verify: 'by you: yum list answers on a node',
  },
  'control-plane-pods': {
    title: 'pods of kube-system',
    how: 'koupctl recover pods-not-ready -n kube-system tells what each needs; the guide lets network-controller be in ImagePullBackOff (--skip)',
    verify: 'every pod there is ready or has completed',
  },
  'nodes-ready': {
    title: 'every node is Ready',
    how: 'start machines that are down when DNS is back; koupctl recover node-not-ready --node NODE',
    verify: 'every Node is Ready',
  },
  'site-pods': {
    title: 'every pod is ready',
    how: 'koupctl recover pods-not-ready tells what each needs',
    verify: 'every pod is ready or has completed',
  },
  'site-modules': {
    title: 'bases and modules',
    how: 'koupctl bases --unhealthy, koupctl modules --live; a module that did not come back: koupctl diagnose NAME',
    verify: 'by you: both find nothing',
  },
  'site-logins': {
    title: 'login (IAM)',
    how: 'log in; if that fails: restart every aciamcore, then every aciamweb container; aciamcore needs antvip',
    verify: 'by you; koupctl inspect --only http (checkService without false)',
  },
  'site-consoles': {
    title: 'consoles and applications',
    how: 'Captain and apyunqing may come last: systemctl status mysql, docker start of their containers; then the consoles of the products, then the applications',
    verify: 'by you; koupctl inspect --profile after-power-loss',
  },
  'standby-database': {
    title: 'switch databases to the standby site',
    how: 'by their own tools, before anything that uses them',
    verify: 'by you; koupctl inspect --only tcp',
  },
  'standby-dns': {
    title: 'switch DNS to the standby site',
    how: 'ADNS: the standby ops1 becomes master, the address of its API goes to the standby VIP; after a minute or two both answer alike',
    verify: 'by you: koupctl inspect --only dns,virtual-ips',
  },
  'standby-domains': {
    title: 'switch public names',
    how: 'those of IAM and OP, and of the database where IAM finds it by name',
    verify: 'by you: koupctl inspect --only dns,http',
  },
  'switch-back': {
    title: 'go back when the site has recovered',
    how: 'databases and DNS of the main site first, and in step; then ADNS master, API address and public names back to it',
    verify: 'by you: the same checks against the main site',
  },
} satisfies Partial<Record<StepId, StepText>>;
