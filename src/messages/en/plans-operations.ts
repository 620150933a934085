import { limitText } from './limits.ts';
import { someOf } from './lists.ts';

/** What is said of scale, replace, offline and base-limit. */
export const plansOperations = {
  'as-it-is': 'as it is',
  'more-bases': (before: number, wanted: number) =>
    `${before} → ${wanted}: ${wanted - before} more base(s) get the module`,
  'fewer-bases': (before: number, wanted: number, lose: number) =>
    `${before} → ${wanted}: ${lose} base(s) lose the module`,
  'loses-module': (lost: number) =>
    `${lost} base(s) lose the module, and what it serves there; no other base gets it`,
  'runs-nowhere': (typed: string) =>
    `replicas 0: it runs nowhere any more; the workload stays, koupctl scale ${typed} --replicas N brings it back`,
  'free-later': (count: number, soon: readonly string[]) =>
    `${count} base(s) become free only when something has left: ${someOf(soon)}`,
  'silent-scaled': (silent: readonly string[]) =>
    `${silent.length} base(s) do not answer from here (${someOf(silent, 3)}): what they run can't be proven; --arklet proxy asks through the API server, --proof kubernetes trusts its status`,
  'manifest-sets-back':
    'a manifest of yours that names replicas sets them back when it is deployed again',
  'on-no-base': 'it is on no base; the workload is deleted',
  'bases-lose-it': (count: number) => `${count} base(s) lose it, then the workload is deleted`,
  'left-over': (count: number) =>
    `the workload is gone; ${count} base(s) still have the module, and uninstall it`,
  'wanted-nowhere': 'nothing in Kubernetes wants it there, and nothing in Kubernetes is changed',
  'served-nowhere': (releases: readonly string[]) =>
    `what ${releases.join(' and ')} serves is served nowhere by this workload any more`,
  'ends-rollout': (version: string, who: string) =>
    `a rollout to ${version} by ${who} stands on it: it ends with this, and can't be undone any more`,
  'others-lose-it': (shared: readonly string[]) =>
    `another workload wants the same on the same base, and loses it too: ${someOf(shared)}`,
  'on-base': (module: string, base: string) => `${module} on ${base}`,
  'on-base-by': (module: string, base: string, pod: string) => `${module} on ${base} by Pod ${pod}`,
  'silent-offline': (silent: readonly string[]) =>
    `${silent.length} base(s) do not answer from here (${someOf(silent, 3)}): that it is gone there can't be proven; --arklet proxy asks through the API server`,
  'losing-already': (count: number) => `${count} more base(s) are losing it already`,
  stays: (what: readonly string[]) => `stays in the cluster: ${someOf(what)}`,
  'autoscaler-stays': (name: string) => `HorizontalPodAutoscaler ${name}, with nothing to scale`,
  'service-stays': (name: string) =>
    `Service ${name}, which koupctl did not make and leads nowhere then`,
  'keeps-record': (releases: readonly string[]) =>
    `koupctl keeps its record of it, with version and url: ${releases.join(', ')}`,
  'deleted-with-it': 'deleted when the module is gone: koupctl made it for this workload',
  'in-place': (base: string, release: string, object: string) =>
    `${base} uninstalls and installs ${release}; ${object} stays as it is`,
  evicted: (object: string, base: string) => `${object} is evicted, and made anew on ${base}`,
  deleted: (object: string, base: string) => `${object} is deleted, and made anew on ${base}`,
  'without-in-place': (base: string, modules: readonly string[]) =>
    `${base} is without ${modules.join(', ')} for as long as an uninstall and an install take, a few seconds; no other base is touched`,
  'without-looked': (base: string, modules: readonly string[]) =>
    `${base} is without ${modules.join(', ')} for an uninstall, the controller's next look (up to 10 s) and an install; no other base is touched`,
  'without-grace': (base: string, modules: readonly string[], seconds: number) =>
    `${base} is without ${modules.join(', ')} for ${seconds} s, which the old pod takes to go, and an install; no other base is touched`,
  'serves-not': (base: string, listed: readonly string[]) =>
    `${base} does not serve it anyway (${listed.join(', ') || 'nothing'}); no other base is touched`,
  'listed-as': (module: string, state: string | undefined) =>
    `${module} is ${state ?? 'not there'}`,
  'all-of-pod': 'they are in one pod: all of them go and come back together',
  'install-fails': (workload: string) =>
    `if the install fails, the base stays without it: the cause is told, and ${workload} is as before otherwise`,
  'limit-stays': (limit: number | undefined) => `${limitText(limit)}, as it is`,
  'limit-set': (limit: number | undefined, now: readonly LimitNow[]) =>
    `${limitText(limit)} (now: ${limitsText(now)}); V1's controller looks at it only when it places a module`,
  'modules-on': (count: number, names: readonly string[]) =>
    `${count} module(s) on ${names.length} base(s): ${someOf(names)}`,
  'fewer-on': (bases: number) => `fewer on ${bases} more base(s)`,
  'over-new-limit': (wanted: number, over: readonly string[]) =>
    `${over.length} base(s) have more than ${wanted} already and keep them, but get no other until they have fewer, also no new version of one that leaves: ${someOf(over)}`,
  'full-base': (name: string, count: number, modules: readonly string[]) =>
    `${name} (${count}${modules.length > 0 ? `: ${someOf(modules)}` : ''})`,
  'no-room-then':
    "no base has room for a further module then: V1's controller upgrades only by way of one that has",
  'label-on-pods': (label: string) => `the label ${label} on the base pods is read by nobody`,
  'label-on-deployment': (label: string) =>
    `the label ${label} on the Deployment itself is read by nobody: it counts on the base pods`,
  'no-users': (namespace: string, name: string) =>
    `no ModuleDeployment of namespace ${namespace} places modules on ${name}: is it the right Deployment?`,
  'no-restart': (name: string) =>
    `no base restarts: ${name} is paused for a moment, while its pod template and that of its ReplicaSet get the same label`,
  halfway: 'an earlier base-limit stopped halfway and left it paused: that is ended',
};

/** So many base pods have that limit; undefined for none. */
export interface LimitNow {
  readonly limit: number | undefined;
  readonly pods: number;
}

function limitsText(now: readonly LimitNow[]): string {
  const [first] = now;
  if (first === undefined) return 'no base pods';
  const text = ({ limit }: LimitNow): string => (limit === undefined ? 'no limit' : String(limit));
  return now.length === 1
    ? text(first)
    : now.map((one) => `${text(one)} on ${one.pods} base(s)`).join(', ');
}
