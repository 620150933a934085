import { setTimeout as delay } from 'node:timers/promises';
import {
  bizInfo,
  cpuHealth,
  failed,
  internalError,
  invalidRequest,
  JavaThrowable,
  jvmHealth,
  listedBiz,
  notFound,
  outOfMetaspace,
  succeeded,
  throwableOf,
  type Answer,
  type Biz,
} from './simulated-answers.ts';
import { jarBehind, type JarCatalogue } from './simulated-jars.ts';
import { OperationLocks, OperationRecords } from './simulated-operations.ts';

export interface ArkletOptions {
  jars: JarCatalogue;
  /** `-Dactivate.new.module=true`. Without it a second version is installed dark. */
  activateNewModule: boolean;
  /** Both versions active; runtime 2.1.6 was seen to ignore the flag, newer ones don't. */
  multiActive: boolean;
  /** A biz that failed to start stays listed as `broken`. */
  keepFailed: boolean;
  installMs: number;
  uninstallMs: number;
  /** Bytes; -1 is unlimited. Every biz takes `bizBytes` until it is uninstalled. */
  metaspace: { max: number; bizBytes: number };
  baseName: string;
}

interface OpsRequest {
  bizName: string;
  bizVersion: string;
  bizUrl: string;
  installStrategy: string;
  async: boolean;
  requestId: string;
}

const COMMANDS: Record<string, string> = {
  health: 'get all health info',
  queryAllBiz: 'query all ark biz(including master biz)',
  help: 'list all supported commands',
  uninstallBiz: 'uninstall one ark biz',
  switchBiz: 'switch one ark biz',
  installBiz: 'install one ark biz',
  queryBizOps: 'query ark biz ops',
};
const BASE_METASPACE = 80 * 1024 * 1024;

/** The modules of one base and the commands on them; no network. */
export class SimulatedArklet {
  readonly #options: ArkletOptions;
  readonly #changed: () => void;
  readonly #locks = new OperationLocks();
  readonly #records = new OperationRecords();
  readonly #startedAt = Date.now();
  #bizList: Biz[] = [];
  // Work of a process that has died must not touch the one that follows it.
  #stopped = false;

  constructor(options: ArkletOptions, changed: () => void) {
    this.#options = options;
    this.#changed = changed;
  }

  get bizList(): readonly Biz[] {
    return this.#bizList;
  }

  /** Ends the process: what is being installed never appears. */
  stop(): void {
    this.#stopped = true;
  }

  /** Any number of commands may run at once. `body` is null where the request had none. */
  async run(command: string, body: Record<string, unknown> | null): Promise<Answer> {
    if (!(command in COMMANDS)) return notFound();
    if (command === 'help') {
      return succeeded(Object.entries(COMMANDS).map(([id, desc]) => ({ desc, id })));
    }
    if (command === 'queryAllBiz') return succeeded(this.#bizList.map(listedBiz));
    if (command === 'health') return this.#health(body ?? {});
    if (body === null) return invalidRequest('null');
    if (command === 'queryBizOps') return this.#records.query(text(body['requestId']));
    return this.#operate(command, body);
  }

  async #operate(command: string, body: Record<string, unknown>): Promise<Answer> {
    const request: OpsRequest = {
      bizName: text(body['bizName']),
      bizVersion: text(body['bizVersion']),
      bizUrl: text(body['bizUrl']),
      installStrategy: text(body['installStrategy']),
      async: body['async'] === true,
      requestId: text(body['requestId']),
    };
    const wrong = this.#whatIsWrong(command, request);
    if (wrong !== undefined) return invalidRequest(wrong);
    if (!request.async)
      return this.#locks.holding(command, request, () => this.#perform(command, request));
    return this.#records.start(request, () =>
      this.#locks.holding(command, request, () => this.#perform(command, request)),
    );
  }

  #whatIsWrong(command: string, request: OpsRequest): string | undefined {
    if (request.async && request.requestId === '')
      return 'requestId should not be blank when async is true';
    if (command === 'installBiz') {
      if (request.bizUrl === '') return 'bizUrl should not be blank';
      if ((request.bizName === '') !== (request.bizVersion === '')) {
        return 'bizName and bizVersion should be both blank or both not blank.';
      }
      return undefined;
    }
    if (request.bizName === '') return 'bizName should not be blank';
    if (request.bizVersion === '') return 'bizVersion should not be blank';
    return undefined;
  }

  async #perform(command: string, request: OpsRequest): Promise<Answer> {
    try {
      if (command === 'installBiz') return await this.#install(request);
      if (command === 'uninstallBiz') return await this.#uninstall(request);
      return this.#switch(request);
    } catch (error) {
      if (error instanceof JavaThrowable) return internalError(error);
      throw error;
    }
  }

  async #install(request: OpsRequest): Promise<Answer> {
    const started = Date.now();
    const jar = jarBehind(request.bizUrl, this.#options.jars);
    const failure = throwableOf(jar, request.bizUrl);
    const opened = jar.outcome === 'ok' || typeof jar.outcome === 'object';
    if (!opened) throw failure!;
    if (request.installStrategy === 'uninstallThenInstall') {
      for (const old of this.#versionsOf(jar.bizName)) await this.#remove(old);
    }
    // The jar's own name counts; the request's name is never checked against it.
    const identity = `${jar.bizName}:${jar.bizVersion}`;
    if (this.#find(jar.bizName, jar.bizVersion)) {
      const message = `Biz: ${identity} has been installed or registered.`;
      return failed('install biz not success!', { code: 'REPEAT_BIZ', elapsedSpace: 0, message });
    }
    const { bizName, bizVersion, webContextPath } = jar;
    const biz: Biz = {
      bizName,
      bizVersion,
      webContextPath,
      bizUrl: request.bizUrl,
      bizState: 'resolved',
    };
    this.#bizList.push(biz);
    this.#changed();
    await this.#takes(jar.installMs ?? this.#options.installMs);
    const thrown = failure ?? (this.#overfull() ? outOfMetaspace() : undefined);
    if (thrown) this.#markFailed(biz);
    else this.#activateAtStart(biz);
    this.#changed();
    if (thrown) throw thrown;
    const clock = new Date(started).toISOString().slice(11, 23).replace('.', ',');
    const message = `Install Biz: ${identity} success, cost: ${Date.now() - started} ms, started at: ${clock}`;
    const elapsedSpace = this.#options.metaspace.bizBytes;
    return succeeded({ bizInfos: [bizInfo(biz)], code: 'SUCCESS', elapsedSpace, message });
  }

  #markFailed(biz: Biz): void {
    if (this.#options.keepFailed) biz.bizState = 'broken';
    else this.#bizList = this.#bizList.filter((other) => other !== biz);
  }

  #activateAtStart(biz: Biz): void {
    const active = this.#bizList.find(
      (other) => other.bizName === biz.bizName && other.bizState === 'activated',
    );
    if (active && !this.#options.multiActive) {
      if (!this.#options.activateNewModule) {
        biz.bizState = 'deactivated';
        return;
      }
      active.bizState = 'deactivated';
    }
    biz.bizState = 'activated';
  }

  async #uninstall(request: OpsRequest): Promise<Answer> {
    const identity = `${request.bizName}:${request.bizVersion}`;
    const biz = this.#find(request.bizName, request.bizVersion);
    if (!biz) {
      const message = `Uninstall biz: ${identity} not found.`;
      return failed('uninstall biz not success!', { code: 'NOT_FOUND_BIZ', message });
    }
    // No other version takes over: the older one stays deactivated and nothing serves.
    await this.#remove(biz);
    return succeeded({ code: 'SUCCESS', message: `Uninstall biz: ${identity} success.` });
  }

  #switch(request: OpsRequest): Answer {
    const identity = `${request.bizName}:${request.bizVersion}`;
    const biz = this.#find(request.bizName, request.bizVersion);
    const refuse = (code: string, message: string) =>
      failed('switch biz not success!', { code, message });
    if (!biz) return refuse('NOT_FOUND_BIZ', `Switch biz: ${identity} not found.`);
    if (biz.bizState !== 'activated' && biz.bizState !== 'deactivated') {
      const message = `Switch Biz: ${identity}'s state must not be ${biz.bizState}.`;
      return refuse('ILLEGAL_STATE_BIZ', message);
    }
    if (biz.bizState === 'deactivated') {
      const active = this.#versionsOf(biz.bizName).find((other) => other.bizState === 'activated');
      if (active) active.bizState = 'deactivated';
      biz.bizState = 'activated';
      this.#changed();
    }
    return succeeded({ code: 'SUCCESS', message: `Switch biz: ${identity} is activated.` });
  }

  #health(body: Record<string, unknown>): Answer {
    const type = text(body['type']);
    if (!['', 'system', 'biz', 'plugin'].includes(type)) {
      return invalidRequest(`type: ${type} can not be found`);
    }
    const master = { bizName: this.#options.baseName, bizState: 'activated', bizVersion: '1.0.0' };
    const healthData: Record<string, unknown> = {};
    if (type === '') healthData['masterBizInfo'] = { ...master, webContextPath: '/' };
    if (type === '' || type === 'system') {
      healthData['cpu'] = cpuHealth();
      healthData['jvm'] = jvmHealth(
        { used: this.#metaspaceUsed(), max: this.#options.metaspace.max },
        (Date.now() - this.#startedAt) / 1000,
      );
    }
    if (type === '' || type === 'biz') {
      healthData['bizListInfo'] = this.#bizList.map(
        ({ bizName, bizState, bizVersion, webContextPath }) => ({
          bizName,
          bizState,
          bizVersion,
          webContextPath,
        }),
      );
    }
    if (type === '' || type === 'plugin') healthData['pluginListInfo'] = [];
    return succeeded({ healthData });
  }

  async #remove(biz: Biz): Promise<void> {
    if (biz.bizState === 'activated') biz.bizState = 'deactivated';
    this.#changed();
    await this.#takes(this.#options.uninstallMs);
    this.#bizList = this.#bizList.filter((other) => other !== biz);
    this.#changed();
  }

  async #takes(ms: number): Promise<void> {
    if (ms > 0) await delay(ms, undefined, { ref: false });
    // Never settles: nobody is there any more to answer.
    if (this.#stopped) await new Promise<never>(() => undefined);
  }

  #find(bizName: string, bizVersion: string): Biz | undefined {
    return this.#versionsOf(bizName).find((biz) => biz.bizVersion === bizVersion);
  }

  #versionsOf(bizName: string): Biz[] {
    return this.#bizList.filter((biz) => biz.bizName === bizName);
  }

  #metaspaceUsed(): number {
    return BASE_METASPACE + this.#bizList.length * this.#options.metaspace.bizBytes;
  }

  #overfull(): boolean {
    const { max } = this.#options.metaspace;
    return max >= 0 && this.#metaspaceUsed() > max;
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
