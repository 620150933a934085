import type { Messages } from '../messages.ts';

const by = (manager: string | undefined) => (manager === undefined ? '别人' : ` ${manager} `);

export const changed: Messages['rollout']['changed'] = {
  deleted: '它已被删除',
  beingDeleted: '它正在被删除',
  createdAnew: '它被删除后又重新创建',
  template: '它的 Pod 模板被改过',
  replicas: (from, to) => `它的副本数从 ${from} 改成了 ${to}`,
  replicasBetween: (to) => `它的副本数改成了 ${to}，没有哪个批次到此结束`,
  paused: '它被暂停了',
  otherRollout: '另一个发布接管了它',
  hold: '它的保持设置（minReadySeconds、strategy）被改过',
  updateStrategy: '它的 updateStrategy 被改过',
  operationStrategy: '它的 operationStrategy 被改过',
  module: '它的模块被改过',
  moduleTo: (name, version, url) => `它的模块改成了 ${name} ${version}（${url}）`,
  otherRelease: '控制器已开始了它的另一次发布',
  bySomebody: '被别人改过',
  takenOver: (holder) => (holder === '' ? '曾被别人接管，对方随后又放手' : `已被 ${holder} 接管`),
  meanwhile: (manager) => `它在此期间被${by(manager)}改过`,
  sincePlanBy: (manager) => `制定计划之后它被${by(manager)}改过`,
  sincePlan: '制定计划之后它被改过',
  deletedSincePlan: '制定计划之后它被删除',
  createdMeanwhile: '它在此期间被别人创建',
  otherModuleStored: '服务器存下的模块与计划中的不同',
  of: (object, what) => `${object}：${what}`,
};

export const changedObject: Messages['rollout']['changedObject'] = {
  absent: (object) => `${object} 不存在`,
  deleted: (object) => `${object} 已被删除`,
  deletedMeanwhile: (object) => `${object} 在此期间被删除`,
  createdAnew: (object) => `${object} 被删除后又重新创建`,
  createdAnewBySomebody: (object) => `${object} 被别人删除后又重新创建`,
  createdMeanwhile: (object) => `${object} 在此期间被别人创建`,
  changedBy: (object, manager) => `${object} 被${by(manager)}改过`,
  changedSincePlan: (object) => `${object} 在制定计划之后被改过`,
  changedSincePlanned: (object, why) => `${object} 在制定计划之后被改过：${why}`,
  otherTemplateStored: (object) => `${object}：服务器存下的模板与计划中的不同`,
  notTheSame: (object) => `${object} 已不是原来的那个`,
  recordWritten: (record) => `另一个 koupctl 在此期间写了发布记录 ${record}`,
  originUnknown: '发布记录没有写明之前是什么',
  notOnPlanned: (object, bases) => `${object}：它的 Pod 已不在计划所列的基座上（${bases}）`,
  otherOrdinal: (object, pod, base, planned) =>
    `${object}：下一个离开的是 ${pod}，${base === undefined ? '它不在任何基座上' : `它在 ${base} 上`}，与计划所列（${planned}）不符`,
};
