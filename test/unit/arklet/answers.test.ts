import { describe, expect, test } from 'vitest';
import { arkletReply, bizInfos, parseEnvelope } from '../../../src/arklet/answers.ts';
import { operationReply } from '../../../src/arklet/operation-answer.ts';
import { readRecording } from '../../bed/arklet-exchange.ts';

const recorded = (name: string) => parseEnvelope(JSON.stringify(readRecording(name).answer));

describe('what a real base answered', () => {
  test('its modules', () => {
    expect(bizInfos(recorded('activating-query'))).toEqual([
      { name: 'biz1', version: '2.0.0', state: 'activated', webContextPath: '/biz1' },
      { name: 'biz1', version: '1.0.0', state: 'deactivated', webContextPath: '/biz1' },
    ]);
    expect(bizInfos(recorded('query-none'))).toEqual([]);
  });

  test('a module that was installed', () => {
    expect(arkletReply(recorded('activating-install-first'))).toMatchObject({
      success: true,
      code: 'SUCCESS',
      innerCode: 'SUCCESS',
      reason: expect.stringContaining('Install Biz: biz1:1.0.0 success'),
    });
  });

  test.each([
    [
      'install-throws',
      'CMD_PROCESS_INTERNAL_ERROR',
      '',
      'IllegalStateException: stock table missing',
    ],
    [
      'install-missing-jar',
      'CMD_PROCESS_INTERNAL_ERROR',
      '',
      'FileNotFoundException: /modules/biz1-7.0.0.jar (No such file or directory)',
    ],
    ['install-repeat', 'FAILED', 'REPEAT_BIZ', 'Biz: biz1:1.0.0 has been installed or registered.'],
    [
      'install-conflict',
      'FAILED',
      '',
      'FAILED:biz2:1.0.0 installBiz conflict, exist unfinished command(installBiz) for this biz',
    ],
    ['install-no-url', 'CMD_PROCESS_INTERNAL_ERROR', '', 'bizUrl should not be blank'],
    ['switch-missing', 'FAILED', 'NOT_FOUND_BIZ', 'Switch biz: biz1:9.9.9 not found.'],
    ['unknown-command', 'CMD_NOT_FOUND', '', 'please follow the doc'],
  ])('%s', (name, code, innerCode, reason) => {
    expect(arkletReply(recorded(name))).toMatchObject({ success: false, code, innerCode, reason });
  });

  test('the stack is kept whole', () => {
    const reply = arkletReply(recorded('install-throws'));
    expect(reply.stack).toContain('Caused by: java.lang.IllegalStateException');
  });
});

describe('what bases of other versions might answer', () => {
  const envelope = (fields: object) =>
    parseEnvelope(JSON.stringify({ code: 'CMD_PROCESS_INTERNAL_ERROR', ...fields }));

  test('states in any spelling', () => {
    const states = ['ACTIVATED', 'Broken', 'resolved', 'zombie', null].map((bizState) => ({
      bizName: 'a',
      bizVersion: '1',
      bizState,
    }));
    const data = bizInfos(envelope({ code: 'SUCCESS', data: states }));
    expect(data.map(({ state }) => state)).toEqual([
      'activated',
      'broken',
      'resolved',
      'unknown',
      'unknown',
    ]);
  });

  test.each([
    [
      { errorStackTrace: 'a.B: x\n\tat a.B.c\nCaused by: a.b.C$D: two\r\n\t... 3 more' },
      'C$D: two',
    ],
    [{ errorStackTrace: 'Caused by: java.lang.NullPointerException\n' }, 'NullPointerException'],
    [{ errorStackTrace: 'a.B: x', message: 'Internal Error: null' }, 'B: x'],
    [{ errorStackTrace: 'x', message: 'Internal Error: why' }, 'why'],
    [{ message: 'outer', data: { message: 'inner' } }, 'inner'],
    [{ errorStackTrace: 'a: Caused by: b\n\tCaused by: c', message: 'm' }, 'm'],
    [{ errorStackTrace: 'Caused by: 服务.错误: 失败' }, '服务.错误: 失败'],
    [{}, ''],
  ])('the reason of %j', (fields, reason) => {
    expect(arkletReply(envelope(fields)).reason).toBe(reason);
  });

  test.each([
    ['<html>\n  hi', 'not JSON: <html> hi'],
    ['', 'not JSON: (nothing)'],
    ['{"a', 'not JSON: {"a'],
    ['[]', 'not an Arklet: []'],
    ['{"status":"UP"}', 'not an Arklet: {"status":"UP"}'],
  ])('%j is none', (text, why) => {
    expect(() => parseEnvelope(text)).toThrow(why);
  });

  test('a query that failed, or gave no list', () => {
    expect(() => bizInfos(envelope({ message: 'why' }))).toThrow(
      'answered CMD_PROCESS_INTERNAL_ERROR: why',
    );
    expect(() => bizInfos(envelope({ code: 'SUCCESS', data: {} }))).toThrow('answered no list');
  });
});

describe('what a real base answered to orders by hand', () => {
  test('an install says what the jar is called, a repetition too', () => {
    const brought = (name: string) => arkletReply(recorded(name)).installed;
    expect(brought('install-ok')).toEqual({ name: 'biz1', version: '1.0.0' });
    expect(brought('install-wrong-name')).toEqual({ name: 'biz2', version: '1.0.0' });
    expect(brought('install-repeat')).toEqual({ name: 'biz1', version: '1.0.0' });
    expect(brought('install-throws')).toBeUndefined();
    expect(brought('async-started')).toBeUndefined();
  });

  test.each([
    ['async-started', 'waiting'],
    ['async-succeeded', 'succeeded'],
    // Its record can't be written as JSON: the answer is the writer's own exception.
    ['async-threw', 'threw'],
    ['async-unknown-id', 'unknown-id'],
  ])('%s: %s', (name, status) => {
    expect(operationReply(recorded(name)).status).toBe(status);
  });
});
