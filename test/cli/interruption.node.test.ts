import { execFile, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { Interrupted } from '../../src/cli/exit-status.js';
import { openInput } from '../../src/cli/input.js';
import { suite } from '../harness/index.js';
import { AS_CHUNKS, start, withFolder } from './run-castbuf.js';

const CHUNKS = 'test/vectors/chunks-10k.bin';

/** Says when the command listens to signals, and so many milliseconds later. */
const ready = (milliseconds: number): string =>
  `data:text/javascript,process.on("newListener",(name)=>{if(name==="SIGHUP")setTimeout(()=>process.stderr.write("ready"),${milliseconds})})`;
/** Before the command has opened anything, and when it waits. */
const MOMENTS = [0, 150];

interface End {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Sends a signal to a command that waits for ever, and waits for its end. */
async function interrupted(args: readonly string[], signal: NodeJS.Signals, moment: number): Promise<End> {
  const child = start(args, ['pipe', 'pipe', 'pipe'], { node: ['--import', ready(moment)] });
  child.stderr?.once('data', () => child.kill(signal));
  const end = await endOf(child);
  child.stdin?.destroy();
  return end;
}

async function endOf(child: ChildProcess): Promise<End> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (piece: Buffer) => (stdout += piece.toString()));
  child.stderr?.on('data', (piece: Buffer) => (stderr += piece.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout, stderr };
}

const GOOD_END: End = { status: 130, stdout: '', stderr: 'readycastbuf: interrupted\n' };

suite('castbuf: signals before there is any input', (test) => {
  if (process.platform === 'win32') return test.skip('this system has no such signals');

  test('standard input that says nothing: records, rows, a header', async () => {
    const commands = [
      ['decode', '-', ...AS_CHUNKS, '-f', 'csv'],
      ['encode', '-', ...AS_CHUNKS],
      ['stat', '-', ...AS_CHUNKS],
      ['layout', '-'],
      ['generate', '-'],
    ];
    for (const args of commands) {
      const ends = await Promise.all(MOMENTS.map((moment) => interrupted(args, 'SIGINT', moment)));
      for (const end of ends) assert.equal(end, GOOD_END, args.join(' '));
    }
  });

  test('an input that is opened after the signal came', async () => {
    const reason = new Interrupted();
    const input = await openInput(CHUNKS, 'the input', AbortSignal.abort(reason));
    try {
      for await (const _ of input.pieces) assert.unreachable('a piece was read');
    } catch (error) {
      return assert.instance(error, Interrupted);
    }
    assert.unreachable('the pieces just ended');
  });

  test('SIGTERM and SIGHUP do the same', async () => {
    const signals = ['SIGTERM', 'SIGHUP'] as const;
    const ends = await Promise.all(signals.map((signal) => interrupted(['decode', '-', ...AS_CHUNKS], signal, 150)));
    for (const end of ends) assert.equal(end, GOOD_END);
  });

  test('a pipe that nobody opens: as input, as header, as output', async () => {
    await withFolder(async (folder) => {
      const pipes = ['a', 'b', 'c', 'd'].map((name) => join(folder, name)) as [string, string, string, string];
      await promisify(execFile)('mkfifo', pipes);
      const commands = [
        ['decode', pipes[0], ...AS_CHUNKS],
        ['layout', pipes[1]],
        ['decode', CHUNKS, '--header', pipes[2], ...AS_CHUNKS],
        ['decode', CHUNKS, ...AS_CHUNKS, '-o', pipes[3]],
      ];
      const ends = await Promise.all(commands.map((args) => interrupted(args, 'SIGINT', 150)));
      ends.forEach((end, index) => assert.equal(end, GOOD_END, commands[index]?.join(' ')));
    });
  });
});
