import type { OperationReply } from '../arklets.ts';
import { record, type Envelope } from './answers.ts';

/**
 * What `/queryBizOps` says. The record of a command that threw can't be written as JSON by runtime
 * 2.1.6, which then answers with the writer's own exception.
 */
export function operationReply({ code, message, data }: Envelope): OperationReply {
  if (code === 'CMD_PROCESS_INTERNAL_ERROR') return { status: 'threw', reason: '' };
  const { status, message: inner } = record(data);
  const reason = typeof inner === 'string' && inner !== '' ? inner : message;
  switch (status) {
    case 'INITIALIZED':
    case 'EXECUTING':
      return { status: 'waiting', reason };
    case 'SUCCEEDED':
      return { status: 'succeeded', reason };
    case 'FAILED':
      return { status: 'failed', reason };
    default:
      return { status: 'unknown-id', reason };
  }
}
