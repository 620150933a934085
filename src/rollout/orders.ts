import { faultFrom, worded } from '../messages/fault-of.ts';

/** What people asked of a rollout, from wherever they were; kept beside its record. */
export interface Orders {
  /** The rollout that they are meant for; those of an earlier one count no more. */
  readonly rollout: string;
  /** The next batch may be opened once this one is healthy. */
  readonly confirmed?: { readonly batch: number; readonly by: string; readonly at: string };
  /** No further batch is to be opened. */
  readonly paused?: { readonly by: string; readonly at: string; readonly why?: string };
}

/** The orders of rollout `id` in a ConfigMap's `orders`; none where they are another's, or unreadable. */
export function ordersIn(text: string | undefined, id: string): Orders {
  const none = { rollout: id };
  if (text === undefined) return none;
  try {
    const found = JSON.parse(text) as Orders;
    return found.rollout === id ? found : none;
  } catch {
    return none;
  }
}

/**
 * Confirms batch `batch`, once: whoever comes second, or confirms a batch that is not the one that
 * waits, gets a Fault that says so.
 */
export function confirm(
  orders: Orders,
  order: { readonly batch: number; readonly by: string; readonly at: string },
): Orders {
  const { confirmed } = orders;
  if (confirmed !== undefined && confirmed.batch >= order.batch) {
    const { by, at } = confirmed;
    throw faultFrom(
      (_, { rollouts }) => ({
        ...worded(rollouts.confirmedAlready(order.batch, by)),
        details: [rollouts.confirmedAt(at)],
      }),
      { outcome: 'superseded' },
    );
  }
  // To confirm is to want it to go on.
  return { rollout: orders.rollout, confirmed: order };
}

export function pause(orders: Orders, by: NonNullable<Orders['paused']>): Orders {
  return { ...orders, paused: orders.paused ?? by };
}

export function resume({ rollout, confirmed }: Orders): Orders {
  return { rollout, ...(confirmed === undefined ? {} : { confirmed }) };
}
