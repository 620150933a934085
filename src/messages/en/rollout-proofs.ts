import type { Proof } from '../../plan/types.ts';
import { together } from './names.ts';

const names = (modules: readonly string[]) => together(modules, 'the module');
const are = (modules: readonly string[]) => (modules.length > 1 ? 'are' : 'is');

const seen = (proof: Proof) => (proof === 'base' ? 'seen active on' : 'ready, says Kubernetes, on');
const seenV1 = (proof: Proof) =>
  proof === 'base' ? 'seen active on' : 'Available, says the controller, on';

/** `4 of 4 bases`; where `doubled` pods share a base, on how many there really is one. */
export function onBases(pods: number, doubled: number): string {
  const bases = pods - doubled;
  if (doubled === 0) return `${bases} of ${bases} bases`;
  return `${bases} bases, not ${pods}: ${doubled} pod(s) share a base with another, which runs it once`;
}

const undone = (modules: readonly string[], proof: Proof, bases: number) => {
  const again = proof === 'base' ? 'active again on' : 'ready again, says Kubernetes, on';
  return `undone: ${names(modules)} ${are(modules)} ${again} ${bases} of ${bases} bases`;
};

/** What the end of a rollout, or of its undo, has been seen to be; `modules` by name and version. */
export const proofs = {
  proven: (modules: readonly string[], proof: Proof, pods: number, doubled: number) =>
    `${names(modules)} ${seen(proof)} ${onBases(pods, doubled)}`,
  open: (modules: readonly string[]) =>
    `${names(modules)} ${are(modules)} rolled out, but not proven everywhere`,
  provenV1: (module: string, proof: Proof, bases: number) =>
    `${module} ${seenV1(proof)} ${bases} of ${bases} bases`,
  openV1: (module: string) => `${module} is rolled out, but the end is not proven everywhere`,
  withBaseV1: (module: string, url: string, proof: Proof, bases: number, version: string) =>
    `${module} from ${url} ${seenV1(proof)} ${bases} of ${bases} bases, which are all of the new template (${version})`,
  withBase: (what: string, base: string, bases: number, version: string) =>
    `${what}; ${base}: ${bases} of ${bases} bases are version ${version}`,
  undone,
  undoneToUrl: (modules: readonly string[], proof: Proof, bases: number) =>
    `${undone(modules, proof, bases)}, from the url before`,
  undoOpen: (version: string) => `the undo to ${version} is not proven everywhere`,
  undoHeld: (modules: readonly string[], version: string) =>
    `the undo stands held: ${names(modules)} is not back on every base, and ${version} was left where it runs`,
  undoUnfinished: (modules: readonly string[], bases: number) =>
    `the undo is not finished: ${names(modules)} is not back on all ${bases} bases`,
  undoStandsV1: (workload: string) =>
    `the undo stands: ModuleDeployment ${workload} and its bases are not all back`,
  undoStandsWithBase: (base: string) =>
    `the undo stands: ${base} and its modules are not all back; the new bases were left where they are`,
  newBasesStay: (base: string) => `the undo stands: new bases of ${base} do not leave`,
  nothingCreated: 'undone: nothing had been created',
  firstRemoved: (module: string) => `undone: the first deploy of ${module} is removed`,
  firstOnBases: 'the first deploy is deleted, but not gone from every base',
  firstSomewhere: 'the first deploy is deleted, but not gone from everywhere',
  basesToCome: (missing: number, of: number) => `${missing} of ${of} bases still to come`,
  modulesToCome: (missing: number, of: number) => `${missing} of ${of} modules still to come`,
  podsToCome: (missing: number, of: number, module: string) =>
    `${missing} of ${of} pod(s) of ${module} still to come`,
  oldBasesToCome: (missing: number, of: number) =>
    `${missing} of ${of} old base(s) still to come back`,
  stillOnBase: (base: string, modules: readonly string[]) =>
    `${base}: ${names(modules)} ${are(modules)} still on the base`,
  newStays: (base: string, pod: string) => `${base}: ${pod} still has the new version`,
  newPodsStay: (count: number) => `${count} pod(s) of the new version do not leave`,
  versionStays: (version: string) => `${version} is still there`,
  podToLeave: (pod: string) => `${pod} still has to leave`,
  notSeenYet: 'the last change is not seen in Kubernetes yet',
  notSeen: 'the last change is not seen yet',
};
