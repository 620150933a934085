import { describe, expect, it } from 'vitest';
import { aBase, biz1, jarUrl, post, states } from './arklet-client.ts';

describe('the envelope', () => {
  it('lists nothing on a fresh base, without length, type or keep-alive', async () => {
    const base = await aBase();
    const reply = await post(base, 'queryAllBiz', {});
    expect(reply.status).toBe(200);
    expect(reply.headers).toEqual({});
    expect(reply.json).toEqual({ code: 'SUCCESS', data: [] });
  });

  it('answers a GET with 500 and a misspelt header', async () => {
    const reply = await post(await aBase(), 'queryAllBiz', undefined, 'GET');
    expect(reply.status).toBe(500);
    expect(reply.headers['content_length']).toBe('42');
    expect(reply.text).toBe('POST http request only supported by arklet');
  });

  it('knows the seven commands and no other', async () => {
    const base = await aBase();
    const help = (await post(base, 'help', {})).json.data as { id: string }[];
    expect(help.map(({ id }) => id)).toEqual([
      'health',
      'queryAllBiz',
      'help',
      'uninstallBiz',
      'switchBiz',
      'installBiz',
      'queryBizOps',
    ]);
    const unknown = await post(base, 'batchInstallBiz', {});
    expect(unknown.status).toBe(200);
    expect(unknown.json).toEqual({ code: 'CMD_NOT_FOUND', message: 'please follow the doc' });
  });

  it('takes an empty body for a query but not for an operation', async () => {
    const base = await aBase();
    expect((await post(base, 'queryAllBiz')).json.code).toBe('SUCCESS');
    expect((await post(base, 'switchBiz')).json).toMatchObject({
      code: 'CMD_PROCESS_INTERNAL_ERROR',
      message: 'Internal Error: null',
    });
  });

  it('refuses bodies over 1 MiB', async () => {
    const reply = await post(await aBase(), 'installBiz', { bizUrl: 'x'.repeat(1_100_000) });
    expect(reply.status).toBe(413);
  });
});

describe('installBiz', () => {
  it('installs, activates and reports', async () => {
    const base = await aBase();
    const reply = await post(base, 'installBiz', biz1('1.0.0'));
    expect(reply.json.code).toBe('SUCCESS');
    expect(reply.json.data.message).toMatch(/^Install Biz: biz1:1\.0\.0 success, cost: \d+ ms, /);
    expect(reply.json.data.bizInfos).toMatchObject([{ bizName: 'biz1', bizState: 'activated' }]);
    expect(Object.keys(reply.json)).toEqual(['code', 'data']);
    const listed = (await post(base, 'queryAllBiz', {})).json.data[0];
    expect(listed).toMatchObject({ bizState: 'activated', webContextPath: 'biz1' });
    expect(listed.bizStateRecords).toEqual([{}, {}]);
    expect(base.activeVersions('biz1')).toEqual(['1.0.0']);
  });

  it('installs a second version dark by default', async () => {
    const base = await aBase();
    await post(base, 'installBiz', biz1('1.0.0'));
    expect((await post(base, 'installBiz', biz1('2.0.0'))).json.data.bizInfos[0].bizState).toBe(
      'deactivated',
    );
    expect(await states(base)).toEqual(['biz1:1.0.0 activated', 'biz1:2.0.0 deactivated']);
  });

  it.each([
    ['activateNewModule', ['2.0.0']],
    ['multiActive', ['1.0.0', '2.0.0']],
  ])('%s decides who serves', async (flag, active) => {
    const base = await aBase({ [flag]: true });
    await post(base, 'installBiz', biz1('1.0.0'));
    await post(base, 'installBiz', biz1('2.0.0'));
    expect(base.activeVersions('biz1')).toEqual(active);
  });

  it('activates the first version of a module beside an inactive one', async () => {
    const base = await aBase();
    await post(base, 'installBiz', biz1('1.0.0'));
    await post(base, 'installBiz', biz1('2.0.0'));
    await post(base, 'uninstallBiz', { bizName: 'biz1', bizVersion: '1.0.0' });
    expect(await states(base)).toEqual(['biz1:2.0.0 deactivated']);
    await post(base, 'installBiz', biz1('3.0.0'));
    expect(base.activeVersions('biz1')).toEqual(['3.0.0']);
  });

  it('does not check the name against the jar: another module is replaced', async () => {
    const base = await aBase({ activateNewModule: true });
    await post(base, 'installBiz', biz1('1.0.0'));
    const wrong = { bizName: 'other', bizVersion: '2.0.0', bizUrl: jarUrl('biz1', '2.0.0') };
    expect((await post(base, 'installBiz', wrong)).json.code).toBe('SUCCESS');
    expect(await states(base)).toEqual(['biz1:1.0.0 deactivated', 'biz1:2.0.0 activated']);
  });

  it('refuses what is installed already', async () => {
    const base = await aBase();
    await post(base, 'installBiz', biz1('1.0.0'));
    expect((await post(base, 'installBiz', biz1('1.0.0'))).json).toMatchObject({
      code: 'FAILED',
      message: 'install biz not success!',
      data: { code: 'REPEAT_BIZ', message: 'Biz: biz1:1.0.0 has been installed or registered.' },
    });
  });

  it('refuses a second command on the biz while one is running', async () => {
    const base = await aBase({ installMs: 200 });
    const first = post(base, 'installBiz', biz1('1.0.0'));
    await expect.poll(() => base.bizList.map((biz) => biz.bizState)).toEqual(['resolved']);
    const second = await post(base, 'installBiz', biz1('1.0.0'));
    expect(second.json.message).toBe(
      'FAILED:biz1:1.0.0 installBiz conflict, exist unfinished command(installBiz) for this biz',
    );
    expect((await first).json.code).toBe('SUCCESS');
  });

  it('can put the new version in the place of the old', async () => {
    const base = await aBase();
    await post(base, 'installBiz', biz1('1.0.0'));
    await post(base, 'installBiz', { ...biz1('2.0.0'), installStrategy: 'uninstallThenInstall' });
    expect(await states(base)).toEqual(['biz1:2.0.0 activated']);
  });

  it('checks its arguments', async () => {
    const base = await aBase();
    const said = async (body: object) =>
      (await post(base, 'installBiz', body)).json.message as string;
    expect(await said({})).toBe('Internal Error: bizUrl should not be blank');
    expect(await said({ bizUrl: jarUrl('a', '1'), bizName: 'a' })).toContain(
      'both blank or both not',
    );
    expect(await said({ bizUrl: jarUrl('a', '1'), async: true })).toContain(
      'requestId should not be',
    );
    expect(await said({ bizUrl: 'repo/biz1-1.0.0.jar' })).toContain('MalformedURLException');
  });
});

describe('installations that fail', () => {
  const throwing = { bizName: 'biz1', bizVersion: '6.6.6', bizUrl: jarUrl('biz1-throws', '6.6.6') };

  it('hides why a module does not start in the last line of the trace, and keeps it broken', async () => {
    const base = await aBase();
    const { json } = await post(base, 'installBiz', throwing);
    expect(json.code).toBe('CMD_PROCESS_INTERNAL_ERROR');
    expect(json.message).toBe('Internal Error: java.lang.reflect.InvocationTargetException');
    const causes = (json.errorStackTrace as string).match(/^Caused by: .*$/gm);
    expect(causes?.at(-1)).toBe('Caused by: java.lang.IllegalStateException: stock table missing');
    expect(await states(base)).toEqual(['biz1:6.6.6 broken']);
    expect((await post(base, 'installBiz', throwing)).json.data.code).toBe('REPEAT_BIZ');
    const switched = await post(base, 'switchBiz', { bizName: 'biz1', bizVersion: '6.6.6' });
    expect(switched.json.data.code).toBe('ILLEGAL_STATE_BIZ');
  });

  it('forgets it where failed modules are not kept', async () => {
    const base = await aBase({ keepFailed: false });
    await post(base, 'installBiz', throwing);
    expect(base.bizList).toEqual([]);
  });

  it('lists nothing for a jar that is not there', async () => {
    const base = await aBase();
    const { json } = await post(base, 'installBiz', {
      ...biz1('1.0.0'),
      bizUrl: jarUrl('biz1-missing', '1.0.0'),
    });
    expect(json.code).toBe('CMD_PROCESS_INTERNAL_ERROR');
    expect(json.errorStackTrace).toContain('Caused by: java.io.FileNotFoundException: http://');
    expect(base.bizList).toEqual([]);
  });

  it('runs out of metaspace', async () => {
    const MiB = 1024 * 1024;
    const base = await aBase({ metaspace: { max: 125 * MiB, bizBytes: 20 * MiB } });
    expect((await post(base, 'installBiz', biz1('1.0.0'))).json.code).toBe('SUCCESS');
    expect((await post(base, 'installBiz', biz1('2.0.0'))).json.code).toBe('SUCCESS');
    const full = await post(base, 'installBiz', biz1('3.0.0'));
    expect(full.json.errorStackTrace).toContain('Caused by: java.lang.OutOfMemoryError: Metaspace');
    const { jvm } = (await post(base, 'health', {})).json.data.healthData;
    expect(jvm['java max metaspace']).toBe(125 * MiB);
  });

  it('delivers hostile names and messages as they are', async () => {
    const evil = '\u001b[2J\u202egnp';
    const base = await aBase({
      jars: {
        [jarUrl('biz1', '1.0.0')]: { bizName: evil, outcome: { throws: `${evil}\nCaused by: x` } },
      },
    });
    const { json } = await post(base, 'installBiz', biz1('1.0.0'));
    expect(json.errorStackTrace).toContain(`IllegalStateException: ${evil}\nCaused by: x`);
    expect((await post(base, 'queryAllBiz', {})).json.data[0].bizName).toBe(evil);
  });
});

describe('uninstallBiz and switchBiz', () => {
  it('leaves the other version dark when the active one goes', async () => {
    const base = await aBase({ activateNewModule: true });
    await post(base, 'installBiz', biz1('1.0.0'));
    await post(base, 'installBiz', biz1('2.0.0'));
    const gone = await post(base, 'uninstallBiz', { bizName: 'biz1', bizVersion: '2.0.0' });
    expect(gone.json.data.message).toBe('Uninstall biz: biz1:2.0.0 success.');
    expect(await states(base)).toEqual(['biz1:1.0.0 deactivated']);
    await post(base, 'switchBiz', { bizName: 'biz1', bizVersion: '1.0.0' });
    expect(await states(base)).toEqual(['biz1:1.0.0 activated']);
  });

  it('switches without a moment in which nobody serves', async () => {
    const base = await aBase();
    await post(base, 'installBiz', biz1('1.0.0'));
    await post(base, 'installBiz', biz1('2.0.0'));
    const seen: string[][] = [];
    base.onChange(() => seen.push(base.activeVersions('biz1')));
    await post(base, 'switchBiz', { bizName: 'biz1', bizVersion: '2.0.0' });
    expect(seen).toEqual([['2.0.0']]);
  });

  it('does not find what is not there', async () => {
    const base = await aBase();
    const target = { bizName: 'biz1', bizVersion: '1.0.0' };
    expect((await post(base, 'uninstallBiz', target)).json).toEqual({
      code: 'FAILED',
      data: { code: 'NOT_FOUND_BIZ', message: 'Uninstall biz: biz1:1.0.0 not found.' },
      message: 'uninstall biz not success!',
    });
    expect((await post(base, 'switchBiz', target)).json.data.code).toBe('NOT_FOUND_BIZ');
  });
});

describe('asynchronous commands', () => {
  it('answers at once and keeps a record', async () => {
    const base = await aBase();
    const body = { ...biz1('1.0.0'), async: true, requestId: 'r1' };
    expect((await post(base, 'installBiz', body)).json.data.status).toBe('EXECUTING');
    const record = async () => (await post(base, 'queryBizOps', { requestId: 'r1' })).json.data;
    await expect.poll(async () => (await record()).status).toBe('SUCCEEDED');
    expect((await record()).elapsedTime).toBeGreaterThanOrEqual(5);
    expect(base.activeVersions('biz1')).toEqual(['1.0.0']);
    expect((await post(base, 'installBiz', body)).json.message).toBe(
      'The request corresponding to the requestId(r1) has been executed.',
    );
    expect((await post(base, 'queryBizOps', { requestId: 'r2' })).json).toEqual({
      code: 'FAILED',
      message: 'Not found the corresponding ops record.',
    });
  });
});
