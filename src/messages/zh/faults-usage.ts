import { told } from '../told.ts';
import type { Messages } from '../messages.ts';

export const usageFaults: Messages['faults']['usage'] = {
  help: (command) => `用 ${command} --help 查看用法`,
  didYouMean: (word) => `是不是 ${word}？`,
  invalidOption: (option, value, need) => `选项 '${option}' 的值 '${value}' 无效：${need}`,
  needs: {
    count: '需要不小于 1 的整数。',
    number: '需要不小于 0 的整数。',
    limit: '需要不小于 0 的整数，或 none。',
    noPeer: 'peer 工作负载跟随基座：请用 --replicas peer 部署。',
  },
  commander: {
    noArgument: (name) => `缺少参数 '${name}'`,
    noValue: (option) => `选项 '${option}' 缺少值`,
    noOption: (option) => `必须给出选项 '${option}'`,
    conflict: (one, other) => `${one} 不能与 ${other} 一起使用`,
    unknownOption: (option) => `未知选项 '${option}'`,
    unknownCommand: (command) => `未知命令 '${command}'`,
    oneOf: (option, value, choices) => `选项 '${option}' 的值 '${value}' 无效，可选：${choices}`,
    argumentOneOf: (value, name, choices) =>
      `参数 '${name}' 的值 '${value}' 无效，可选：${choices}`,
  },
  notAnIp: (text) => told(`"${text}" 不是 IP 地址`, '例如 --base-ip 10.1.0.45'),
  notABase: (text) =>
    told(`"${text}" 不能是基座或节点的名字`, '用 koupctl modules -A 查看基座的名字'),
  notAModule: (text) => told(`"${text}" 不能是模块名`, '用 koupctl modules -A 查看模块的名字'),
  notADeployment: (text) =>
    told(
      `"${text}" 不是 Deployment 的名字`,
      '写基座的 Deployment 名，例如 koupctl base-limit base --max-modules 5',
    ),
  nameWithVersion: told(
    '模块名和 --version 要么都写，要么都不写（只写一个会被 Arklet 拒绝）',
    '用 koupctl biz install MODULE --version V --url U，或 koupctl biz install --url U',
  ),
  noBaseChange: told(
    'co-release 需要 --base-image IMAGE 或 --base-env NAME=value：基座要变成什么样？',
    '用 koupctl co-release MODULE --version V --url U --base-deployment NAME --base-image IMAGE --base-version V；已停住的发布用 --resume',
  ),
  diagnoseBoth: told(
    'diagnose 只能查看工作负载或基座之一，不能同时查看',
    '用 koupctl diagnose NAME，或 koupctl diagnose --base-ip IP',
  ),
  diagnoseWhat: told(
    'diagnose 需要 NAME、--base-ip IP 或 --base NAME',
    '用 koupctl modules -A 查看有哪些工作负载和基座',
  ),
  mqttAlone: told('选项 --mqtt-… 只用于 --tunnel mqtt', '加上 --tunnel mqtt'),
  mqttBroker: told('--tunnel mqtt 需要 broker 的地址', '加上 --mqtt-broker HOST'),
  mqttSecret: (text) =>
    told(
      `--mqtt-password-secret ${text}：名字和键都要写`,
      '写 --mqtt-password-secret NAME/KEY，指向控制器所在命名空间的 Secret',
    ),
  fileAndFlags: (flag) => told(`-f 和 ${flag} 不能同时使用`, '要么给出清单，要么用参数描述模块'),
  whichModule: told(
    '没有指定模块',
    '用 koupctl deploy MODULE --version V --url U --base NAME，或 koupctl deploy -f FILE',
  ),
  moduleNeeds: (module, missing) =>
    told(
      `模块 ${module} 还需要 ${missing.join(' 和 ')}`,
      `例如 koupctl deploy ${module} --version 1.0.0 --url https://…/${module}-1.0.0-ark-biz.jar --base NAME`,
    ),
  portsTogether: (given, missing) =>
    told(
      `${given} 要与 ${missing} 一起使用`,
      'Service 有自己的端口，再转到基座监听的端口：--service-port 80 --target-port 8080',
    ),
  whichBase: told(
    '没有指定基座：--base-ip 和 --pod 要写其中一个',
    '用 koupctl modules --module NAME 查看模块在哪里',
  ),
  watchLive: told('--watch 要直接观察基座', '用 koupctl modules --live --watch'),
  twoBases: (count) =>
    told(
      `--diff 比较两个基座，而不是 ${count} 个`,
      '用 koupctl modules --diff BASE BASE，写基座的名字、IP 或 IP:PORT',
    ),
  dnsPodWatch: told(
    '--dns-pod 与 --watch 不能同时使用：每次查看都会创建一个 Pod',
    '用 koupctl inspect --dns-pod IMAGE 查看一次',
  ),
  emergencyAlone: told('--emergency 需要写明原因', '写明为什么不能等'),
  notADnsIp: (text) => told(`--dns ${text} 不是 IP 地址`),
  notAnObject: (text) =>
    told(`--object ${text} 不是 KIND/NAME 的形式`, '例如 --object machine/ake-7'),
};
