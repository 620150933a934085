import { createServer, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { SimulatedBases } from '../../bed/simulated-bases.ts';
import { aBase, atEnd, biz1, jarUrl, post, states } from './arklet-client.ts';

describe('faults', () => {
  it('slow, reject and garbage concern the named commands only', async () => {
    const base = await aBase();
    base.faults.reject = { message: 'no \u001b[31mroom', only: ['installBiz'] };
    base.faults.garbage = { only: ['health'] };
    base.faults.slow = { ms: 80, only: ['queryAllBiz'] };
    expect((await post(base, 'installBiz', biz1('1.0.0'))).json).toEqual({
      code: 'FAILED',
      message: 'no \u001b[31mroom',
    });
    expect((await post(base, 'health', {})).text).toBe('<html>502 Bad Gateway');
    const before = performance.now();
    expect(await states(base)).toEqual([]);
    expect(performance.now() - before).toBeGreaterThan(70);
    base.heal();
    expect((await post(base, 'installBiz', biz1('1.0.0'))).json.code).toBe('SUCCESS');
    expect(base.calls.map(({ command, code }) => [command, code])).toEqual([
      ['installBiz', 'FAILED'],
      ['health', 'SUCCESS'],
      ['queryAllBiz', 'SUCCESS'],
      ['installBiz', 'SUCCESS'],
    ]);
  });

  it('hangs without doing anything', async () => {
    const base = await aBase();
    base.faults.hang = {};
    const answer = post(base, 'installBiz', biz1('1.0.0'));
    await expect.poll(() => base.callsOf('installBiz').length).toBe(1);
    expect(base.bizList).toEqual([]);
    await base.down();
    await expect(answer).rejects.toThrow();
  });

  it('does the work though the answer never comes', async () => {
    const base = await aBase();
    base.faults.cut = { only: ['installBiz'] };
    await expect(post(base, 'installBiz', biz1('1.0.0'))).rejects.toThrow();
    expect(await states(base)).toEqual(['biz1:1.0.0 activated']);
  });

  it('lies', async () => {
    const base = await aBase();
    await post(base, 'installBiz', { ...biz1('1.0.0'), bizUrl: jarUrl('biz1-throws', '1.0.0') });
    base.faults.lie = { also: [{ bizName: 'ghost', bizVersion: '1' }] };
    expect(await states(base)).toEqual(['biz1:1.0.0 activated', 'ghost:1 activated']);
    expect(base.activeVersions('biz1')).toEqual([]);
  });

  it('goes down and up with its modules, dies and restarts without them', async () => {
    const base = await aBase();
    await post(base, 'installBiz', biz1('1.0.0'));
    const { port } = base;
    await base.down();
    await expect(post(base, 'queryAllBiz', {})).rejects.toThrow('ECONNREFUSED');
    await base.up();
    expect(await states(base)).toEqual(['biz1:1.0.0 activated']);
    await base.restart();
    expect(base.port).toBe(port);
    expect(await states(base)).toEqual([]);
  });

  it('never installs what was under way when it died', async () => {
    const base = await aBase({ installMs: 60 });
    const answer = post(base, 'installBiz', biz1('1.0.0'));
    await expect.poll(() => base.bizList.length).toBe(1);
    await Promise.all([base.restart(), expect(answer).rejects.toThrow()]);
    await post(base, 'installBiz', biz1('2.0.0'));
    expect(await states(base)).toEqual(['biz1:2.0.0 activated']);
  });

  it('gives no answer to a body that is not JSON', async () => {
    const base = await aBase();
    const socket = connect(base.port, base.ip);
    atEnd(() => socket.destroy());
    socket.write('POST /queryAllBiz HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n{"a:');
    let heard = '';
    socket.on('data', (chunk) => (heard += String(chunk)));
    // A whole exchange later there is still nothing.
    await post(base, 'health', {});
    expect(heard).toBe('');
    expect(base.calls.map(({ command }) => command)).toEqual(['health']);
  });
});

describe('heartbeat', () => {
  async function controller() {
    const beats: Record<string, unknown>[] = [];
    const server: Server = createServer((req, res) => {
      let text = '';
      req.on('data', (chunk) => (text += String(chunk)));
      req.on('end', () => {
        beats.push(JSON.parse(text) as Record<string, unknown>);
        res.end('SUCCESS');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    atEnd(() => {
      server.closeAllConnections();
      server.close();
    });
    return { beats, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/heartbeat` };
  }

  it('reports at once and again, and says goodbye', async () => {
    const { beats, url: heartbeatUrl } = await controller();
    const base = await aBase({ heartbeatUrl, timeFactor: 200, clusterName: 'blue' });
    await expect.poll(() => beats.length).toBeGreaterThan(2);
    expect(beats[0]).toEqual({
      baseMetadata: { identity: base.ip, name: 'base', version: '1.0.0', clusterName: 'blue' },
      localIP: base.ip,
      localHostName: 'base-127-41-0-1',
      port: base.port,
      state: 'ACTIVATED',
    });
    await base.stop();
    expect(beats.at(-1)).toMatchObject({ state: 'DEACTIVATED' });
  });
});

describe('many bases', () => {
  it('start by the hundred on addresses of their own', async () => {
    const bases = await SimulatedBases.create({ count: 600, ipPrefix: '127.42', port: 21238 });
    atEnd(() => bases.die());
    expect(new Set(bases.all.map((base) => base.identity)).size).toBe(600);
    expect(bases.get(599).ip).toBe('127.42.2.100');
    expect((await post(bases.get(599), 'queryAllBiz', {})).json.data).toEqual([]);
  });

  it('leaves none behind when one address is taken', async () => {
    const taken = await aBase({ ip: '127.43.0.3', port: 21239 });
    const wanted = { count: 5, ipPrefix: '127.43.0', port: 21239 };
    await expect(SimulatedBases.create(wanted)).rejects.toThrow('EADDRINUSE');
    await taken.die();
    const bases = await SimulatedBases.create(wanted);
    await bases.die();
  });

  it('samples who serves, and misses no gap however short', async () => {
    const bases = await SimulatedBases.create({
      count: 2,
      ipPrefix: '127.44.0',
      port: 0,
      timeFactor: 100,
    });
    atEnd(() => bases.die());
    const [one, two] = [bases.get(0), bases.get(1)];
    for (const base of bases.all) await base.run('installBiz', biz1('1.0.0'));
    const watch = bases.sampler('biz1', 60_000);
    await one.run('installBiz', biz1('2.0.0'));
    await one.run('switchBiz', { bizName: 'biz1', bizVersion: '2.0.0' });
    expect(watch.gaps()).toEqual([]);
    await two.run('uninstallBiz', { bizName: 'biz1', bizVersion: '1.0.0' });
    await two.run('installBiz', biz1('2.0.0'));
    watch.stop();
    expect(watch.gaps().map((gap) => gap.base)).toEqual(['127.44.0.2']);
    const gap = watch.gaps()[0]!;
    expect(gap.to! - gap.from).toBeGreaterThanOrEqual(5);
    expect(bases.countActive('biz1', '2.0.0')).toBe(2);
  });
});
