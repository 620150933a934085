import type { RunbookId, StepId } from '../../recover/codes.ts';
import { siteSteps, type StepText } from './recover-steps-site.ts';

export const recoverSteps = {
  'hangs-on-it': {
    title: 'what hangs on it',
    how: 'looked at only: what it owns, the node of its name, pods there, their claims',
    verify: 'shown here',
  },
  'delete-object': {
    title: 'delete the object',
    how: 'its deletion is asked for, of exactly the object that was seen',
    verify: 'it is being deleted, or gone',
  },
  'remove-finalizers': {
    title: 'remove its finalizers',
    how: 'whoever set them does no clean-up any more: what it would have removed elsewhere stays',
    verify: 'the object is gone',
  },
  'delete-node': {
    title: 'delete the Node',
    how: 'only one that is not Ready; Kubernetes forgets its pods with it',
    verify: 'the Node is gone',
  },
  'delete-leftovers': {
    title: 'delete what its operator kept of it',
    how: 'ConfigMaps NAME-conditions and NAME-readiness-gates in sigma-operator-machine-conditions',
    verify: 'they are gone',
  },
  'inside-namespace': {
    title: 'what still is in the namespace',
    how: 'looked at only: what the namespace controller says, and every object inside',
    verify: 'shown here',
  },
  'api-services': {
    title: 'let every API service answer',
    how: 'a namespace is not emptied while a kind in it can not be asked for: start what serves it, or delete an APIService that nobody serves any more (kubectl delete apiservice NAME)',
    verify: 'every APIService is Available; koupctl inspect --only api-services',
  },
  'remove-pod-finalizers': {
    title: 'remove finalizers of pods',
    how: 'of pods that are over their time by more than 30 s',
    verify: 'the pods have none, or are gone',
  },
  'force-pods': {
    title: 'let pods go without their kubelet',
    how: 'deleted with grace 0: Kubernetes forgets them, whether or not their containers have ended; a StatefulSet starts the next one of that name',
    verify: 'the pods are gone',
  },
  'remove-contents-finalizers': {
    title: 'remove finalizers of what is inside',
    how: 'of objects whose deletion waits for a finalizer that nobody takes off',
    verify: 'the object is gone',
  },
  'remove-namespace-finalizers': {
    title: "remove the namespace's own finalizers",
    how: "of its metadata; spec.finalizers is the server's, and is left to it",
    verify: 'it has none, or is gone',
  },
  'namespace-gone': {
    title: 'see the namespace gone',
    how: 'the server removes it when it is empty',
    verify: 'it is gone',
  },
  'node-is-down': {
    title: 'the node does not answer',
    how: 'looked at only: a node that is Ready is not dealt with here',
    verify: 'its Ready condition is not True',
  },
  'machine-is-off': {
    title: 'make sure that the machine is off',
    how: 'ping its address, restart it once, then cut its power or its network: what still runs there would write beside what starts elsewhere',
    verify: 'by you: nothing in the cluster shows it',
  },
  'room-elsewhere': {
    title: 'room on other nodes',
    how: 'add a node or free some, or go on without (--skip)',
    verify:
      'what its pods ask for is free on the other nodes together; koupctl inspect --only node-allocation',
  },
  'delete-claims': {
    title: 'delete claims on volumes of this node',
    how: 'THE DATA ON IT IS LOST: ask whoever owns it first; volumes that are not on the node follow their pods and stay',
    verify: 'the claim is gone',
  },
  'delete-volumes': {
    title: 'delete volumes of this node',
    how: 'can not be taken back; the volume goes when its claim has gone',
    verify: 'the volume is gone',
  },
  'release-ips': {
    title: "release its pods' addresses",
    how: 'the IPInstances of its pods are deleted; --keep-ip leaves them to pods that need the same address',
    verify: 'none of them is left',
  },
  'delete-pods': {
    title: 'delete its pods',
    how: 'with grace 0, as no kubelet is there to end them; their workloads start others elsewhere',
    verify: 'no pod of a workload is on the node',
  },
  'delete-machine': {
    title: 'delete its Machine',
    how: 'its deletion is asked for',
    verify: 'it is being deleted, or gone',
  },
  'node-is-there': {
    title: 'the node is known',
    how: 'looked at only',
    verify: 'a Node of that name is there',
  },
  'start-kubelet': {
    title: 'start its kubelet',
    how: 'on the machine: ping it, systemctl start kubelet, systemctl status kubelet; if that is not active: journalctl -u kubelet, and the container runtime; have both start with the machine',
    verify: 'the Node is Ready; koupctl inspect --only nodes-ready',
  },
  uncordon: {
    title: 'let it be scheduled to',
    how: 'spec.unschedulable is taken away',
    verify: 'the node takes pods',
  },
  'node-pods': {
    title: 'its pods are ready',
    how: 'koupctl recover pods-not-ready --node NODE tells what each needs',
    verify: 'every pod on it is ready or has completed',
  },
  'delete-failed': {
    title: 'delete pods that have failed',
    how: 'evicted ones and the like, whose workloads have made others',
    verify: 'none is left',
  },
  'pods-on-lost-nodes': {
    title: 'pods on nodes that are not Ready',
    how: 'koupctl recover node-not-ready --node NODE, or node-gone if the machine is dead',
    verify: 'no pod is on such a node',
  },
  'pods-terminating': {
    title: 'pods that are being deleted',
    how: 'wait; those over their time: koupctl recover stuck-terminating',
    verify: 'none is left',
  },
  'pods-unscheduled': {
    title: 'pods that no node takes',
    how: "the scheduler's words stand there: add nodes, free some, or mend selectors, taints and claims; of modules: koupctl diagnose NAME",
    verify: 'each has a node; koupctl inspect --only pods-pending',
  },
  'pods-without-image': {
    title: 'pods whose image does not come',
    how: 'the name of the image, the registry and its pull secret; a registry without TLS has to be in the configuration of containerd',
    verify: 'their containers start',
  },
  'pods-not-started': {
    title: 'pods that are not set up',
    how: 'network plug-in, addresses left, volumes, Secrets and ConfigMaps that are missing: kubectl describe pod; restart the rama-daemon pod of that node',
    verify: 'their containers start',
  },
  'pods-crashing': {
    title: 'pods that crash',
    how: 'kubectl logs --previous; OOMKilled needs more memory, "exec format error" an image for this processor',
    verify: 'they run and are ready; koupctl inspect --only pods-restarting',
  },
  'pods-unready': {
    title: 'pods that run and are not ready',
    how: 'their readiness check fails: kubectl describe pod, then their log; of modules: koupctl diagnose NAME',
    verify: 'they are ready',
  },
  'failed-alone': {
    title: 'failed pods of nobody, or of a Job',
    how: 'nobody makes them again: see what they were for, then delete them',
    verify: 'none is left',
  },
  'etcd-health': {
    title: 'etcd answers',
    how: 'looked at only',
    verify: 'its status has no error; koupctl inspect --only etcd',
  },
  'take-snapshot': {
    title: 'take a snapshot',
    how: 'written beside the file, checked, then given its name; its revision, keys and hash go to FILE.json',
    verify: 'the SHA-256 that etcd put at its end is right',
  },
  'check-snapshot': {
    title: 'the snapshot is whole',
    how: 'looked at only',
    verify: 'the SHA-256 at its end is right, and the one in FILE.json',
  },
  'stop-etcd': {
    title: 'stop etcd, and what writes to it',
    how: 'on EVERY master: move kube-apiserver.yaml and etcd.yaml out of /etc/kubernetes/manifests; wait until their containers are gone (crictl ps, ctr -n k8s.io c ls)',
    verify: 'nothing listens at the endpoint any more',
  },
  'keep-folder-aside': {
    title: 'keep the old data folder aside',
    how: 'it is renamed, not deleted',
    verify: 'the folder is not there, or empty',
  },
  'restore-snapshot': {
    title: 'restore the snapshot',
    how: 'etcdutl writes a new folder, which gets its name when it is whole; what was written after the snapshot is lost',
    verify: 'the folder says which snapshot it is from',
  },
  'start-etcd': {
    title: 'start etcd',
    how: 'on EVERY master, when each has its folder from the same snapshot: move etcd.yaml back, then kube-apiserver.yaml; restart controller-manager, scheduler and kubelets, which remember what came later',
    verify: 'etcd answers at the endpoint',
  },
  compare: {
    title: 'compare with what was saved',
    how: 'keys and their hash at the revision in FILE.json are asked of etcd',
    verify: 'they are the same',
  },
  'api-answers': {
    title: 'the API server answers',
    how: 'masters first, then the others: their load balancer, then kubelet, etcd and kube-apiserver on each',
    verify: 'it says that it is ready (/readyz); koupctl inspect --only api-server',
  },
  ...siteSteps,
} satisfies Record<StepId, StepText>;

export const recoverTitles = {
  'stuck-deletion': 'an object, a Machine for example, stays in deletion because of a finalizer',
  'stuck-terminating': 'pods or namespaces stay Terminating',
  'node-gone': 'a node is lost for good: its claims, addresses, pods, Machine and Node',
  'node-not-ready': 'a machine is back, and its node is not Ready',
  'pods-not-ready': 'pods are not ready: what each kind of trouble needs',
  'etcd-backup': 'a snapshot of etcd into a file, checked',
  'etcd-restore': "a member's data folder out of a snapshot, compared with what was saved",
  certificates: 'certificates: kept, and renewed before they end',
  'disk-full': 'a disk is full of logs',
  'cluster-dns': "change the address of the cluster's DNS",
  'add-node': 'add a node: checks before and after',
  'power-loss': 'a whole site was without power: what comes back in which order',
  'site-failover': 'a site is lost: go over to the standby site',
} satisfies Record<RunbookId, string>;
