import { Conflict } from '../conflict.ts';
import { said } from '../messages/said-of.ts';
import { v1Labels } from '../modules/labels.ts';
import { core } from '../modules/surface.ts';
import type { JsonPatchOp, KubeObject } from '../world.ts';
import { rolloutManager, type Ports } from './context.ts';
import { each } from './each.ts';
import type { V1Target } from './kinds/module-deployment-target.ts';
import { dropOps } from './metadata-ops.ts';

/** How often what is left of bases that are gone is looked for, ms: while something shows it, or else. */
const everyMs = { urgent: 1_500, otherwise: 15_000 };

/**
 * A base that is gone before it has answered the uninstall leaves its Modules deleting for ever:
 * V1's controller asks its address again and again, and the Module that is to take the place is
 * made only afterwards. Worse, the address may be given to a new base, which would then be asked
 * to uninstall what it runs. Without the address on the Module the controller goes on by itself.
 */
export class GoneBases {
  readonly #ports: Pick<Ports, 'cluster' | 'clock' | 'emit'>;
  readonly #target: V1Target;
  readonly #baseDeployment: string;
  #lookedAt = 0;
  #left = 0;

  constructor(
    ports: Pick<Ports, 'cluster' | 'clock' | 'emit'>,
    target: V1Target,
    baseDeployment: string,
  ) {
    this.#ports = ports;
    this.#target = target;
    this.#baseDeployment = baseDeployment;
  }

  /** How many Modules of bases that are gone were still there at the last look. */
  get left(): number {
    return this.#left;
  }

  /** The next look is made at once. */
  lookAgain(): void {
    this.#lookedAt = 0;
  }

  /** Lets go of the Modules of bases that are really gone, whichever module they are of. */
  async letGo(urgent: boolean): Promise<void> {
    const { cluster, clock } = this.#ports;
    const every = urgent || this.#left > 0 ? everyMs.urgent : everyMs.otherwise;
    if (clock.now() - this.#lookedAt < every) return;
    this.#lookedAt = clock.now();
    const { surface, namespace } = this.#target;
    const words = v1Labels(surface.group);
    const modules = await cluster.list({
      type: surface.module,
      namespace,
      labels: `${words.deploymentName}=${this.#baseDeployment},${words.baseIp}`,
      freshness: 'quorum',
    });
    const going = modules.filter((one) => one.metadata.deletionTimestamp !== undefined);
    let left = 0;
    await each(going, 16, async (one) => {
      if (await this.#isGone(one, words)) left += 1;
    });
    this.#left = left;
  }

  /** Whether the Module's base is gone; it is no longer asked to uninstall then. */
  async #isGone(module: KubeObject, words: ReturnType<typeof v1Labels>): Promise<boolean> {
    const { cluster, emit } = this.#ports;
    const { surface, namespace } = this.#target;
    const { name, uid, labels = {} } = module.metadata;
    const base = labels[words.baseName] ?? '';
    const pod = await cluster.get({ type: core.pod, namespace, name: base });
    if (base === '' || pod !== undefined) return false;
    const ops: JsonPatchOp[] = [
      { op: 'test', path: '/metadata/uid', value: uid },
      ...dropOps(module, 'labels', words.baseIp),
    ];
    const ref = { type: surface.module, namespace, name };
    try {
      await cluster.patch(ref, ops, { manager: rolloutManager });
    } catch (error) {
      // It went meanwhile, or the controller has written: the next look tells.
      if (!(error instanceof Conflict)) throw error;
      return true;
    }
    const what = 'no longer asked to uninstall';
    emit({ type: 'wrote', object: `Module ${namespace}/${name}`, what });
    const text = said(({ warned }) => warned.baseGone(base, name));
    emit({ type: 'warning', text });
    return true;
  }
}
