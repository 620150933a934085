import { told } from '../told.ts';

/** What the rules of V2 find about where pods go: environment, tolerations, affinities. */
export const findingsV2Places = {
  'v2-env.label': (labelled: string, tolerated: string) =>
    told(
      `the label says ${labelled}, the pods tolerate ${tolerated}: the controller of ${labelled} counts this workload, and its pods go to the bases of ${tolerated}`,
      'write the same environment in both',
    ),
  'v2-env.asked': (asked: readonly string[], tolerated: readonly string[]) =>
    told(
      `only bases of ${asked.join(', ')} are asked for, and the pods tolerate ${tolerated.join(', ')}: no base takes them`,
      'write the same environment in both',
    ),
  'v2-topology-key': (key: string, right: string) =>
    told(`${key} becomes ${right}: bases carry no ${key}, so pods would not be kept apart`),
  'v2-spread-wish.said': (wish: string, how: SpreadWords) =>
    told(`--spread ${wish} is said already: it ${spread[how]}; nothing is added beside it`),
  'v2-spread-wish.other': (wish: string, how: SpreadWords) =>
    told(`it ${spread[how]}, and --spread ${wish} changes nothing of that: change the manifest`),
  'v2-spread-wish.hard': told(
    'added by --spread hard: never two pods, of whatever version, on one base',
  ),
  'v2-spread-wish.hard-by-version': told(
    'added by --spread hard: never two pods of a version on one base; two versions may meet there',
  ),
  'v2-spread-wish.soft': told(
    'added by --spread soft: two pods, of whatever version, on one base only where no other is left',
  ),
  'v2-spread-wish.soft-by-version': told(
    'added by --spread soft: two pods of a version on one base only where no other is left',
  ),
  'v2-shared-host': (count: number, hostname: string) =>
    told(
      `${count} bases share the hostname ${hostname}: only one of them can get the module`,
      'give every base a hostname of its own, or prefer instead of require',
    ),
  'v2-spread-version': (label: string, version: string, replacesKeys: boolean) =>
    told(
      `${label}: ${version} is added to the pods and here${replacesKeys ? ' in place of matchLabelKeys, which this server drops' : ''}, so that a base can take the new version before the old one goes`,
    ),
  'v2-spread-shared': told(
    'this tells versions apart, so a base may get the new version before it has let the old one go',
    'leave the version out of the anti-affinity, or use install-then-uninstall',
  ),
  'v2-no-spread.others': told(
    "the anti-affinity does not take this workload's own pods, so it keeps none of them apart",
    "require a podAntiAffinity on the pods' own labels by kubernetes.io/hostname",
  ),
  'v2-no-spread.none': told(
    'nothing keeps two pods off one base, which refuses the second as installed already',
    "require a podAntiAffinity on the pods' own labels by kubernetes.io/hostname",
  ),
  'v2-tolerations.added': (taints: readonly string[]) =>
    told(`the toleration for ${taints.join(' and ')} is added: without it no base takes the pod`),
  'v2-tolerations.env': (own: string, wanted: string) =>
    told(
      `the pod is for bases of the environment ${own}, but this rollout is for ${wanted}`,
      `write ${wanted}, or use --env`,
    ),
  'v2-tolerations.none': (taint: string) =>
    told(
      `no toleration for ${taint}: bases of every environment refuse the pod`,
      'add it, or name the environment with --env',
    ),
  'v2-node-loss.seconds': (seconds: number) =>
    told(
      `when the controller is away for ${seconds} s, modules are taken off bases that serve`,
      'leave tolerationSeconds out',
    ),
  'v2-node-loss.added': (taints: readonly string[]) =>
    told(
      `the toleration for ${taints.join(' and ')} is added: else modules are evicted after five minutes without a controller`,
    ),
  'v2-old-node-labels': (key: string, right: string) =>
    told(`${key} becomes ${right}: bases carry it since v2.1.2`),
  'v2-base-match.any': (label: string) =>
    told(
      'no base is named: any base of the environment may get the module',
      `require ${label} in the node affinity`,
    ),
  'v2-base-match.none': (
    { key, operator, values }: NodeRequirement,
    there: readonly string[],
    command: string,
  ) =>
    told(
      `no base meets ${key} ${operator} ${values.join(', ')} (${there.length === 0 ? 'none carries this label' : `there are ${there.join(', ')}`}): the pods will wait`,
      `${command} lists the bases`,
    ),
  'v2-stack-affinity': (label: string) =>
    told(`${label} is dropped: no base since v2.1.2 carries it, so the pods would wait for ever`),
  'v2-daemon-nodes': (label: string, value: string) =>
    told(
      `${label}: ${value} is required: else the DaemonSet goes to ordinary nodes too, where a jar is no image`,
    ),
  'v2-daemon-opening': (key: string) =>
    told(`${key} keeps it off a base: batches of a first deploy open the bases by it`),
};

export interface NodeRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

const spread = {
  required: 'requires a podAntiAffinity',
  preferred: 'prefers a podAntiAffinity',
  constraints: 'has topologySpreadConstraints',
};

/** How a manifest keeps its pods apart by itself. */
export type SpreadWords = keyof typeof spread;
