import { readFile } from 'node:fs/promises';

/** One request as the API server recorded it when it had answered. */
export interface AuditEvent {
  auditID: string;
  verb: string;
  requestURI: string;
  user: { username: string; groups?: string[] };
  userAgent?: string;
  objectRef?: {
    apiGroup?: string;
    resource?: string;
    subresource?: string;
    namespace?: string;
    name?: string;
  };
  responseStatus?: { code?: number; reason?: string };
  /** Bodies, of writes only. */
  requestObject?: unknown;
  responseObject?: unknown;
  requestReceivedTimestamp: string;
  stageTimestamp: string;
}

const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** Writes with their bodies, reads without; nothing of the control plane's own heartbeats. */
export const AUDIT_POLICY = JSON.stringify({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived', 'ResponseStarted'],
  rules: [
    { level: 'None', users: ['system:apiserver'] },
    { level: 'None', nonResourceURLs: ['/readyz*', '/livez*', '/healthz*'] },
    { level: 'None', resources: [{ group: 'coordination.k8s.io' }, { group: 'events.k8s.io' }] },
    { level: 'RequestResponse', verbs: WRITES },
    { level: 'Metadata' },
  ],
});

/** All events so far, oldest first; a line that is still being written is left out. */
export async function readAudit(auditLogPath: string): Promise<AuditEvent[]> {
  const text = await readFile(auditLogPath, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditEvent);
}

/** True for a request that asked to change something, refused and dry runs included. */
export function isWrite(event: AuditEvent): boolean {
  return WRITES.includes(event.verb);
}
