/** The part of a Kubernetes `Status` that explains an error. */
export interface Status {
  readonly message: string;
  readonly reason: string;
  /** The resource it is about, in the plural, such as `namespaces`. */
  readonly resource: string;
  readonly causes: readonly Cause[];
}

export interface Cause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** Reads an error answer; undefined where it is no `Status`: a proxy's page, or a pod's answer. */
export function parseStatus(body: string): Status | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  const status = record(value);
  if (status['kind'] !== 'Status') return undefined;
  const details = record(status['details']);
  const causes = details['causes'];
  return {
    message: text(status['message']),
    reason: text(status['reason']),
    resource: text(details['kind']),
    causes: (Array.isArray(causes) ? causes : []).map((item) => {
      const cause = record(item);
      return {
        reason: text(cause['reason']),
        message: text(cause['message']),
        field: text(cause['field']),
      };
    }),
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
