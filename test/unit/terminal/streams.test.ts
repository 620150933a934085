import { spawn } from 'node:child_process';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createSink } from '../../../src/terminal/streams.ts';
import { FakeStream } from './fake-stream.ts';

function failing(code: string): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error(`write ${code}`), { code }));
    },
  });
}

describe('a sink', () => {
  it('drops what is written after its reader left, and says nothing', async () => {
    const sink = createSink(failing('EPIPE'));
    sink.write('x');
    await sink.flush();
    expect(sink.closed()).toBe(true);
    sink.write('y');
    await sink.flush();
  });

  it('does not hide that the disk is full', async () => {
    const sink = createSink(failing('ENOSPC'));
    sink.write('x');
    await expect(sink.flush()).rejects.toThrow('ENOSPC');
  });

  it('knows its size only as a terminal, and doubts a size of 0', () => {
    expect(createSink(new FakeStream({ columns: 80, rows: 24 })).width()).toBe(80);
    expect(createSink(new FakeStream({ columns: 0 })).width()).toBeUndefined();
    const pipe = new FakeStream();
    pipe.columns = 80;
    expect(createSink(pipe).width()).toBeUndefined();
  });
});

describe('koupctl … | head -1', () => {
  it('ends quietly with the exit code of the command', async () => {
    // More than a pipe holds, so that writing goes on after the reader has left.
    const program = `
      import { createSink } from './src/terminal/streams.ts';
      process.exitCode = 1;
      const out = createSink(process.stdout);
      for (let i = 0; i < 200; i += 1) {
        out.write(String(i).repeat(10000) + '\\n');
        await new Promise((resolve) => setImmediate(resolve));
      }
      await out.flush();
      process.stderr.write('closed ' + out.closed());
      process.exitCode = 12;`;
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', program],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, said }).toEqual({ code: 12, said: 'closed true' });
  }, 20_000);
});
