import { told } from '../told.ts';
import type { findingsAround as en } from '../en/findings-around.ts';

export const findingsAround: typeof en = {
  'string-fields': (written, kind, value) => {
    const what = kind === 'number' ? '数字' : '布尔值';
    return told(
      `这里需要文本，而 YAML 把 ${written} 读成${value === undefined ? what : `${what} ${value}`}`,
      `写 "${written}"`,
    );
  },
  'duplicate-object': (object, place) => told(`${object} 已经出现在 ${place}`, '只保留一个'),
  'url.protocol': (address, guess) => told(`基座无法加载 ${address}：地址要带协议`, `写 ${guess}`),
  'url.version': (version, inName) =>
    told(`版本是 ${version}，文件名里却是 ${inName}`, '检查地址和版本是否对应'),
  'url.signed': (parameter) =>
    told(
      `这是带签名的地址（${parameter}）：过期以后，重启的基座就无法再加载模块`,
      '使用长期有效的地址',
    ),
  'service-label-prefix': (key, right) => told(`${key} 改为 ${right}：V1 控制器用后者标记基座 Pod`),
  'service-selector.none': told('没有选择器的 Service 到不了任何 Pod', '选择模块 Pod 的标签'),
  'service-selector.several': (modules) =>
    told(
      `它会到 ${modules.join(' 和 ')}：一次调用落到的基座只有其中一个模块`,
      '选择只有其中一个才有的标签',
    ),
  'service-selector.marker': (marker) =>
    told(`它没有要求 ${marker}：没有该模块的基座 Pod 也会被调用`, `选择 ${marker}: "true"`),
  'service-selector.missed': (workload, key, said, asked) =>
    told(
      `它到不了 ${workload} 的任何 Pod：${said === undefined ? `那些 Pod 没有 ${key}` : `那些 Pod 是 ${key}: ${said}`}，而它要求 ${asked}`,
      '写 Pod 模板里的标签',
    ),
  'service-version.live': (key) =>
    told(
      `正在运行的 Pod 的 ${key} 不是这样：在新 Pod 出现之前，调用没有后端`,
      '只选择所有版本都有的标签',
    ),
  'service-version.one': told('它只选择一个版本：发布下一个版本后，调用就没有后端', '去掉版本'),
  'service-port.external': told('ExternalName 指向一个域名，到不了 Pod', '用 ClusterIP'),
  'service-port.same': (port) => told(`没有写 targetPort：调用会到基座的 ${port} 端口`),
  'service-port.arklet': (port) =>
    told(`${port} 是 Arklet 的端口：任何调用者都能安装和卸载模块`, '写基座 Web 服务器的端口'),
  'service-port.named': (name) =>
    told(`模块的 Pod 没有声明名为 ${name} 的端口：调用没有后端`, '写基座 Web 服务器监听的端口号'),
  'role-case': (name, right) =>
    told(`${name} 不授予任何权限：资源名都是小写，逐字比较`, `写 ${right}`),
  'v2-role-patch': told(
    '控制器没有 patch Deployment 的权限：副本数跟随基座（peer）时会遇到 403，而且只写在自己的日志里',
    '为 apps/deployments 加上 patch 权限',
  ),
  'v2-role-logs': told(
    '开启了 kubelet 代理，而控制器没有读日志的权限：kubectl logs 会失败',
    '为 pods/log 加上 get 权限',
  ),
  'v1-role-update': told(
    '控制器没有 update Deployment 的权限：无法把计数写到基座的标签，日志里全是 403',
    '为 apps/deployments 加上 update 权限',
  ),
  'controller-cluster.v1': (replicas) =>
    told(
      `${replicas} 个控制器没有 --leader-elect，会互相冲突`,
      '设置 replicas: 1，或加上参数 --leader-elect',
    ),
  'controller-cluster.v2': (replicas) =>
    told(
      `${replicas} 个控制器没有 IS_CLUSTER: "true"，会各自安装和卸载，互相冲突`,
      '设置 replicas: 1，或把 IS_CLUSTER 设为 "true"',
    ),
  'controller-dead-env': (name, right, isThere) =>
    told(`v2.1.1 起没有控制器读取 ${name}`, isThere ? `去掉它：已经有 ${right}` : `写 ${right}`),
  'controller-placeholder': (value, name) =>
    told(
      `${value} 是占位符：${name === 'ENV' ? '没有基座和模块属于这个环境' : '要换成你自己的值'}`,
      `写你的基座的 ${name}`,
    ),
  'controller-tunnel.none': told(
    '没有开启任何通道：控制器一启动就会退出',
    '把 ENABLE_HTTP_TUNNEL 或 ENABLE_MQTT_TUNNEL 设为 "true"',
  ),
  'controller-tunnel.two': told(
    '两个通道都开启了，而只有第一个（MQTT）起作用：看不到用 HTTP 的基座',
    '只开一个',
  ),
  'controller-image': (tag) =>
    told(
      `镜像${tag === undefined ? '没有标签' : `的标签 ${tag} 不是发布版本`}：重启后可能换成另一个控制器，标签和污点也随之不同`,
      '写明发布版本，例如 V2 用 :v2.2.0',
    ),
  'controller-proxy': (folder) =>
    told(
      `开启了 kubelet 代理，而它读取证书的 ${folder} 没有挂载任何内容`,
      '把含有 tls.crt 和 tls.key 的 Secret 挂载到那里',
    ),
  'controller-env': (value, envs) =>
    told(`Pod 属于 ${value} 的基座，而这里的控制器属于 ${envs.join('、')}`, '写控制器的 ENV'),
  'base-max-modules.sample': (label, right) =>
    told(
      `没有组件读取 ${label}（公开示例里的写法）：基座不限制模块数量`,
      `写 ${right}；koupctl base-limit 可以不重启就设置它`,
    ),
  'base-max-modules.zero': told('写 0 时基座不接收任何模块', '写带引号的数字："10"'),
  'base-max-modules.number': (value) =>
    told(`${value} 不是数字：控制器会当作没有限制`, '写带引号的数字："10"'),
  'base-max-modules.place': told(
    '控制器从 Pod 上读取它，而这里写在 Deployment 上',
    '写到 Pod 模板的标签里',
  ),
  'base-activation.both': (newest, both) =>
    told(
      `-D${newest} 让旧版本停用，-D${both} 让两个版本都激活：哪个生效要看运行时的偶然`,
      `去掉其中一个；要不中断地发布，用 -D${newest}=true`,
    ),
  'base-activation.sleeps': (newest) =>
    told(
      `没有 -D${newest}=true 时，模块的第二个版本在切换之前不会激活：普通的滚动更新永远不会就绪`,
    ),
  'base-heartbeat.address': (value) =>
    told(
      `${value === '' ? '地址为空' : `${value} 不是地址`}：基座不会发送心跳`,
      '写 http://HOST:7777',
    ),
  'base-heartbeat.twice': (right) =>
    told('基座会自己加上 /heartbeat：这样请求的是 /heartbeat/heartbeat', `写 ${right}`),
  'base-heartbeat.none': (flag) =>
    told(
      '这里的控制器等待 HTTP 心跳，而没有告诉这个基座发到哪个地址',
      `启动时加上 -D${flag}=http://HOST:7777`,
    ),
  'base-arklet-port': (port, own) =>
    told(`V1 控制器只访问 ${port} 端口，而 Arklet 监听的是 ${own}`, `写 ${port}，或去掉它`),
  'base-failed-modules': (flag) =>
    told(`没有 -D${flag}=false 时，启动失败的模块会消失，原因也随之消失`),
};
