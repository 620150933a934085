import type { Answer, ArkletReply, BaseAddress, Bases, BizName } from './world.ts';

/** What a person tells a base directly. With a `requestId` Arklet answers at once and goes on. */
export type BizOrder =
  | {
      readonly verb: 'install';
      /** Without it the jar's own name and version count, as they do anyway. */
      readonly biz?: BizName;
      readonly url: string;
      readonly strategy: 'install-only' | 'uninstall-then-install';
      readonly requestId?: string;
    }
  | {
      readonly verb: 'uninstall' | 'switch';
      readonly biz: BizName;
      readonly requestId?: string;
    };

/** How an order with a `requestId` stands. `threw`: it failed, and Arklet can't say why. */
export interface OperationReply {
  readonly status: 'waiting' | 'succeeded' | 'failed' | 'threw' | 'unknown-id';
  readonly reason: string;
}

/** The door to the bases with all that Arklet can do, for orders that no controller gives. */
export interface Arklets extends Bases {
  order(base: BaseAddress, order: BizOrder): Promise<Answer<ArkletReply>>;
  operation(base: BaseAddress, requestId: string): Promise<Answer<OperationReply>>;
}
