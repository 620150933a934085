/** What to do, by code; what needs nothing done is not here. */
const remedies = {
  unreadable: 'find out why the API server can not answer this: its log, and `api-server` above',
  'health-failed':
    'look at the log of kube-apiserver on the control-plane nodes; with etcd in the line, at etcd first',
  'api-service-down':
    'look at the pods behind that service: kubectl get apiservice, kubectl get pod',
  'leader-none':
    'start kube-scheduler or kube-controller-manager on a control-plane node: systemctl restart kubelet starts static pods anew',
  'leader-silent':
    'look at its pod and its log on each control-plane node; without it nothing is scheduled or replaced',
  'event-storm': 'mend what the loudest event below names: storms fill etcd and hide the rest',
  'object-storm': 'kubectl describe shows it; mend or remove the object',
  'node-not-ready':
    'ping it; where it answers: systemctl start kubelet, then journalctl -u kubelet; where it does not: move its pods (koupctl recover)',
  'node-trouble': 'free memory, disk or processes on it: logs and images first',
  'node-cordoned': 'kubectl uncordon, once the work on it is done',
  'kubelet-newer': 'upgrade the API server first: a kubelet may not be newer',
  'kubelet-too-old': 'upgrade the kubelet of this node',
  'kubelets-differ': 'finish the upgrade that was begun',
  'lease-missing':
    'look at its kubelet, or at the module controller where it is a vnode: koupctl doctor',
  'lease-expired':
    'look at its kubelet (systemctl status kubelet) and at the network to the API server; of a vnode: koupctl doctor',
  'clock-off':
    'set its clock by the NTP server (ntpdate -u SERVER, or chronyc makestep), then look at its NTP service',
  'node-rebooted': 'find out whether somebody meant it: uptime and the system log on it',
  'allocation-high': 'add nodes, or lower requests, before the next change needs room',
  'usage-high': 'top on the node shows which process; move pods or add nodes',
  'disks-unseen':
    'see whether the API server reaches the kubelet (its port, certificates, firewalls); on the machine: df -h',
  'disk-full': 'clean old logs and images on it; see that the cleaning job (crontab) still runs',
  'not-all-ready': 'kubectl describe the workload and the pods that are not ready; events say why',
  'workload-stuck':
    'kubectl rollout status, then the events of its newest pods; kubectl rollout undo takes it back',
  rolling: 'wait until the change is through, or see who makes it',
  'rollout-paused': 'kubectl rollout resume, or koupctl resume where koupctl holds it',
  'sidecar-set-not-ready': 'look at the sidecar in those pods: kubectl describe pod',
  'sidecar-set-behind': 'the new sidecar comes with the next start of those pods',
  'sidecar-set-unused':
    'kubectl delete sidecarset, where its product is gone; then restart the pods that still had it',
  'sidecar-set-leaving': 'wait; where it stays, look at its finalizers',
  'pod-failed':
    'kubectl describe and logs of it; delete it once the cause is known: its workload makes a new one',
  'pod-waiting':
    'ImagePullBackOff: the image, its registry and its secret; CrashLoopBackOff: kubectl logs --previous; CreateContainer…: the events',
  'pod-starting': 'kubectl describe: sandbox, network (CNI), addresses and volumes come first',
  'pod-unknown': 'its node does not answer: look at the node first',
  'pod-not-ready': 'look at its readiness probe and its log',
  'pod-restarted': 'kubectl logs --previous says how it ended',
  'pod-out-of-memory': 'raise its memory limit, or find what takes it',
  'pod-unscheduled':
    'the scheduler says below what is missing: room, a label, a toleration, a volume, or addresses',
  'stuck-terminating':
    'find who was to remove the finalizer and why it does not; koupctl recover goes through it step by step',
  'static-pod-down':
    'on that node: the manifest in /etc/kubernetes/manifests, the log of the kubelet, the container of it',
  'static-pod-missing': 'put its manifest back into /etc/kubernetes/manifests of that node',
  'container-usage-high': 'raise its limit, or find what takes it (kubectl top pod --containers)',
  'claim-lost':
    'its volume is gone: restore the data, or delete the claim with its owner’s consent',
  'claim-pending': 'kubectl describe pvc: class, provisioner, or no pod uses it yet',
  'volume-failed': 'reclaim it by hand at the storage, then delete the volume',
  'volume-released':
    'where the data is not needed: delete the volume, with the consent of its product',
  'certificate-ended':
    'renew it now (kubeadm certs renew, or the CA it came from), then restart who uses it',
  'certificate-ends': 'have it renewed, and back up /etc/kubernetes and /var/lib/kubelet before',
  'certificate-unreadable': 'see who wrote it: it can not work as it is',
  'request-denied': 'the kubelet keeps asking: see who denied it and why',
  'request-failed': 'the signer could not do it: kube-controller-manager’s log',
  'request-pending': 'kubectl certificate approve, once it is known who asks',
  'tls-silent': 'see that the server runs and speaks TLS on that port',
  'dns-no-endpoints': 'look at the pods of CoreDNS in kube-system',
  'dns-differs':
    'correct it where it stands, in the kubelets’ --cluster-dns too, and restart the kubelets: new pods get the right address',
  'dns-places-differ': 'decide which address is right, and write it to all of them',
  'dns-forwards-elsewhere':
    'correct forward in the ConfigMap coredns, or /etc/resolv.conf of the nodes it runs on',
  'custom-differs': 'kubectl get -o yaml shows its error; look at the log of its operator',
  'custom-kind-absent': 'install its CRD, or take the rule out of the checks',
  'custom-unread': 'ask for the right to list it',
  'base-not-ready': 'koupctl bases --unhealthy, then koupctl diagnose --base-ip',
  'base-gone': 'koupctl modules --live shows what is left of it',
  'base-unreachable': 'koupctl diagnose --base-ip',
  'base-lease-expired': 'koupctl doctor',
  'base-lease-missing': 'koupctl doctor',
  'base-health-down': 'koupctl health --base-ip',
  'base-metaspace-high': 'restart the base soon, or give it more metaspace',
  'base-module-broken': 'koupctl diagnose',
  'base-disagrees': 'koupctl modules --live',
  'module-fault': 'koupctl diagnose says why',
  'ntp-silent': 'see that the NTP service runs there and that UDP 123 is open',
  'ntp-no-source':
    'its own upstream does not answer: .INIT. means never; have more than one upstream',
  'ntp-off':
    'ntpdate -u SERVER on this machine, then look at its NTP service (ntpq -np, chronyc sources -v)',
  'dns-no-answer':
    'see that the server runs (supervisorctl status: bind, dnsagent) and has the zone and the record',
  'dns-wrong': 'compare the record at the active master; after a change wait one or two minutes',
  'dns-answers-differ':
    'a slave did not get its zone: look at dnsagent on it, and at its ports 53 and 15353',
  'dns-slow':
    'once is nothing; if it lasts, look at the load of the DNS containers and the network',
  'pod-dns-not-run':
    'name an image that the nodes can pull and that has sh and nslookup, such as busybox; what kubelet or server said is below',
  'pod-dns-late': 'see why pods do not start here: koupctl inspect --only pods-pending,nodes-ready',
  'pod-dns-no-nslookup': 'name an image that has sh and nslookup, such as busybox',
  'pod-dns-nameserver':
    'correct the kubelets’ --cluster-dns (koupctl recover cluster-dns) and start the pods anew; 127.0.0.11 is docker’s own DNS',
  'pod-dns-search': 'correct the kubelets’ --cluster-domain, restart them, and start the pods anew',
  'pod-dns-service-unread': 'ask for the right to list Services in kube-system',
  'pod-dns-no-answer':
    'if kubernetes.default fails too: CoreDNS’ pods and the way to them; else its forward and the upstream (koupctl inspect --only dns,cluster-dns)',
  'pod-dns-silent':
    'look at CoreDNS’ pods, and at the way from pods to UDP 53: kube-proxy, network plugin, NetworkPolicies',
  'pod-dns-wrong':
    'compare the record at the active master, then hosts and rewrite of CoreDNS; after a change wait one or two minutes',
  'pod-dns-differs':
    'compare forward, hosts and rewrite of CoreDNS with the given servers; a domain of the search list may answer first',
  'pod-dns-left-out': 'give the rest in another file: --checks FILE',
  'tcp-closed': 'see that the process runs and listens there, and at firewalls between',
  'virtual-ip-closed':
    'on its machines: keepalived runs, interface, virtual_ipaddress and virtual_router_id agree; then restart keepalived',
  'http-silent': 'see that the process runs; then its error log',
  'http-status': 'its error log says why',
  'http-has': 'the line below names the part that is not well',
  'http-has-not': 'its error log says why',
  'etcd-silent': 'see that the member runs and that the certificates of the probe are right',
  'etcd-unhealthy': 'etcdctl endpoint health; disk latency and the network between members first',
  'etcd-no-leader': 'most of the members have to run and see each other',
  'etcd-alarm': 'NOSPACE: compact, defragment, then disarm; CORRUPT: replace the member',
  'etcd-large': 'compact and defragment, one member after the other; see what fills it (events)',
  'etcd-leaders-differ':
    'the members do not see each other: the network between them, then their clocks',
  'etcd-versions-differ': 'finish the upgrade that was begun',
  'etcd-even-members': 'add a member, or remove one',
  'command-not-run': 'run it by hand as this user',
  'command-failed': 'run it by hand as this user',
  'command-has': 'see its output below',
  'command-has-not': 'see its output below',
  'command-no-time': 'have it print seconds (stat -c %Y) or dates, one per line',
  'command-old': 'see why the job that makes it no longer runs: crontab -l, its log, the disk',
  'command-no-number': 'have it print lines that end in a number',
  'command-number': 'see its output below',
};

export const inspectRemedies: Readonly<Record<string, string>> = remedies;
