import type { siteSteps as english } from '../en/recover-steps-site.ts';

export const siteSteps: typeof english = {
  'keep-certificates': {
    title: '备份 master 节点上的证书',
    how: '在每台 master 上：mkdir -p /home/t4/master_bk，再执行 tar -zcvf /home/t4/master_bk/ake3-master-IP-DATE.tar.gz /etc/kubernetes /var/lib/kubelet，并另存一份：其中含有私钥',
    verify: '由您确认；最新备份的时间：koupctl inspect --only commands',
  },
  'renew-secrets': {
    title: '更新 Secret 中的证书',
    how: '60 天内到期的证书',
    verify: '有效期均在 60 天以上；koupctl inspect --only cert-secrets',
  },
  'renew-masters': {
    title: '更新 master 自身的证书',
    how: '/etc/kubernetes/pki 与 pki/etcd 中 60 天内到期的证书须重新签发，逐台进行，然后重启其静态 Pod',
    verify: '由您确认：koupctl inspect --only cert-api-server',
  },
  'approve-requests': {
    title: '处理 kubelet 的证书请求',
    how: 'kubectl describe csr NAME，再执行 kubectl certificate approve 或 deny',
    verify: '没有待处理的请求；koupctl inspect --only cert-requests',
  },
  'tell-consoles': {
    title: '将新证书告知控制台',
    how: 'Captain 在其数据库 cluster_cert 表中保存集群的 CA、admin 证书、私钥与 kubeconfig：用新的 admin.kubeconfig 更新，然后重启 Captain',
    verify: '由您确认：Captain 能连上集群',
  },
  'find-logs': {
    title: '找出占满磁盘的文件',
    how: '在物理机上：df -h，再在 /home/t4/sigma-master/logs、/home/t4/sigma-slave/logs、/home/t4/containerd/logs 及数据库日志盘中执行 du -sh * | sort -h',
    verify: '由您确认',
  },
  'check-replication': {
    title: '删除 binlog 前检查主从复制',
    how: '数据库：Slave_IO_Running 与 Slave_SQL_Running 为 Yes，Seconds_Behind_Master 为 0，relay log 多于 1 个须关注；只可清理所有从库均已读取的 binlog',
    verify: '由您确认，或确认不涉及数据库',
  },
  'free-disk': {
    title: '清理磁盘空间',
    how: '删除已轮转的日志，不要删除正在写入的文件',
    verify: '没有节点处于 DiskPressure；koupctl inspect --only nodes-pressure,node-disks',
  },
  'install-log-cleaning': {
    title: '防止日志再次占满',
    how: 'AKE3 1.0.0 至 1.4.1 没有自动清理 sigma 日志（2.0.0 及以上会自动安装）：通过 Captain 执行自定义脚本，安装定时任务，每个组件保留 5 个 INFO 与其他级别各 2 个文件；脚本须为 LF 换行',
    verify: '由您确认：5 分钟后磁盘占用减少',
  },
  'set-resolver': {
    title: '修改集群 DNS 解析服务器',
    how: 'ConfigMap kube-system/cluster-advance-config 中的 dnsResolveIp',
    verify: '已为新地址；koupctl inspect --only cluster-dns',
  },
  'set-cluster-dns': {
    title: '为新节点修改 --cluster-dns',
    how: 'ConfigMap kube-system/sigma-slave-service 中的 --cluster-dns',
    verify: '已为新地址；koupctl inspect --only cluster-dns',
  },
  'set-on-nodes': {
    title: '在每台节点上修改 --cluster-dns',
    how: '修改 /etc/systemd/system/kubelet.service，然后逐台执行 systemctl daemon-reload 与 systemctl restart kubelet',
    verify: '由您确认',
  },
  'see-new-pods': {
    title: '在新建的 Pod 中验证',
    how: '只有此后新建的 Pod 才会使用：查看新 Pod 的 /etc/resolv.conf 并解析一个域名',
    verify: '由您确认：koupctl inspect --only dns,cluster-dns',
  },
  'name-is-free': {
    title: '没有旧对象残留',
    how: 'koupctl recover stuck-deletion --object machine/NODE',
    verify: '没有同名的 Machine 或 Node 正在删除',
  },
  'prepare-machine': {
    title: '准备物理机',
    how: '单独挂载 /home/t4；master 的配置须高于 4C8G；/etc/resolv.conf 与 /etc/hosts 与其他节点一致；关闭 SELinux 与 firewalld；时间同步；Secret kube-system/sigma-machine-external-client 中的 ssh key 可登录',
    verify: '由您确认；koupctl inspect --profile before-change',
  },
  'node-joins': {
    title: '添加节点',
    how: '通过 Captain，或按集群自身的方式',
    verify: '已有其 Node',
  },
  'operations-done': {
    title: '节点运维单成功',
    how: '失败原因见 sigma-machine-operator 的日志（kubectl logs）；在物理机上修复后重试',
    verify: '其 machineops 均未失败',
  },
  'version-fits': {
    title: 'kubelet 版本与其他节点一致',
    how: '安装其他节点所用的版本',
    verify: '版本一致；koupctl inspect --only nodes-version',
  },
  'daemons-run': {
    title: '每节点组件已在其上运行',
    how: 'koupctl recover pods-not-ready --node NODE',
    verify: '其上的每个 Pod 均已就绪；koupctl inspect --only daemon-sets',
  },
  'site-power': {
    title: '电力、网络、负载均衡、数据库',
    how: '先确认它们已恢复，再恢复依赖它们的组件；先启动 master 再启动其他机器，且不要同时对 3 台 master 断电',
    verify: '由您确认；koupctl inspect --only virtual-ips,tcp',
  },
  'site-dns': {
    title: 'DNS 服务',
    how: '随 master（ops1、ops2）启动；若未启动，在其上 docker start 对应容器',
    verify: '由您确认：koupctl inspect --only dns 能解析已注册的域名',
  },
  'site-time': {
    title: 'NTP 服务',
    how: '随 master 启动；offset 超过 30 毫秒时执行 ntpdate -u SERVER',
    verify: '由您确认：koupctl inspect --only ntp,node-clocks',
  },
  'site-packages': {
    title: 'YUM 服务',
    how: '随 ops1、ops2 启动',
    verify: '由您确认：在节点上 yum list 有结果',
  },
  'control-plane-pods': {
    title: 'kube-system 的 Pod',
    how: 'koupctl recover pods-not-ready -n kube-system 会说明每个 Pod 需要什么；指南允许 network-controller 处于 ImagePullBackOff（--skip）',
    verify: '其中的每个 Pod 均已就绪或已完成',
  },
  'nodes-ready': {
    title: '所有节点 Ready',
    how: 'DNS 恢复后启动仍宕机的机器；koupctl recover node-not-ready --node NODE',
    verify: '所有 Node 均为 Ready',
  },
  'site-pods': {
    title: '所有 Pod 就绪',
    how: 'koupctl recover pods-not-ready 会说明每个 Pod 需要什么',
    verify: '每个 Pod 均已就绪或已完成',
  },
  'site-modules': {
    title: '基座与模块',
    how: 'koupctl bases --unhealthy，koupctl modules --live；未恢复的模块使用 koupctl diagnose NAME',
    verify: '由您确认：两者均无异常',
  },
  'site-logins': {
    title: '登录（IAM）',
    how: '登录验证；失败则先重启所有 aciamcore 容器，再重启所有 aciamweb 容器；aciamcore 依赖 antvip',
    verify: '由您确认；koupctl inspect --only http（checkService 不含 false）',
  },
  'site-consoles': {
    title: '控制台与业务应用',
    how: 'Captain 与 apyunqing 可最后启动：systemctl status mysql，docker start 其容器；然后是各产品控制台，最后是业务应用',
    verify: '由您确认；koupctl inspect --profile after-power-loss',
  },
  'standby-database': {
    title: '将数据库切换至备机房',
    how: '使用数据库自身的工具，先于一切使用它们的组件',
    verify: '由您确认；koupctl inspect --only tcp',
  },
  'standby-dns': {
    title: '将 DNS 切换至备机房',
    how: 'ADNS：将 master 切换为备机房 ops1，API 地址切换到备机房的 VIP；一两分钟后两边解析一致',
    verify: '由您确认：koupctl inspect --only dns,virtual-ips',
  },
  'standby-domains': {
    title: '切换公网域名',
    how: 'IAM 与 OP 的域名，以及 IAM 访问数据库所用的域名',
    verify: '由您确认：koupctl inspect --only dns,http',
  },
  'switch-back': {
    title: '主机房恢复后回切',
    how: '先恢复主机房的数据库与 DNS 并追平数据；然后将 ADNS master、API 地址与公网域名切回',
    verify: '由您确认：对主机房做同样的检查',
  },
};
