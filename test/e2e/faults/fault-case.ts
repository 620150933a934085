import type { KubeObj } from '../../bed/kube.ts';
import type { V2BenchOptions } from '../../bed/v2-bench.ts';
import type { Result } from '../koupctl.ts';
import type { Scene } from './scene.ts';

/** The one command that goes on afterwards. */
export type GoesOn = 'attach' | 'deploy' | 'rollback' | 'none';

/** What a row of docs/fault-matrix.md tells. */
export interface FaultRow {
  readonly fault: string;
  /** How the test makes it. */
  readonly made: string;
  /** koupctl's own words, on stderr or stdout; `…` stands for anything within a line. */
  readonly says: readonly string[];
  readonly exit: number;
  /** What has to be mended by hand before. */
  readonly mended?: string;
  /** `none`: it went on by itself, to its end. */
  readonly goesOn: GoesOn;
}

/** A fault in the middle of an upgrade from 1.0.0 to 2.0.0 in two batches of one base each. */
export interface PlayedFault<S> extends FaultRow {
  /** Nothing else may use the control plane meanwhile. */
  readonly alone?: boolean;
  /** Makes the fault; resolves to how koupctl ended. */
  readonly play: (scene: S) => Promise<Result>;
  /** Does what `mended` tells. */
  readonly mend?: (scene: S) => Promise<void>;
}

/** One of a V2 Deployment. */
export interface FaultCase extends PlayedFault<Scene> {
  /** Changes the user's manifest beforehand. */
  readonly manifest?: (object: KubeObj) => void;
  readonly site?: Partial<Omit<V2BenchOptions, 'plane' | 'env'>>;
}

/** A row that a test elsewhere proves. */
export interface ProvenElsewhere extends FaultRow {
  readonly file: string;
  readonly test: string;
}

/** koupctl's words as a pattern: `…` is anything within a line. */
export function patternOf(words: string): RegExp {
  const literal = words.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(literal.join('.*'));
}
