import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, link, mkdir, open, readdir, readFile, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import * as assert from 'uvu/assert';
import { CommandError, ExitStatus, Interrupted } from '../../src/cli/exit-status.js';
import { identityOf } from '../../src/cli/file-identity.js';
import type { StopRequest } from '../../src/cli/interruption.js';
import { withOutput } from '../../src/cli/output.js';
import { removeTemporaryFiles, TemporaryFile } from '../../src/cli/temporary-file.js';
import { suite } from '../harness/index.js';
import { AS_CHUNKS, castbuf, CASTBUF, start, withFolder } from './run-castbuf.js';

const run = promisify(execFile);
const CHUNKS = 'test/vectors/chunks-10k.bin';
const isPosix = process.platform !== 'win32';
const interruption: StopRequest = { signal: new AbortController().signal, throwIfOver() {} };

/** Writes a text in two pieces, and then ends as it is told to. */
async function write(path: string, text: string, fault?: Error): Promise<void> {
  await withOutput(path, { inputs: [], interruption }, async (output) => {
    await output.write(Buffer.from(text.slice(0, 1)));
    await output.write(Buffer.from(text.slice(1)));
    if (fault !== undefined) throw fault;
  });
}

/** What `write` rejects with; undefined where it does not. */
async function faultOf(promise: Promise<void>): Promise<unknown> {
  try {
    return void (await promise);
  } catch (error) {
    return error;
  }
}

const TEMPORARY = /^\.castbuf-/;

/** Whether a user's own namespace may mount a file system. */
function canMount(): boolean {
  return spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/tmp']).status === 0;
}

/** Until a temporary file in the folder has some bytes. */
async function untilWritten(folder: string): Promise<void> {
  for (;;) {
    const name = (await readdir(folder)).find((one) => TEMPORARY.test(one));
    if (name !== undefined && (await stat(join(folder, name))).size > 0) return;
    await setTimeout(5);
  }
}

async function clear(folder: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => TEMPORARY.test(name));
  assert.is(left.length, 1);
  for (const name of left) await rm(join(folder, name));
}

suite('castbuf -o: a file is the old one or the new one', (test) => {
  test('while it is written the old one is there, and afterwards nothing but the new one', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'rows');
      await writeFile(path, 'old, and longer');
      await withOutput(path, { inputs: [], interruption }, async (output) => {
        await output.write(Buffer.from('new'));
        assert.is(await readFile(path, 'utf8'), 'old, and longer');
        assert.is((await readdir(folder)).length, 2);
      });
      assert.is(await readFile(path, 'utf8'), 'new');
      await write(join(folder, 'first'), 'one');
      assert.equal((await readdir(folder)).sort(), ['first', 'rows']);
    });
  });

  test('an error and an interruption leave the old one; an error of the data has the good records before it', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'rows');
      for (const fault of [
        new CommandError(ExitStatus.INPUT_OUTPUT, 'full'),
        new Interrupted(),
        new TypeError('bug'),
      ]) {
        assert.is(await faultOf(write(path, 'new', fault)), fault);
        assert.equal(await readdir(folder), []);
      }
      await writeFile(path, 'old');
      assert.instance(await faultOf(write(path, 'new', new Interrupted())), Interrupted);
      assert.is(await readFile(path, 'utf8'), 'old');
      const fault = new CommandError(ExitStatus.DATA, 'wrong');
      assert.is(await faultOf(write(path, 'new', fault)), fault);
      assert.is(await readFile(path, 'utf8'), 'new');
      assert.equal(await readdir(folder), ['rows']);
    });
  });

  test('a signal that came before it is opened: nothing is opened', async () => {
    await withFolder(async (folder) => {
      const stopped = { ...interruption, signal: AbortSignal.abort(new Interrupted()) };
      const options = { inputs: [], interruption: stopped };
      assert.instance(await faultOf(withOutput(join(folder, 'rows'), options, async () => {})), Interrupted);
      assert.equal(await readdir(folder), []);
    });
  });

  test('a process that ends at once leaves no temporary file', async () => {
    await withFolder(async (folder) => {
      const file = await TemporaryFile.create(join(folder, 'rows'), undefined);
      assert.is((await readdir(folder)).length, 1);
      removeTemporaryFiles();
      assert.equal(await readdir(folder), []);
      await file.remove();
    });
  });

  test('a file that cannot be made: what and why, and nothing beside it', async () => {
    await withFolder(async (folder) => {
      await mkdir(join(folder, 'sub'));
      const cases = [
        [join(folder, 'none', 'rows'), /cannot write .*rows: no such file or directory/],
        [join(folder, 'sub'), /cannot write .*sub: it is a directory/],
        [join(folder, 'new/'), /cannot write .*new\/: it is a directory/],
        [join(folder, 'x'.repeat(300)), /cannot write .*x: the name is too long/],
      ] as const;
      for (const [path, message] of cases) {
        const error = await faultOf(write(path, 'new'));
        assert.instance(error, CommandError);
        assert.is((error as CommandError).status, ExitStatus.INPUT_OUTPUT);
        assert.match((error as CommandError).message, message);
      }
      assert.equal(await readdir(folder), ['sub']);
      await write(join(folder, 'x'.repeat(255)), 'the longest name');
    });
  });

  if (!isPosix) return test.skip('modes and links: this system has others');

  test('the mode of a file stays; a new file has that of the umask', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'rows');
      const umask = process.umask(0o027);
      try {
        await write(path, 'new');
        assert.is((await stat(path)).mode & 0o7777, 0o640);
        for (const mode of [0o600, 0o755, 0o666, 0o4751]) {
          await chmod(path, mode);
          await write(path, 'newer');
          assert.is((await stat(path)).mode & 0o7777, mode, mode.toString(8));
        }
      } finally {
        process.umask(umask);
      }
    });
  });

  test('a link stays a link: what it leads to is written, also where that is not there yet', async () => {
    await withFolder(async (folder) => {
      const at = (name: string): string => join(folder, name);
      await mkdir(at('far/deep'), { recursive: true });
      await writeFile(at('far/there'), 'old');
      await symlink('far/deep', at('folder'));
      await symlink('far/there', at('one'));
      await symlink('one', at('two'));
      // Behind the link `folder`, `..` is the folder far.
      await symlink('folder/../missing', at('dangling'));
      await symlink('circle', at('circle'));
      await write(at('two'), 'new');
      await write(at('dangling'), 'made');
      assert.is(await readlink(at('one')), 'far/there');
      assert.is(await readlink(at('two')), 'one');
      assert.is(await readFile(at('far/there'), 'utf8'), 'new');
      assert.is(await readlink(at('dangling')), 'folder/../missing');
      assert.is(await readFile(at('far/missing'), 'utf8'), 'made');
      assert.match(String(await faultOf(write(at('circle'), 'new'))), /symbolic links lead in a circle/);
      assert.equal((await readdir(at('far'))).sort(), ['deep', 'missing', 'there']);
    });
  });

  test('pipes and devices are written where they are', async () => {
    await withFolder(async (folder) => {
      const pipe = join(folder, 'pipe');
      await run('mkfifo', [pipe]);
      const read: Buffer[] = [];
      const reader = createReadStream(pipe).on('data', (piece) => read.push(piece as Buffer));
      await Promise.all([write(pipe, 'x'.repeat(300_000)), once(reader, 'close')]);
      assert.is(Buffer.concat(read).length, 300_000);
      assert.ok((await stat(pipe)).isFIFO());
      await write('/dev/null', 'gone');
      assert.ok((await stat('/dev/null')).isCharacterDevice());
      assert.equal(await readdir(folder), ['pipe']);
    });
  });
});

suite('castbuf: a command never writes what it reads', (test) => {
  test('a file is itself by every name: spelling, symbolic link, hard link', async () => {
    await withFolder(async (folder) => {
      const at = (name: string): string => join(folder, name);
      await writeFile(at('in'), 'precious');
      await writeFile(at('other'), 'precious');
      const inputs = [undefined, identityOf(at('in'), 'the input')];
      const names = [at('in'), relative('.', at('in')), `${folder}/./../${folder.split('/').at(-1)}/in`];
      if (isPosix) {
        await symlink('in', at('soft'));
        await link(at('in'), at('hard'));
        names.push(at('soft'), at('hard'));
      }
      for (const name of names) {
        const error = await faultOf(withOutput(name, { inputs, interruption }, async () => assert.unreachable(name)));
        assert.is((error as CommandError).status, ExitStatus.USAGE, name);
        assert.is((error as CommandError).message, `${name} is the input as well; write to another file`);
      }
      await withOutput(at('other'), { inputs, interruption }, (output) => output.write(Buffer.from('new')));
      assert.is(await readFile(at('in'), 'utf8'), 'precious');
    });
  });

  test('the commands: the input by its name and as standard input, the header, what the header includes', async () => {
    await withFolder(async (folder) => {
      const at = (name: string): string => join(folder, name);
      await writeFile(at('rows.ndjson'), '{"a":1}\n');
      await writeFile(at('in.bin'), Buffer.of(1, 0, 0, 0));
      await writeFile(at('h.h'), '#include "inner.h"\nstruct S { word a; };\n');
      await writeFile(at('inner.h'), 'typedef int word;\n');
      const header = ['--header', at('h.h')];
      const cases: readonly (readonly [args: readonly string[], output: string, role: string, standardInput?: true])[] =
        [
          [['decode', at('in.bin'), '-f', 'csv', ...header], 'in.bin', 'the input'],
          [['encode', at('rows.ndjson'), ...header], 'rows.ndjson', 'the input'],
          [['decode', '-', '-f', 'csv', ...header], 'in.bin', 'the input', true],
          [['encode', '-', ...header], 'in.bin', 'the input', true],
          [['decode', at('in.bin'), '-f', 'csv', ...header], 'h.h', 'the header'],
          [['encode', at('rows.ndjson'), ...header], 'inner.h', 'an included header'],
          [['generate', at('h.h')], 'h.h', 'the header'],
          [['generate', at('h.h')], 'inner.h', 'an included header'],
          [['generate', '-'], 'inner.h', 'the header', true],
        ];
      const files = await Promise.all(
        (await readdir(folder)).map(async (name) => [name, await readFile(at(name))] as const),
      );
      for (const [args, output, role, isStandardInput] of cases) {
        const stdin = isStandardInput ? await open(at(output), 'r') : undefined;
        const child = start([...args, '-o', at(output)], [stdin?.fd ?? 'ignore', 'pipe', 'pipe']);
        let stderr = '';
        child.stderr?.on('data', (piece: Buffer) => (stderr += piece.toString()));
        const [status] = (await once(child, 'close')) as [number | null];
        await stdin?.close();
        const said = `castbuf: ${at(output)} is ${role} as well; write to another file\n`;
        assert.equal([status, stderr], [2, said], args.join(' '));
      }
      for (const [name, bytes] of files) assert.equal(await readFile(at(name)), bytes, name);
      assert.is((await readdir(folder)).length, files.length);
    });
  });

  test('standard output that appends to the input', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'in.bin');
      await writeFile(path, await readFile('test/vectors/doc-table-1.chunks.bin'));
      const stdout = await open(path, 'a');
      const child = start(['decode', path, ...AS_CHUNKS], ['ignore', stdout.fd, 'pipe']);
      const [[error], [status]] = await Promise.all([
        once(child.stderr as NodeJS.ReadableStream, 'data'),
        once(child, 'close'),
      ]);
      await stdout.close();
      assert.is(status, 2);
      assert.is(String(error), 'castbuf: standard output is the input as well; write to another file\n');
      assert.is((await stat(path)).size, (await stat('test/vectors/doc-table-1.chunks.bin')).size);
    });
  });
});

suite('castbuf -o: faults', (test) => {
  test('wrong data: status 1, and a file with the good records', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'rows.ndjson');
      await writeFile(path, 'old');
      const bad = await castbuf(['decode', 'test/vectors/bad-overrun-last.bin', ...AS_CHUNKS, '-o', path]);
      assert.is(bad.status, 1);
      assert.match(await readFile(path, 'utf8'), /^\{"offset":0,.*\}\n$/);
      const encoded = await castbuf(['encode', '-', ...AS_CHUNKS, '-o', path], { input: '{}\n' });
      assert.is(encoded.status, 1);
      assert.is(await readFile(path, 'utf8'), '', 'no line was good');
      assert.equal(await readdir(folder), ['rows.ndjson']);
    });
  });

  if (!isPosix) return test.skip('a full disk, SIGINT and SIGKILL: this system has no such limits and signals');

  test('a file that may not grow further, as on a full disk: status 3, the old file, nothing beside it', async () => {
    await withFolder(async (folder) => {
      for (const old of ['old', undefined]) {
        const path = join(folder, old ?? 'new');
        if (old !== undefined) await writeFile(path, old);
        // In blocks of 512 bytes or more.
        const line = 'ulimit -f 8; exec "$@"';
        const command = [process.execPath, CASTBUF, 'decode', CHUNKS, ...AS_CHUNKS, '-o', path];
        const error = (await run('sh', ['-c', line, 'sh', ...command]).catch((reason: unknown) => reason)) as {
          code: number;
          stderr: string;
        };
        assert.is(error.stderr, `castbuf: cannot write ${path}: the file would become too large\n`);
        assert.is(error.code, 3);
      }
      assert.equal(await readdir(folder), ['old']);
      assert.is(await readFile(join(folder, 'old'), 'utf8'), 'old');
    });
  });

  const NO_DISK = 'a full disk: no small file system can be mounted here without privileges';
  const withDisk = canMount() ? test : (_: string, run: () => Promise<void>) => test.skip(NO_DISK, run);
  withDisk('a full disk: status 3, the old file, nothing beside it', async () => {
    const script =
      'mount -t tmpfs -o size=64k none "$1" && cd "$1" && echo old >rows && shift && "$@"; echo "$?" $(ls -A) $(cat rows)';
    await withFolder(async (folder) => {
      const here = process.cwd();
      const command = [process.execPath, join(here, CASTBUF), 'decode', join(here, CHUNKS), ...AS_CHUNKS, '-o', 'rows'];
      const { stdout, stderr } = await run('unshare', ['-rm', 'sh', '-c', script, 'sh', folder, ...command]);
      assert.is(stderr, 'castbuf: cannot write rows: no space left on the device\n');
      assert.is(stdout, '3 rows old\n');
    });
  });

  const NO_FULL = 'writes to /dev/full: there is none here';
  const withFull = existsSync('/dev/full') ? test : (_: string, run: () => Promise<void>) => test.skip(NO_FULL, run);
  withFull('/dev/full: every command that writes says so, with 3', async () => {
    const cases = [['--help'], ['--version'], [], ['help', 'decode'], ['layout'], ['stat', CHUNKS, ...AS_CHUNKS]];
    for (const args of cases) {
      const stdout = await open('/dev/full', 'w');
      const child = start(args, ['ignore', stdout.fd, 'pipe']);
      const [[error], [status]] = await Promise.all([
        once(child.stderr as NodeJS.ReadableStream, 'data'),
        once(child, 'close'),
      ]);
      await stdout.close();
      assert.is(
        String(error),
        'castbuf: cannot write to standard output: no space left on the device\n',
        args.join(' '),
      );
      assert.is(status, 3, args.join(' '));
    }
    const { status, stderr } = await castbuf(['decode', CHUNKS, ...AS_CHUNKS, '-o', '/dev/full']);
    assert.equal([status, stderr], [3, 'castbuf: cannot write /dev/full: no space left on the device\n']);
  });

  test('/dev/stdout is standard output, and not emptied where that is a file', async () => {
    await withFolder(async (folder) => {
      const path = join(folder, 'log');
      await writeFile(path, 'before\n');
      const stdout = await open(path, 'a');
      const args = ['decode', CHUNKS, ...AS_CHUNKS, '--limit', '1', '--columns', 'ChunkType', '-o', '/dev/stdout'];
      const [status] = (await once(start([...args, '-f', 'ndjson'], ['ignore', stdout.fd, 'inherit']), 'close')) as [
        number,
      ];
      await stdout.close();
      assert.is(status, 0);
      assert.is(await readFile(path, 'utf8'), 'before\n{"ChunkInfo":{"ChunkType":0}}\n');
    });
  });

  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    test(`${signal} while a file is written: the old one, or none`, async () => {
      await withFolder(async (folder) => {
        await writeFile(join(folder, 'old'), 'old');
        for (const name of ['old', 'new']) {
          // The input does not end, so the output is not whole.
          const child = start(['decode', '-', ...AS_CHUNKS, '-o', join(folder, name)], ['pipe', 'ignore', 'ignore']);
          child.stdin?.on('error', () => {});
          child.stdin?.write(await readFile(CHUNKS));
          await untilWritten(folder);
          child.kill(signal);
          const [status, by] = (await once(child, 'exit')) as [number | null, string | null];
          assert.equal([status, by], signal === 'SIGINT' ? [130, null] : [null, 'SIGKILL']);
          child.stdin?.destroy();
          // A process that is killed cannot clear up after itself.
          if (signal === 'SIGKILL') await clear(folder);
        }
        assert.equal(await readdir(folder), ['old']);
        assert.is(await readFile(join(folder, 'old'), 'utf8'), 'old');
      });
    });
  }
});
