import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as esbuild from 'esbuild';
import * as assert from 'uvu/assert';
import { NtStatus, ntStatusEntries, ntStatusNames, ntStatusValue } from '../../src/ntstatus.js';
import { suite } from '../harness/index.js';

const PROJECT = process.cwd();
const SCRIPT = 'scripts/generate-ntstatus.mjs';
const SOURCE = 'src/ntstatus-names/ntstatus.tsv';
const TARGET = 'src/ntstatus-names/names.ts';

/** The table as the file has it, read without the generator: a line, its value and its name. */
function readTable(): { name: string; value: number }[] {
  const [header, ...lines] = readFileSync(join(PROJECT, SOURCE), 'utf8').trimEnd().split('\n');
  assert.ok(header?.startsWith('# value\tname\t'));
  return lines.map((line) => {
    const [hex, name, ...rest] = line.split('\t');
    assert.ok(hex !== undefined && name !== undefined && rest.length === 0, line);
    return { name, value: Number(hex) | 0 };
  });
}

/** An entry in a form that can be sorted. */
function asText({ name, value }: { name: string; value: number }): string {
  return `${(value >>> 0).toString(16).padStart(8, '0')} ${name}`;
}

function run(root: string, ...options: string[]): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, [join(root, SCRIPT), ...options], { encoding: 'utf8' });
}

/** Runs `work` with a copy of the script and its two files, which nothing else sees. */
function inCopy(work: (root: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), 'castbuf-ntstatus-'));
  try {
    mkdirSync(join(root, 'scripts'));
    mkdirSync(join(root, 'src/ntstatus-names'), { recursive: true });
    for (const file of [SCRIPT, SOURCE, TARGET]) cpSync(join(PROJECT, file), join(root, file));
    work(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** What a bundler that minifies makes of a module that lies in the room at `folder` and imports from it. */
function bundle(folder: string, code: string): string {
  const { buildSync } = createRequire(join(PROJECT, 'package.json'))('esbuild') as typeof esbuild;
  const result = buildSync({
    stdin: { contents: code, resolveDir: folder, loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  return result.outputFiles[0]?.text ?? '';
}

suite('ntstatus table', (test) => {
  test('the packed names say what ntstatus.tsv says, line by line', () => {
    const lines = readTable();
    assert.is(lines.length, 2981);
    for (const { name, value } of lines) {
      assert.is(ntStatusValue(name), value, name);
      assert.ok(ntStatusNames(value).includes(name), name);
    }
    assert.equal([...ntStatusEntries()].map(asText).toSorted(), lines.map(asText).toSorted());
  });

  test('the names of a value keep the order of ntstatus.tsv, except that …WAIT_0 gives way', () => {
    const namesOf = new Map<number, string[]>();
    for (const { name, value } of readTable()) namesOf.set(value, [...(namesOf.get(value) ?? []), name]);
    for (const [value, names] of namesOf) {
      const last = names.filter((name) => name.endsWith('WAIT_0'));
      assert.equal(ntStatusNames(value), [...names.filter((name) => !last.includes(name)), ...last]);
    }
  });

  test('the comments beside the members of NtStatus show their values', () => {
    const text = readFileSync(join(PROJECT, 'src/ntstatus/status.ts'), 'utf8');
    const members = [...text.matchAll(/^ {2}(\w+): (-?\d+), \/\/ (0x[0-9A-F]{8})$/gm)];
    assert.is(members.length, Object.keys(NtStatus).length);
    for (const [line, , value, hex] of members) assert.is(Number(hex) | 0, Number(value), line);
  });

  test('--check passes on the tree', () => {
    const { status, stderr } = run(PROJECT, '--check');
    assert.is(status, 0, stderr);
    assert.is(stderr, '');
  });

  test('--check fails after a flipped byte in either file, writes nothing, and generating repairs it', () => {
    inCopy((root) => {
      assert.is(run(root, '--check').status, 0);
      const original = readFileSync(join(root, TARGET));

      for (const at of [0, original.length >> 1, original.length - 1]) {
        const flipped = Buffer.from(original);
        flipped[at] = (flipped[at] ?? 0) ^ 1;
        writeFileSync(join(root, TARGET), flipped);
        const { status, stderr } = run(root, '--check');
        assert.is(status, 1, `byte ${at}`);
        assert.match(stderr, 'npm run generate:ntstatus');
        assert.ok(readFileSync(join(root, TARGET)).equals(flipped), 'the check left the file alone');
      }
      assert.is(run(root).status, 0);
      assert.ok(readFileSync(join(root, TARGET)).equals(original), 'generated again');

      unlinkSync(join(root, TARGET));
      const missing = run(root, '--check');
      assert.is(missing.status, 1, 'no file');
      assert.match(missing.stderr, 'npm run generate:ntstatus');
      assert.is(run(root).status, 0);

      const table = readFileSync(join(root, SOURCE), 'utf8');
      writeFileSync(join(root, SOURCE), table.replace('0x00000103\tSTATUS_PENDING', '0x00000103\tSTATUS_QENDING'));
      assert.is(run(root, '--check').status, 1, 'another name');
    });
  });

  test('the generator refuses a table that it cannot pack, naming the line', () => {
    inCopy((root) => {
      const table = readFileSync(join(root, SOURCE), 'utf8');
      const bad: [string, RegExp][] = [
        ['0xFFFFFFFF\tSTATUS_PENDING', /line 2983: the name occurs twice/],
        ['0x00000004\tSTATUS_LATE', /line 2983: values must ascend/],
        ['0xFFFFFFFF\tstatus_lower', /line 2983: not/],
        ['0xFFFFFFFF\tSTATUS_`', /line 2983: not/],
        ['4294967295\tSTATUS_DECIMAL', /line 2983: not/],
        ['0xFFFFFFFF\tSTATUS_A\tmore', /line 2983: not/],
      ];
      for (const [line, why] of bad) {
        writeFileSync(join(root, SOURCE), `${table}${line}\n`);
        const { status, stderr } = run(root);
        assert.is(status, 1, line);
        assert.match(stderr, why);
      }
    });
  });

  test('an unknown option is refused and writes nothing', () => {
    inCopy((root) => {
      writeFileSync(join(root, TARGET), '');
      for (const options of [['--chekc'], ['--check', 'more']]) {
        const { status, stderr } = run(root, ...options);
        assert.is(status, 2);
        assert.match(stderr, 'usage:');
      }
      assert.is(readFileSync(join(root, TARGET), 'utf8'), '');
    });
  });

  test('only what needs the names brings the table, and importing does no work', () => {
    // In a copy, where no package.json says `sideEffects: false`: the bundler has to see it in the code.
    inCopy((root) => {
      const room = join(root, 'src');
      for (const part of ['ntstatus', 'ntstatus-names', 'ntstatus.ts'])
        cpSync(join(PROJECT, 'src', part), join(room, part), { recursive: true });
      const table = /KERNEL_APC/;
      assert.match(bundle(room, `import { ntStatusName } from './ntstatus.js'; console.log(ntStatusName(0));`), table);
      const constant = bundle(room, `import { NtStatus } from './ntstatus.js'; console.log(NtStatus.SUCCESS);`);
      assert.not.match(constant, table);
      const bits = bundle(
        room,
        `import { isSuccess, facility } from './ntstatus.js'; console.log(isSuccess(0), facility(0));`,
      );
      assert.not.match(bits, table);
      assert.not.match(bits, /CONNECTION_RESET/, 'nor does the object NtStatus come along');
      assert.is(bundle(room, `import './ntstatus.js';`), '');
    });
  });
});
