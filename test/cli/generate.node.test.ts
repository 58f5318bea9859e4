import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import * as assert from 'uvu/assert';
import { shownName } from '../../src/cli/generate/names.js';
import { typescriptModule } from '../../src/cli/generate/ts-writer.js';
import { parseHeader, type Header } from '../../src/header/index.js';
import { layoutOfAny, type NamedAbi } from '../../src/schema/index.js';
import { isDeep, readFixtureText, rounds, sampled, suite } from '../harness/index.js';
import { ORACLE_SETS } from '../header/oracle-sets.js';
import { RandomHeader, randomFrom } from '../header/random-header.js';
import { evaluate, recordsOf } from './generated-module.js';
import { castbuf, withFolder } from './run-castbuf.js';

// time-out: 600 s

const ABIS: readonly NamedAbi[] = ['msvc-x64', 'msvc-x86', 'gcc-x64'];

interface Facts {
  readonly size: number;
  readonly align: number;
  readonly flat: readonly unknown[];
}

function factsOf({ size, align, flat }: Facts): string {
  return JSON.stringify([size, align, flat]);
}

/** Compares the records of a module with those of its header. @returns what the module says it leaves out */
async function compare(header: Header, name: string): Promise<string[]> {
  const { text, problems } = typescriptModule(header, header.records, name);
  const made = recordsOf(await withFolder((folder) => evaluate(text, folder, name)));
  const known = new Set(
    made.map((type) => `${(type as { typeName?: string }).typeName} ${factsOf(layoutOfAny(type, header.abi))}`),
  );
  const leftOut: string[] = [];
  for (const record of header.records) {
    const shown = shownName(record);
    const start = `${record.kind} ${shown} (${record.place.file}:${record.place.line}) is left out: `;
    const problem = problems.find((one) => one.startsWith(start));
    if (problem === undefined) assert.ok(known.has(`${shown} ${factsOf(record)}`), `${shown}, ${start}`);
    else {
      leftOut.push(problem.slice(start.length));
      assert.ok(text.includes(`// Left out: ${record.kind} ${shown} (`), `${shown} is in a comment`);
    }
  }
  assert.is(leftOut.length, problems.length);
  return leftOut;
}

suite('castbuf generate: layouts', (test) => {
  let recordCount = 0;
  for (const { name, abi, headerFile } of sampled(ORACLE_SETS, 8)) {
    test(`every record of ${name}`, async () => {
      const header = parseHeader(await readFixtureText(headerFile), { abi, fileName: headerFile });
      assert.equal(await compare(header, name), []);
      recordCount += header.records.length;
    });
  }

  test('they are all there', () => {
    if (isDeep) assert.is(recordCount, 3813);
    else assert.ok(recordCount > 500, `${recordCount} records`);
  });

  for (const abi of ABIS) {
    test(`random headers for ${abi}: the same layout, or left out and said so`, async () => {
      let records = 0;
      const leftOut: string[] = [];
      const seeds = rounds(4);
      for (let seed = 1; seed <= seeds; seed++) {
        const text = new RandomHeader(randomFrom(seed), abi !== 'gcc-x64', false).text(170);
        const header = parseHeader(text, { abi });
        assert.equal(header.errors, []);
        records += header.records.length;
        leftOut.push(...(await compare(header, `random-${abi}-${seed}`)));
      }
      assert.ok(records > seeds * 150, `${records} records`);
      // gcc packs single bit-fields, unions of bit-fields, and what is packed already under a pack: the schema language has no words for that.
      assert.ok(leftOut.length <= (abi === 'gcc-x64' ? 80 : 0), leftOut.join('\n'));
    });
  }
});

suite('castbuf generate: TypeScript', (test) => {
  test('reads like a schema that somebody wrote', async () => {
    const source = [
      'typedef unsigned long ULONG;',
      'enum Kind { NONE, SOME = 0x10000, LAST = -1 };',
      'typedef struct _ITEM { enum Kind Kind; ULONG Low : 4, : 2, High : 10; void (*Call)(ULONG /* } */ Size); } ITEM, *PITEM;',
      '#pragma pack(push, 1)',
      'union Both { unsigned char Tag; ULONG Value; struct { char A; ITEM Items[2]; }; };',
      '#pragma pack(pop)',
      'typedef long long time_t; struct Times { time_t Seconds; ULONG Old; /* castbuf: time=s:1904-01-01 */ };',
      'struct Tail { ULONG Count; _Field_size_(Count) ITEM Items[1]; };',
    ];
    const header = parseHeader(source.join('\n'), { fileName: 'kinds.h' });
    const { text, problems } = typescriptModule(header, header.records, 'kinds.h');
    assert.equal(problems, []);
    assert.is(text, await readFixtureText('cli/generated-kinds.ts.txt'));
  });

  test('passes the type checker, and names what decode gives', async () => {
    await withFolder(async (folder) => {
      for (const headerFile of ['oracle/oracle-miracast-x64.h', 'oracle/fuzz/all-1.h', 'oracle/oracle-video-x64.h']) {
        const out = join(folder, `${headerFile.replaceAll('/', '-')}.ts`);
        const { status, stderr } = await castbuf(['generate', `test/${headerFile}`, '-o', out]);
        assert.equal([status, stderr], [0, ''], headerFile);
      }
      const use = join(folder, 'use.ts');
      const lines = [
        "import type { MIRACAST_CHUNK_DATA } from './oracle-oracle-miracast-x64.h.js';",
        'declare const chunk: MIRACAST_CHUNK_DATA;',
        'export const frame: number = chunk.ChunkInfo.ChunkId.FrameNumber;',
        'export const wrong: string = chunk.ChunkInfo.ProcessingTime;',
      ];
      await writeFile(use, lines.join('\n'));
      const names = [
        'oracle-oracle-miracast-x64.h.ts',
        'oracle-fuzz-all-1.h.ts',
        'oracle-oracle-video-x64.h.ts',
        'use.ts',
      ];
      assert.equal(diagnosticsOf(names.map((name) => join(folder, name))), [
        "use.ts:4 Type 'number' is not assignable to type 'string'.",
      ]);
    });
  });
});

function diagnosticsOf(files: readonly string[]): string[] {
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    strict: true,
    noEmit: true,
    noUnusedLocals: true,
    skipLibCheck: true,
    paths: { castbuf: [resolve('build/index.d.ts')] },
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1;
    return `${file?.fileName.split('/').at(-1)}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

suite('castbuf generate: the command', (test) => {
  test('a header with an error: a caret, the good records, status 4', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'bad.h');
      await writeFile(file, 'struct Good { int a; };\nstruct Bad { Unknown b; };\nstruct Also { char c; };\n');
      const { status, text, stderr } = await castbuf(['generate', file]);
      assert.is(status, 4);
      assert.equal(stderr.split('\n'), [
        `${file}:2:14: no type is named Unknown; declare it, or include the header that does`,
        'struct Bad { Unknown b; };',
        '             ^',
        `castbuf: 1 error in ${file}; what it concerns is left out`,
        '',
      ]);
      assert.match(text, /export const Good = struct\('Good'/);
      assert.match(text, /export const Also = struct\('Also'/);
      assert.not.match(text, /Bad/);
      assert.is((await castbuf(['generate', file, '--type', 'Bad'])).status, 4);
    });
  });

  test('no file: 3; wrong use: 2', async () => {
    const missing = await castbuf(['generate', 'test/no-such-header.h']);
    assert.is(missing.status, 3);
    assert.match(missing.stderr, /no such file/);
    const header = 'test/oracle/oracle-miracast-x64.h';
    for (const wrong of [
      [],
      [header, header],
      [header, '--abi', 'arm'],
      [header, '--type', 'Nothing'],
      [header, '-I'],
    ]) {
      const { status, text, stderr } = await castbuf(['generate', ...wrong]);
      assert.equal([status, text], [2, ''], `${wrong.join(' ')}: ${stderr}`);
    }
    assert.is((await castbuf(['generate', header, '--where', 'a > 1'])).status, 2);
    const before = await readFile(header, 'utf8');
    assert.is((await castbuf(['generate', header, '-o', header])).status, 2);
    assert.is(await readFile(header, 'utf8'), before);
  });

  test('--type, by tag or typedef, with what it is made of', async () => {
    const { text, status } = await castbuf([
      'generate',
      'test/oracle/oracle-miracast-x64.h',
      '--type',
      'MIRACAST_CHUNK_INFO',
    ]);
    assert.is(status, 0);
    const names = [...text.matchAll(/^export const (\w+)/gm)].map(([, name]) => name);
    assert.equal(names, ['abi', 'MIRACAST_CHUNK_ID', 'MIRACAST_CHUNK_TYPE', 'MIRACAST_CHUNK_INFO']);
  });

  test('-I and -D, more than once; a header on standard input', async () => {
    await withFolder(async (folder) => {
      await mkdir(join(folder, 'one'));
      await mkdir(join(folder, 'two'));
      await writeFile(join(folder, 'one', 'a.h'), '#include "b.h"\n');
      await writeFile(join(folder, 'one', 'b.h'), 'typedef short SMALL;\n');
      await writeFile(join(folder, 'two', 'c.h'), 'struct Other { SMALL s[COUNT]; };\n');
      const input = '#include <a.h>\n#include <c.h>\n#ifdef MORE\nstruct More { SMALL s[COUNT + 1]; };\n#endif\n';
      const folders = ['-I', join(folder, 'one'), '-I', join(folder, 'two')];
      const { status, text, stderr } = await castbuf(['generate', '-', ...folders, '-D', 'COUNT=3', '-D', 'MORE'], {
        input,
      });
      assert.equal([status, stderr], [0, '']);
      assert.match(text, /export const Other = struct\('Other', \{\n.*\n {2}s: array\(i16, 3\),/);
      assert.match(text, /export const More = struct\('More', \{\n.*\n {2}s: array\(i16, 4\),/);
      assert.is((await castbuf(['generate', '-', ...folders.slice(0, 2), '-D', 'COUNT=3'], { input })).status, 4);
    });
  });
});
