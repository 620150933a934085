import type { Base } from '../../modules/base.ts';
import type { InstalledController } from '../../modules/controller.ts';
import { groupBy } from '../../modules/group-by.ts';
import { fact } from '../facts.ts';
import { finding, type CheckFinding } from './checkup.ts';
import { controllerObject } from './controllers.ts';

export interface EnvsSeen {
  readonly vnodes: readonly Base[];
  readonly controllers: readonly InstalledController[];
  /** Names of vnodes whose leases are renewed. */
  readonly tended: ReadonlySet<string>;
  /** What koupctl itself is set to, and whether somebody set it. */
  readonly own: { readonly env: string; readonly isSet: boolean };
  /** Pods that look like bases and that no vnode stands for. */
  readonly strays: readonly { readonly name: string; readonly namespace: string }[];
}

const named = 3;

/** Whether vnodes, controllers and koupctl speak of the same environments. */
export function judgeEnvs(seen: EnvsSeen): CheckFinding[] {
  const found = [...unattended(seen), ...idle(seen), ...ownEnv(seen), ...strays(seen)];
  if (found.length > 0) return found;
  const envs = [...new Set(seen.vnodes.map(({ env = '' }) => env))].sort();
  return envs.length === 0
    ? []
    : [finding('env', 'ok', 'env-fits', { params: { envs: envs.join(', ') } })];
}

function unattended({ vnodes, controllers, tended }: EnvsSeen): CheckFinding[] {
  if (controllers.length === 0) return [];
  const there = new Set(controllers.map(({ env }) => env));
  return [...groupBy(vnodes, ({ env = '' }) => env)]
    .filter(([env]) => !there.has(env))
    .map(([env, own]) => {
      const well = own.every(({ name }) => tended.has(name));
      return finding('env', well ? 'warn' : 'fail', 'env-unattended', {
        params: { env, nodes: own.length, envs: [...there].sort().join(', ') },
        evidence: [
          ...own.slice(0, named).map(({ name }) => fact(`node/${name}`, 'env label', env)),
          ...controllers
            .slice(0, named)
            .map((one) => fact(controllerObject(one), 'env ENV', one.env)),
        ],
        next: [`koupctl upgrade v2 --env ${env}`],
      });
    });
}

function idle({ vnodes, controllers }: EnvsSeen): CheckFinding[] {
  const there = new Set(vnodes.map(({ env }) => env));
  return controllers
    .filter(({ env }) => vnodes.length > 0 && !there.has(env))
    .map((one) =>
      finding('env', 'warn', 'env-without-vnodes', {
        params: { env: one.env, controller: controllerObject(one) },
        evidence: [fact(controllerObject(one), 'env ENV', one.env)],
      }),
    );
}

function ownEnv({ vnodes, own }: EnvsSeen): CheckFinding[] {
  const envs = [...new Set(vnodes.map(({ env = '' }) => env))].sort();
  if (envs.length === 0 || envs.includes(own.env)) return [];
  return [
    finding('env', own.isSet ? 'fail' : 'warn', 'env-of-koupctl', {
      params: { env: own.env, envs: envs.join(', ') },
      evidence: [fact('koupctl', 'env', own.env), fact('vnodes', 'env label', envs.join(', '))],
      next: ['koupctl config view'],
    }),
  ];
}

function strays({ strays: all }: EnvsSeen): CheckFinding[] {
  if (all.length === 0) return [];
  return [
    finding('env', 'warn', 'base-without-vnode', {
      params: { pods: all.length },
      evidence: all
        .slice(0, named)
        .map(({ namespace, name }) => fact(`pod/${name} -n ${namespace}`, 'vnode', 'none')),
      next: all.slice(0, 1).map(({ namespace, name }) => `kubectl logs ${name} -n ${namespace}`),
    }),
  ];
}
