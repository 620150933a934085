import type { Messages } from '../messages.ts';
import { told } from '../told.ts';

const tryAgain = '没有保留任何内容；再试一次';

export const etcdFaults: Messages['faults']['etcd'] = {
  noEndpoint: told('没有指定 etcd 的地址', '加上 --endpoint URL'),
  notAUrl: (endpoint) =>
    told(`${endpoint} 不是 etcd 的客户端 URL`, '例如 --endpoint https://127.0.0.1:2379'),
  noPem: (file, why) =>
    told(
      `无法读取 ${file}：${why}`,
      '给出 etcd 的证书，例如 --cacert /etc/kubernetes/pki/etcd/ca.crt',
    ),
  notEtcd: (origin) =>
    told(
      `${origin} 上应答的不像是 etcd`,
      '给出 etcd 3.4 或更新版本的客户端 URL，并启用 grpc-gateway（除非 etcd 的参数关闭了它，否则默认启用）',
    ),
  answers: (origin, status, said) => told(`${origin} 上的 etcd 返回 ${status ?? '?'}：${said}`),
  silent: (origin, why) => told(`${origin} 上的 etcd 没有应答：${why}`),
  noAnswer: {
    refused: '拒绝连接',
    closed: '连接在应答之前被关闭',
    noRoute: '没有路由',
    noConnection: '无法建立连接',
    unknownHost: '无法解析主机名',
    notHttp: '有应答，但不是 HTTP',
  },
  nothingWithin: (seconds) => `${seconds} 秒内没有任何应答`,
  tooLong: told('etcd 的应答超过 1 MiB'),
  unreadable: (path, why) => told(`无法读取 ${path}：${why}`),
  shrank: (file) => told(`${file} 在读取时变短了`),
  unwritten: (file, why) => told(`无法写入 ${file}：${why}`),
  thereAlready: (file) => told(`${file} 已经存在，不会覆盖`, '换一个 --file'),
  notWhole: (flaw) => told(`etcd 发来的不是完整的备份：${flaw}`, tryAgain),
  flaws: {
    noFile: '它不是文件',
    size: (bytes, trailer) => `大小为 ${bytes} 字节：备份由整页组成，后面是 ${trailer} 字节的哈希`,
    hash: (computed, written) => `SHA-256 是 ${computed}…，而末尾写的是 ${written}…`,
    nothing: '没有收到任何内容',
  },
  ended: (said) => told(`etcd 中止了备份：${said ?? '没有说明原因'}`),
  brokeOff: (why) => told(`备份中断：${why}`),
  connectionBroke: told('备份进行到一半时连接中断', tryAgain),
  asideTaken: (folder) => told(`${folder} 已经存在`),
  notRenamed: (path, why) => told(`无法重命名 ${path}：${why}`),
  mount: (path, why) =>
    told(`无法重命名 ${path}：${why}`, '它是挂载点：请手工把其中的内容移到别的目录'),
  noEtcdutl: told('恢复需要 etcdutl', '加上 --etcdutl PATH'),
  brokenFile: (file) => told(`${file} 不是完整的备份`),
  notEmpty: (path, restored) => told(`${path} 不再是空的；恢复出来的数据在 ${restored}`),
  notRun: (program, why) => told(`无法运行 ${program}：${why}`, '用 --etcdutl 给出 etcdutl 的路径'),
  programEnded: (program, code) =>
    told(code === undefined ? `${program} 被信号终止` : `${program} 以 ${code} 退出`),
};
