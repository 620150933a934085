import {
  failed,
  internalError,
  JavaThrowable,
  succeeded,
  type Answer,
} from './simulated-answers.ts';

const UNWRITABLE =
  'com.alibaba.fastjson.JSONException: write javaBean error, fastjson version 1.2.83, class com.alipay.sofa.koupleless.arklet.core.api.model.Response';

interface Target {
  bizName: string;
  bizVersion: string;
}

/** One command at a time per biz *as the request names it*; a second one is refused, not queued. */
export class OperationLocks {
  readonly #running = new Map<string, string>();

  async holding(command: string, target: Target, work: () => Promise<Answer>): Promise<Answer> {
    const identity = `${target.bizName}:${target.bizVersion}`;
    const other = this.#running.get(identity);
    if (other !== undefined) {
      return failed(
        `FAILED:${identity} ${command} conflict, exist unfinished command(${other}) for this biz`,
      );
    }
    this.#running.set(identity, command);
    try {
      return await work();
    } finally {
      this.#running.delete(identity);
    }
  }
}

interface OperationRecord {
  requestId: string;
  arkBizMeta: Record<string, unknown>;
  threadName: string;
  status: 'INITIALIZED' | 'EXECUTING' | 'SUCCEEDED' | 'FAILED';
  message?: string;
  startTime: number;
  startTimestamp: number;
  endTime?: number;
  endTimestamp: number;
  elapsedTime: number;
}

/** Records of asynchronous commands by requestId, kept as long as the process lives. */
export class OperationRecords {
  readonly #records = new Map<string, OperationRecord>();
  readonly #threw = new Set<string>();

  query(requestId: string): Answer {
    const record = this.#records.get(requestId);
    // Runtime 2.1.6 can't write the record of a command that threw (recorded: async-threw).
    if (this.#threw.has(requestId)) return internalError(new JavaThrowable([UNWRITABLE]));
    return record ? succeeded({ ...record }) : failed('Not found the corresponding ops record.');
  }

  /** Answers at once; the work goes on. */
  start(request: Target & { requestId: string }, work: () => Promise<Answer>): Answer {
    const { requestId, bizName, bizVersion } = request;
    if (this.#records.has(requestId)) {
      const said = `The request corresponding to the requestId(${requestId}) has been executed.`;
      return failed(said);
    }
    const now = Date.now();
    const record: OperationRecord = {
      requestId,
      arkBizMeta: { async: true, bizName, bizVersion, requestId },
      threadName: 'ARKLET-BIZ-OPS-1',
      status: 'EXECUTING',
      startTime: now,
      startTimestamp: now,
      endTimestamp: 0,
      elapsedTime: 0,
    };
    this.#records.set(requestId, record);
    const finish = (answer: Answer) => {
      const end = Date.now();
      if (answer.code === 'CMD_PROCESS_INTERNAL_ERROR') this.#threw.add(requestId);
      record.status = answer.code === 'SUCCESS' ? 'SUCCEEDED' : 'FAILED';
      if (answer.message !== undefined) record.message = answer.message;
      Object.assign(record, { endTime: end, endTimestamp: end, elapsedTime: end - now });
    };
    void work().then(finish);
    return succeeded({ ...record });
  }
}
