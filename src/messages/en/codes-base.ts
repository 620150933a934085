import { code } from '../code.ts';

/** What a base says, by group and code. */
export const base = {
  'answer:SUCCESS': code(
    'Arklet carried the command out',
    "look at what the base lists all the same: an install under a name that is not the jar's is SUCCESS too",
  ),
  'answer:FAILED': code(
    'Arklet refused or could not; the reason is inside, in data.code and data.message',
    'read the inner code (REPEAT_BIZ, NOT_FOUND_BIZ, ILLEGAL_STATE_BIZ); "conflict, exist unfinished command": another command for this module is under way, retry',
  ),
  'answer:CMD_NOT_FOUND': code(
    'this Arklet has no such command',
    'its runtime may be too old for the command: koupctl biz health shows what answers',
  ),
  'answer:CMD_PROCESS_INTERNAL_ERROR': code(
    "the command threw: a module whose start fails, a jar that can't be read, a wrong parameter",
    'the cause is the last "Caused by:" of errorStackTrace, and in the base\'s log; a module left broken must be uninstalled before the same version can be installed',
  ),
  'result:SUCCESS': code('done', 'nothing to do'),
  'result:FAILED': code('not done', "read data.message, and the base's log"),
  'result:REPEAT_BIZ': code(
    'this version of the module is on the base already, in whatever state, a broken one too',
    'koupctl biz query tells its state; broken: uninstall it first',
  ),
  'result:NOT_FOUND_BIZ': code(
    'the base has no such version of the module',
    'koupctl biz query lists what it has; for an uninstall there is nothing left to do',
  ),
  'result:ILLEGAL_STATE_BIZ': code(
    'the state of the module does not allow it: a broken one cannot be switched to',
    'uninstall the broken version and install it again',
  ),
  'operation:INITIALIZED': code(
    'an asynchronous command is accepted and has not begun',
    'ask again with queryBizOps',
  ),
  'operation:EXECUTING': code('an asynchronous command is under way', 'ask again with queryBizOps'),
  'operation:SUCCEEDED': code(
    'an asynchronous command came to its end',
    'look at what the base lists: koupctl biz query',
  ),
  'operation:FAILED': code(
    'an asynchronous command failed; where it threw, runtime 2.1.6 cannot even say this and queryBizOps answers CMD_PROCESS_INTERNAL_ERROR',
    "look into the base's log, or install without --async to be told the cause",
  ),
  'biz-state:unresolved': code('the module is known and not opened yet', 'wait'),
  'biz-state:resolved': code(
    'the module is opened and starting',
    'wait; one that stays so hangs in its own start',
  ),
  'biz-state:activated': code('the module runs and serves', 'nothing to do'),
  'biz-state:deactivated': code(
    'the module is installed and dark: another version serves, or none',
    'koupctl biz switch makes it the serving one',
  ),
  'biz-state:broken': code(
    'the start of the module failed, and the base keeps it listed',
    "find the cause in the base's log; uninstall it before this version is installed again",
  ),
  'biz-state:stopped': code(
    'the module is being taken off, or its uninstall failed half way',
    'koupctl biz query again; one that stays so needs another uninstall, or a restart of the base',
  ),
  'state-reason:Created': code('the module was registered', 'nothing to do'),
  'state-reason:Started': code('the module was started', 'nothing to do'),
  'state-reason:Install Failed': code(
    'the start of the module failed',
    "the record's message has the trace; else the base's log",
  ),
  'state-reason:Uninstall Failed': code(
    'the module could not be stopped',
    "find what holds it in the base's log; a restart of the base frees it",
  ),
  'state-reason:Switched': code('another version was switched to or from', 'nothing to do'),
  'state-reason:Killing': code('the module is being uninstalled', 'wait'),
  'state-reason:Stopped': code('the module was stopped', 'nothing to do'),
  'state-reason:Undefine': code('no reason is given', 'look at the state'),
  'runtime:100001': code(
    "the module's Spring context could not be closed",
    "find in the base's log what throws while the module stops",
  ),
  'runtime:100002': code(
    "the module's Spring context was not found: it is not installed, not started, or asked for under a wrong name",
    'check name and version of the module that is called: koupctl biz query',
  ),
  'runtime:100003': code(
    'the module that is called is not there',
    'install it, or check its name and version',
  ),
  'runtime:100004': code(
    'the module that is called is in a state in which it cannot serve',
    'koupctl biz query tells the state; switch to it, or mend its start',
  ),
  'runtime:100005': code(
    'a call across modules: the module that is called does not have the class',
    'check that both are built with the same interface',
  ),
  'runtime:100006': code(
    'the MainApplicationContext of a module without Spring is not set up',
    'set it up in the main method before it is used',
  ),
  'runtime:100007': code(
    'the MainApplicationContext of a module has no such object',
    'register the object under this key',
  ),
  'runtime:200001': code('a service was not found', 'nothing throws it in the published runtime'),
  'runtime:200002': code(
    'the protocol of a service is not registered',
    'register the service before it is unregistered',
  ),
  'actuator:UP': code('healthy: base and modules are ready', 'nothing to do'),
  'actuator:UNKNOWN': code(
    'starting: the base, or a module where its readiness counts',
    'wait: koupctl health --wait',
  ),
  'actuator:DOWN': code(
    'unhealthy: a start failed, or something that is checked fails',
    'koupctl health tells which part and why',
  ),
  'actuator:OUT_OF_SERVICE': code(
    'readiness only: the base refuses traffic while a module comes, goes or has failed (withAllBizReadiness)',
    'koupctl health tells which module',
  ),
};
