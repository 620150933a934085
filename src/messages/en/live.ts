/** `koupctl modules --live`: what Kubernetes says, what the bases run and what is wanted, joined. */
export const live = {
  column: {
    namespace: 'NAMESPACE',
    module: 'MODULE',
    version: 'VERSION',
    state: 'STATE',
    base: 'BASE',
    baseIp: 'BASE-IP',
    workload: 'WORKLOAD',
    why: 'WHY',
    onBase: 'ON-BASE',
    kubernetes: 'KUBERNETES',
    port: 'PORT',
    world: 'WORLD',
    object: 'OBJECT',
    url: 'URL',
  },
  asked: (done: number, of: number) => `asked ${done} of ${of} bases …`,
  reason: {
    notReached: (wanted: string) => `the rollout of ${wanted} has not come to this base`,
    leaving: 'is being taken off',
    dark: (active: string) => `${active} serves`,
    nothingActive: 'installed, and no version of it serves',
    listedAs: (state: string) => `the base lists it as ${state}`,
    notListed: (kubernetes: string) => `not on the base; Kubernetes says ${kubernetes}`,
    noBase: (kubernetes: string) => `no base yet; Kubernetes says ${kubernetes}`,
    runsOther: (running: string, wanted: string) =>
      `the base runs ${running}, the workload wants ${wanted}`,
    unwanted: (running: string) => `the base runs ${running}, its workload has no such module`,
    noAnswer: (why: string) => why,
    baseGone: 'the base is gone, what Kubernetes put on it is left',
    noAddress: 'the base has no address yet',
    unclaimed: (state: string) => `${state}, and no Kubernetes object is behind it`,
    kept: (state: string) => `${state}, though its object has been going for long`,
    kubernetesBehind: (kubernetes: string) => `serves; Kubernetes says ${kubernetes}`,
    objectLingers: 'off the base; its object is still there',
  },
  none: 'no modules, neither in Kubernetes nor on the bases that are meant',
  skew: (module: string, versions: string) => `${module}: ${versions}`,
  versionOn: (version: string, bases: number) =>
    `${version} on ${bases} ${bases === 1 ? 'base' : 'bases'}`,
  allWell: (rows: number, bases: number, installing: number) =>
    installing === 0
      ? `${rows} modules on ${bases} bases are as Kubernetes and their workloads say`
      : `${rows - installing} of ${rows} modules on ${bases} bases are as Kubernetes and their workloads say, ${installing} still being installed`,
  notWell: (faults: number, rows: number) =>
    `${faults} of ${rows} modules are not as they should be`,
  counted: (state: string, count: number) => `${state}: ${count}`,
  diagnose: 'koupctl bases --unhealthy shows the bases that need somebody',
  orphansUnseen: (namespace: string) =>
    `pods of other namespaces than ${namespace} may not be read: what lies on a base without a Kubernetes object is not looked for`,
  noNamespace: {
    text: (name: string, server: string) => `there is no namespace ${name} on ${server}`,
    fix: 'look in all of them with -A',
  },
  changed: (at: string, count: number) => `${at}: ${count} changed`,
  left: (module: string, version: string, base: string) => `gone: ${module} ${version} on ${base}`,
  diff: {
    module: 'MODULE',
    mark: 'SAME',
    yes: 'yes',
    no: 'no',
    same: (left: string, right: string) => `${left} and ${right} have the same modules`,
    differ: (count: number, left: string, right: string) =>
      `${left} and ${right} differ in ${count} module(s)`,
    none: 'neither has a module',
    noAnswer: (base: string) => `${base} gives no answer`,
    noBase: (name: string) => `there is no base ${name}`,
    noBaseFix: 'koupctl bases -A lists them with their names and addresses',
    several: (name: string) => `${name} means several bases`,
    severalFix: (names: string) => `say which: ${names}`,
  },
};
