import type { Messages } from '../messages.ts';
import { siteSteps } from './recover-steps-site.ts';

export const recoverSteps: Messages['recover']['steps'] = {
  'hangs-on-it': {
    title: '关联对象',
    how: '仅查看：它拥有的对象、同名节点、该节点上的 Pod 及其 PVC',
    verify: '在此列出',
  },
  'delete-object': {
    title: '删除该对象',
    how: '请求删除，且只针对所看到的那个对象',
    verify: '正在删除或已消失',
  },
  'remove-finalizers': {
    title: '删除其 finalizer',
    how: '设置 finalizer 的组件将不再做清理：它本应在别处删除的内容会留下',
    verify: '对象已消失',
  },
  'delete-node': {
    title: '删除 Node 对象',
    how: '仅删除非 Ready 的节点；Kubernetes 会随之遗忘其上的 Pod',
    verify: 'Node 已消失',
  },
  'delete-leftovers': {
    title: '清理配置数据',
    how: 'sigma-operator-machine-conditions 命名空间中的 ConfigMap NAME-conditions 与 NAME-readiness-gates',
    verify: '均已消失',
  },
  'inside-namespace': {
    title: '命名空间中还有什么',
    how: '仅查看：命名空间控制器的说法，以及其中的每个对象',
    verify: '在此列出',
  },
  'api-services': {
    title: '让每个 API 服务恢复应答',
    how: '只要有一种资源无法查询，命名空间就不会被清空：启动提供该服务的组件，或删除已无人提供的 APIService（kubectl delete apiservice NAME）',
    verify: '所有 APIService 均为 Available；koupctl inspect --only api-services',
  },
  'remove-pod-finalizers': {
    title: '删除 Pod 的 finalizer',
    how: '针对超过期限 30 秒以上的 Pod',
    verify: 'Pod 已无 finalizer 或已消失',
  },
  'force-pods': {
    title: '强制删除 Terminating 状态的 Pod',
    how: '以宽限期 0 删除：无论容器是否已结束，Kubernetes 都会遗忘它们；StatefulSet 会启动同名的下一个 Pod',
    verify: 'Pod 已消失',
  },
  'remove-contents-finalizers': {
    title: '删除命名空间内对象的 finalizer',
    how: '针对等待 finalizer 而无人清理的对象',
    verify: '对象已消失',
  },
  'remove-namespace-finalizers': {
    title: '删除命名空间自身的 finalizer',
    how: '仅 metadata 中的；spec.finalizers 属于 API server，不予改动',
    verify: '已无 finalizer 或已消失',
  },
  'namespace-gone': {
    title: '确认命名空间已消失',
    how: '清空之后由 API server 删除',
    verify: '已消失',
  },
  'node-is-down': {
    title: '节点不再应答',
    how: '仅查看：Ready 的节点不在此处理',
    verify: '其 Ready 状态不为 True',
  },
  'machine-is-off': {
    title: '确认物理机已关机',
    how: '测试节点连通性（ping），重启一次，仍不可达则断电或断网：仍在运行的进程会与别处启动的实例同时写数据',
    verify: '由您确认：集群中无法看到',
  },
  'room-elsewhere': {
    title: '其他节点有足够的资源',
    how: '扩容节点或释放资源，或者不等待（--skip）',
    verify: '其他节点合计的空闲资源满足这些 Pod 的请求；koupctl inspect --only node-allocation',
  },
  'delete-claims': {
    title: '删除位于该节点的 PVC',
    how: '其上的数据将丢失：事先与对应产品的负责人确认；不在该节点上的卷会跟随 Pod，予以保留',
    verify: 'PVC 已消失',
  },
  'delete-volumes': {
    title: '删除位于该节点的 PV',
    how: '不可恢复；PVC 消失后 PV 随之消失',
    verify: 'PV 已消失',
  },
  'release-ips': {
    title: '释放其 Pod 的 IP',
    how: '删除这些 Pod 的 IPInstance；需要 IP 保持不变时使用 --keep-ip 保留',
    verify: '已无剩余',
  },
  'delete-pods': {
    title: '删除其上的 Pod',
    how: '以宽限期 0 删除，因为没有 kubelet 来结束它们；工作负载会在别处启动新的 Pod',
    verify: '节点上已无工作负载的 Pod',
  },
  'delete-machine': {
    title: '删除 Machine',
    how: '请求删除',
    verify: '正在删除或已消失',
  },
  'node-is-there': { title: '节点已登记', how: '仅查看', verify: '存在该名称的 Node' },
  'start-kubelet': {
    title: '启动 kubelet',
    how: '在物理机上：测试连通性，systemctl start kubelet，systemctl status kubelet；若不是 active，查看 journalctl -u kubelet 及容器运行时；两者均应开机自启动',
    verify: 'Node 为 Ready；koupctl inspect --only nodes-ready',
  },
  uncordon: {
    title: '恢复为可被调度',
    how: '去掉 spec.unschedulable',
    verify: '节点可接收 Pod',
  },
  'node-pods': {
    title: '其上的 Pod 已就绪',
    how: 'koupctl recover pods-not-ready --node NODE 会说明每个 Pod 需要什么',
    verify: '其上的每个 Pod 均已就绪或已完成',
  },
  'delete-failed': {
    title: '删除失败的 Pod',
    how: '被驱逐等的 Pod，其工作负载已创建新的 Pod',
    verify: '已无剩余',
  },
  'pods-on-lost-nodes': {
    title: '位于非 Ready 节点上的 Pod',
    how: 'koupctl recover node-not-ready --node NODE；物理机已宕机则使用 node-gone',
    verify: '已无 Pod 位于此类节点',
  },
  'pods-terminating': {
    title: '正在删除的 Pod',
    how: '等待；超过期限的使用 koupctl recover stuck-terminating',
    verify: '已无剩余',
  },
  'pods-unscheduled': {
    title: '没有节点可调度的 Pod',
    how: '原因见调度器的说明：扩容节点、释放资源，或修正选择器、污点与 PVC；模块的 Pod 使用 koupctl diagnose NAME',
    verify: '均已有节点；koupctl inspect --only pods-pending',
  },
  'pods-without-image': {
    title: '拉取镜像失败的 Pod',
    how: '检查镜像名称、镜像中心及拉取密钥；不使用 HTTPS 的镜像中心须写入 containerd 配置',
    verify: '容器已启动',
  },
  'pods-not-started': {
    title: '未能创建的 Pod',
    how: '网络插件、可分配的 IP、卷、缺少的 Secret 与 ConfigMap：kubectl describe pod；重启该节点的 rama-daemon',
    verify: '容器已启动',
  },
  'pods-crashing': {
    title: '反复崩溃的 Pod',
    how: 'kubectl logs --previous；OOMKilled 需要更多内存，"exec format error" 需要对应架构的镜像',
    verify: '运行且就绪；koupctl inspect --only pods-restarting',
  },
  'pods-unready': {
    title: '运行但未就绪的 Pod',
    how: '就绪检查未通过：kubectl describe pod，再查看日志；模块的 Pod 使用 koupctl diagnose NAME',
    verify: '已就绪',
  },
  'failed-alone': {
    title: '无所属或属于 Job 的失败 Pod',
    how: '不会有人重新创建：先弄清用途，再删除',
    verify: '已无剩余',
  },
  'etcd-health': {
    title: 'etcd 正常应答',
    how: '仅查看',
    verify: '状态中没有错误；koupctl inspect --only etcd',
  },
  'take-snapshot': {
    title: '备份 etcd',
    how: '先写入临时文件，校验后才使用正式名称；版本号、键数与哈希写入 FILE.json',
    verify: 'etcd 写在末尾的 SHA-256 正确',
  },
  'check-snapshot': {
    title: '备份文件完整',
    how: '仅查看',
    verify: '末尾的 SHA-256 正确，且与 FILE.json 中的一致',
  },
  'stop-etcd': {
    title: '停止 etcd 及其写入方',
    how: '在每台 master 上：将 kube-apiserver.yaml 与 etcd.yaml 移出 /etc/kubernetes/manifests；等待其容器消失（crictl ps，ctr -n k8s.io c ls）',
    verify: '该地址已无人监听',
  },
  'keep-folder-aside': {
    title: '保留旧的 data 目录',
    how: '改名，而不是删除',
    verify: '目录不存在或为空',
  },
  'restore-snapshot': {
    title: '还原 etcd',
    how: 'etcdutl 写入新目录，完整之后才使用正式名称；备份之后写入的数据会丢失',
    verify: '目录中记录了所用的备份',
  },
  'start-etcd': {
    title: '启动 etcd',
    how: '在每台 master 上，且各自的目录均由同一备份还原之后：先移回 etcd.yaml，再移回 kube-apiserver.yaml；重启 controller-manager、scheduler 与 kubelet，它们仍记得之后的数据',
    verify: 'etcd 在该地址应答',
  },
  compare: {
    title: '与备份时比较',
    how: '向 etcd 查询 FILE.json 中版本号处的键数与哈希',
    verify: '两者一致',
  },
  'api-answers': {
    title: 'API server 应答',
    how: '先恢复 master，再恢复其他节点：负载均衡，然后是各 master 上的 kubelet、etcd 与 kube-apiserver',
    verify: '其自称就绪（/readyz）；koupctl inspect --only api-server',
  },
  ...siteSteps,
};

export const recoverTitles: Messages['recover']['titles'] = {
  'stuck-deletion': '对象（例如 Machine）因 finalizer 一直处于删除中',
  'stuck-terminating': 'Pod 或命名空间一直处于 Terminating 状态',
  'node-gone': '物理机宕机：处理其 PVC、IP、Pod、Machine 与 Node',
  'node-not-ready': '物理机重启后节点未恢复 Ready',
  'pods-not-ready': 'Pod 未就绪：各类问题分别如何处理',
  'etcd-backup': '备份 etcd 到文件并校验',
  'etcd-restore': '由备份还原 etcd 成员的 data 目录，并与备份时比较',
  certificates: '证书：备份，并在到期前更新',
  'disk-full': '日志占满磁盘',
  'cluster-dns': '修改集群 DNS 解析服务器',
  'add-node': '扩容节点：前后检查',
  'power-loss': '机房掉电：按顺序恢复与验证',
  'site-failover': '单机房宕机：切换至备机房',
};
