import type { Messages } from '../messages.ts';

export const lintRules: Messages['lintRules'] = {
  syntax: {
    why: '文本不是 kubectl 能读的 YAML 或 JSON，或者其中没有 Kubernetes 对象',
    mend: '修正文本',
  },
  'string-fields': {
    why: '标签、版本、环境变量的值必须是文本；YAML 会把 1.10 或 True 读成数字或布尔值',
    mend: '加上引号',
  },
  'duplicate-object': { why: '同一个对象在文件中出现两次：后一个生效', mend: '只保留一个' },
  'v1-group': {
    why: '文档里的 API 组从未发布过：服务器没有这个类型',
    mend: '写 koupleless.io/v1alpha1',
  },
  'v1-label-prefix': { why: '控制器只读取自己 API 组前缀的标签', mend: '把前缀写成集群提供的组' },
  'v1-stray-label': {
    why: '基座或 Service 上的标签前缀不是控制器读取的',
    mend: '使用集群提供的组作前缀',
  },
  'v1-labels': {
    why: '没有 metadata.labels 控制器会崩溃，每次重启都会再崩，影响整个集群',
    mend: '加一个标签',
  },
  'v1-module': {
    why: '缺少基座、模块名、版本或带协议的地址，模块永远装不上',
    mend: '补全缺少的字段',
  },
  'v1-replicas': {
    why: '不写 replicas 就是 0；-1 只在当时换成基座数，之后不再跟随',
    mend: '写一个小于基座数的数字',
  },
  'v1-upgrade-policy': {
    why: '控制器只认三种写法，其余忽略；scaleup_then_scaledown 会删除基座 Pod',
    mend: '写 install_then_uninstall',
  },
  'v1-same-policy': {
    why: 'uninstall_then_install 与 install_then_uninstall 行为相同',
    mend: '无需修改，了解即可',
  },
  'v1-scheduling-policy': {
    why: 'schema 只接受小写的 scatter 和 stacking，会拒绝 Scatter',
    mend: '写 scatter 或 stacking',
  },
  'v1-spread-wish': { why: '--spread 优先于文件', mend: '只在 deploy 和 plan 中出现' },
  'v1-gray-time': {
    why: 'grayTime 只在文档中存在，服务器会悄悄丢弃',
    mend: '写 grayTimeBetweenBatchSeconds',
  },
  'v1-confirm': {
    why: 'pause 和 confirmBatchNum 属于一次发布：留在文件里会误放行或永远卡住一个批次；v1.0.0 起没有 pause',
    mend: '从文件中去掉',
  },
  'v1-max-unavailable': { why: '计划过但从未实现：服务器会丢弃，或拒绝百分比', mend: '去掉' },
  'v1-batches': {
    why: '分批但不确认：有灰度间隔时发布永远停住；批次数不能整除副本数时会装多',
    mend: '设 needConfirm: true，或让 batchCount 整除 replicas',
  },
  'v1-beta': {
    why: 'useBeta 另加一个单副本批次，无论 needConfirm 如何都要确认',
    mend: '把它算进批次',
  },
  'v1-service': {
    why: 'Service 只在创建时生成（NodePort），之后不再变化；没有端口时控制器悄悄失败',
    mend: '首次创建前写好端口，或自己写 Service',
  },
  'v1-ignored': { why: '没有任何 V1 版本会处理这个字段', mend: '无需修改，了解即可' },
  'v1-unknown-field': { why: '服务器会悄悄丢弃未知字段：拼写错误就这样消失', mend: '检查拼写' },
  'v1-field-type': { why: 'schema 要数字或布尔值的地方，服务器会拒绝文本', mend: '去掉引号' },
  'v1-module-template': { why: '没有任何组件读取 ModuleTemplate', mend: '写 ModuleDeployment' },
  'v1-duplicate-module': {
    why: '同一命名空间里同一模块的两个 ModuleDeployment 会互相缩容',
    mend: '放到不同命名空间，或合成一个',
  },
  'v1-free-bases': {
    why: 'V1 升级需要没有该模块的基座：没有就停住，太少则显示 Completed 却没有完成',
    mend: '增加基座副本，或增加批次',
  },
  'v2-image': { why: 'image 含有 ".jar" 的容器才是模块；地址要带协议', mend: '写 jar 的地址' },
  'v2-biz-version': {
    why: '控制器只从字面值 BIZ_VERSION 读取版本',
    mend: '写 BIZ_VERSION 和它的值',
  },
  'v2-container-name': {
    why: '容器名必须等于 jar 的 Ark-Biz-Name：基座不检查，写错会替换别的模块',
    mend: '写 jar 里的名字',
  },
  'v2-name-label': { why: '标签上的模块名与容器名不同', mend: '两处写同一个名字' },
  'v2-same-jar': {
    why: '两个容器用同一个 jar：基座从 jar 取名字，会拒绝第二个',
    mend: '各写自己的 jar',
  },
  'v2-requests': {
    why: '基座不向 Kubernetes 提供 cpu 和存储：有此请求的 Pod 永远调度不上',
    mend: '去掉 requests',
  },
  'v2-unused': { why: '模块没有容器在运行：命令、探针、卷都不起作用', mend: '无需修改，了解即可' },
  'v2-host-ports': {
    why: '调度器在每个基座上只把主机端口给一个 Pod：下一个版本会一直等待',
    mend: '去掉 hostPort 和 hostNetwork',
  },
  'v2-label-prefix': {
    why: 'module-controller.koupleless.io 前缀的标签属于 v2.0，之后的控制器不读',
    mend: '写 virtual-kubelet.koupleless.io',
  },
  'v2-component': { why: '没有 component: module 标签，控制器会忽略这个 Pod', mend: '加上标签' },
  'v2-env': { why: '容忍、标签、亲和性写的环境不一致', mend: '统一写一个环境' },
  'v2-selector-live': { why: '工作负载创建后选择器不能再改', mend: '只在 deploy 和 plan 中出现' },
  'v2-selector-version': {
    why: '选择器不能改，而版本会变：下一个版本会被拒绝',
    mend: '从选择器中去掉版本',
  },
  'v2-selector-match': { why: '选择器选不中自己的 Pod 时，服务器会拒绝', mend: '两处写同样的标签' },
  'v2-version-label': { why: 'BIZ_VERSION 变了而版本标签没有跟上', mend: '写 BIZ_VERSION 的版本' },
  'v2-topology-key': {
    why: '基座没有可用区标签：按可用区打散等于没有打散',
    mend: '写 kubernetes.io/hostname',
  },
  'v2-spread-wish': { why: '--spread 补上文件没有写的打散', mend: '只在 deploy 和 plan 中出现' },
  'v2-shared-host': {
    why: '共用主机名的基座在反亲和性里算一个',
    mend: '只在 deploy 和 plan 中出现',
  },
  'v2-spread-version': {
    why: '不区分版本的反亲和性会让新版本上不了有旧版本的基座',
    mend: '在其中写上版本（标签，或 1.31 起的 matchLabelKeys），或用先卸后装',
  },
  'v2-spread-shared': {
    why: '反过来：先卸后装时两个版本不能相遇',
    mend: '只在 deploy 和 plan 中出现',
  },
  'v2-no-spread': {
    why: '没有任何约束阻止两个 Pod 落到同一基座，而基座会拒绝第二个',
    mend: '按 kubernetes.io/hostname 要求反亲和性',
  },
  'v2-tolerations': {
    why: '基座有两个污点：文档示例只容忍一个，没有基座接收 Pod',
    mend: '容忍 virtual-node 和 node-env',
  },
  'v2-node-loss': {
    why: '默认 300 秒：控制器离线五分钟就会驱逐正在服务的模块',
    mend: '不带秒数地容忍 not-ready 和 unreachable',
  },
  'v2-min-ready': {
    why: '有 minReadySeconds 模块 Pod 永远不算可用：发布不会结束，DaemonSet 会一次换掉所有 Pod',
    mend: '去掉',
  },
  'v2-deadline': { why: '这是停住的发布留下的标记，随对象一起导出', mend: '去掉' },
  'v2-grace-period': {
    why: '少于 30 秒时卸载与安装会竞争：基座上没有模块，控制器可能崩溃',
    mend: '写 30',
  },
  'v2-paused': { why: '暂停的 Deployment 不会发布', mend: '去掉' },
  'v2-strategy': { why: 'Recreate 会同时从所有基座卸下模块', mend: '写 RollingUpdate' },
  'v2-peer': {
    why: 'peer 的 Deployment 需要 component、env 标签和集群名，replicas 交给控制器',
    mend: '加上标签，去掉 replicas',
  },
  'v2-replicas-control': {
    why: '"true" 表示控制器不管副本数，其他值没有意义',
    mend: '要副本数跟随基座就去掉',
  },
  'v2-old-node-labels': { why: '基座已不再带 v2.0 的标签', mend: '写 base.koupleless.io' },
  'v2-base-match': {
    why: '不写基座名，环境里任何基座都可能装上模块；没有基座符合时 Pod 会一直等待',
    mend: '要求 base.koupleless.io/name',
  },
  'v2-stack-affinity': { why: '没有基座带 base.koupleless.io/stack：Pod 会一直等待', mend: '去掉' },
  'v2-daemon-nodes': {
    why: 'DaemonSet 也会上普通节点，而 jar 在那里不是镜像',
    mend: '要求虚拟节点的标签',
  },
  'v2-daemon-opening': {
    why: '首次分批发布靠标签逐个打开基座，模板里从一开始就要有它',
    mend: 'deploy 会加上',
  },
  'v2-duplicate-module': {
    why: '两个工作负载安装同一模块的同一版本',
    mend: '合成一个，或用不同的基座',
  },
  'service-label-prefix': { why: '文档里的前缀不会标记任何基座 Pod', mend: '写集群提供的组作前缀' },
  'service-selector': {
    why: 'Service 选不到模块的 Pod，或者会到没有模块的基座',
    mend: '选择模块的标签',
  },
  'service-version': { why: '按版本选择的 Service 在下个版本之后就没有后端', mend: '去掉版本' },
  'service-port': {
    why: '模块 Pod 没有声明命名端口；1238 是 Arklet 的端口，能访问者就能安装模块',
    mend: '写基座 Web 端口号',
  },
  'role-case': { why: 'daemonSets 不授予任何权限：资源名都是小写', mend: '写成小写' },
  'v2-role-patch': {
    why: 'peer 控制器要 patch Deployment，而公开的角色不允许',
    mend: '加上 patch',
  },
  'v2-role-logs': { why: 'kubelet 代理要读日志，而角色不允许', mend: '加上 pods/log' },
  'v1-role-update': { why: '控制器要把计数写到基座标签，而公开的角色不允许', mend: '加上 update' },
  'controller-cluster': {
    why: '多个互不知情的控制器会同时安装和卸载',
    mend: '一个副本，或 IS_CLUSTER "true"（V1：--leader-elect）',
  },
  'controller-dead-env': {
    why: 'v2.1.1 起不再读取 ENABLE_MODULE_DEPLOYMENT_CONTROLLER',
    mend: '写 ENABLE_MODULE_REPLICAS_SYNC_WITH_BASE',
  },
  'controller-placeholder': { why: 'YOUR_ENV 之类是占位符', mend: '写上真实的值' },
  'controller-tunnel': { why: '没有通道控制器启动即退出；两个都开时只用 MQTT', mend: '只开一个' },
  'controller-image': { why: '镜像没有发布版本的标签，会自己变化', mend: '写明发布版本' },
  'controller-proxy': { why: 'kubelet 代理找不到证书', mend: '挂载证书' },
  'controller-env': { why: '模块的环境与控制器不同', mend: '写控制器的 ENV' },
  'base-max-modules': {
    why: '没有组件读取 maxModuleCount、非数字的值或 Deployment 上的标签',
    mend: '把组前缀的标签写到 Pod 上',
  },
  'base-activation': {
    why: '安装第二个版本时谁提供服务取决于两个互相矛盾的参数',
    mend: '只写 -Dactivate.new.module=true',
  },
  'base-heartbeat': {
    why: '心跳没有发到正确的地址，V2 控制器不会为基座建节点',
    mend: '写 http://HOST:7777',
  },
  'base-arklet-port': { why: 'V1 控制器只访问 1238 端口', mend: '不要改端口' },
  'base-failed-modules': {
    why: '默认情况下启动失败的模块会消失，原因也随之消失',
    mend: '-Dsofa.ark.auto.uninstall.when.failed.enable=false',
  },
};
