import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { readFixture, readFixtureText, suite, sampled } from '../harness/index.js';
import { ORACLE_SETS, readOracle } from '../header/oracle-sets.js';
import { AS_CHUNKS, castbuf, withFolder } from './run-castbuf.js';
import { linesOf } from './vector-lines.js';

const MIRACAST = 'test/oracle/oracle-miracast-x64.h';
const SETS = ORACLE_SETS.filter(({ name }) => /miracast|msvc-rules|fuzz\/(align-1|all-2)/.test(name));

/** The packed header of a made-up device; the tail is counted by a SAL annotation. */
const PACKET = `typedef unsigned char UCHAR;
typedef unsigned int UINT;
typedef enum { PACKET_PING = 1, PACKET_DATA = 2 } PACKET_KIND;
typedef struct _PACKET {
  PACKET_KIND Kind;
  UINT Size;
  _Field_size_bytes_(Size) UCHAR Data[1];
} PACKET, *PPACKET;
`;

const BAD = `struct Good { int a; };
struct Bad {
\tint a;
\tMISSING b;
};
#include <nowhere.h>
typedef struct { char c; long d; } Last;
`;

async function withFiles<T>(files: Readonly<Record<string, string>>, body: (folder: string) => Promise<T>): Promise<T> {
  return withFolder(async (folder) => {
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, name);
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, text);
    }
    return body(folder);
  });
}

interface JsonRecord {
  readonly name: string;
  readonly kind: string;
  readonly size: number;
  readonly align: number;
  readonly flat: readonly [path: string, bitOffset: number, bitSize: number][];
}

/** `layout --json` of a header that has no errors: the sizes of its records. */
async function sizes(args: readonly string[]): Promise<Record<string, number>> {
  const { status, text, stderr } = await castbuf(['layout', '--json', ...args]);
  assert.is(stderr, '');
  assert.is(status, 0);
  return Object.fromEntries((JSON.parse(text) as JsonRecord[]).map(({ name, size }) => [name, size]));
}

suite('castbuf layout FILE.h: the oracle', (test) => {
  for (const set of sampled(SETS)) {
    test(`${set.name}: --json is what clang says`, async () => {
      const { records } = await readOracle(set);
      const expected = records
        .filter(({ tag, typedefs }) => tag !== null || typedefs.length > 0)
        .map(({ name, kind, size, align, flat }) => ({ name, kind, size, align, flat }));
      const { status, text, stderr } = await castbuf(['layout', `test/${set.headerFile}`, '--json', '--abi', set.abi]);
      assert.is(stderr, '');
      assert.is(status, 0);
      assert.ok(expected.length > 0);
      assert.equal(JSON.parse(text), expected);
    });
  }

  test('one record as text, by its tag and by its typedef', async () => {
    await withFiles({ 'p.h': PACKET }, async (folder) => {
      const { status, text } = await castbuf(['layout', join(folder, 'p.h'), '--type', 'PACKET']);
      assert.is(status, 0);
      const lines = linesOf(text).map((line) => line.trim().replaceAll(/ {2,}/g, ' '));
      assert.is(lines[0], 'struct _PACKET msvc-x64: 12 bytes, aligned to 4, 3 bytes of padding in 1 hole');
      assert.equal(lines.slice(2, 6), [
        '0 4 Kind PACKET_KIND',
        '4 4 Size u32',
        '8 1 Data u8[Size]',
        '9 3 -- padding --',
      ]);
      assert.is((await castbuf(['layout', join(folder, 'p.h'), '--type', '_PACKET'])).text, text);
      const plan = await castbuf(['layout', join(folder, 'p.h'), '--type', 'PACKET', '--plan']);
      assert.match(plan.text, /records with a counted part behind the fixed one: 8 fixed bytes/);
    });
  });
});

suite('castbuf layout FILE.h: the byte order of members', (test) => {
  test('is said where it is not that of the machine, and where it makes a difference', async () => {
    const order = '__attribute__((scalar_storage_order("big-endian")))';
    const header = `struct B { unsigned a; unsigned char b; short c[2]; unsigned short d:3; } ${order};\nstruct L { unsigned a; };\n`;
    await withFiles({ 'b.h': header }, async (folder) => {
      const { text } = await castbuf(['layout', join(folder, 'b.h'), '--abi', 'gcc-x64']);
      const types = linesOf(text).flatMap(
        (line) => /^ +(?!.*-- padding)[\d:]+ +\d+(?: b)? +\w+ +(\S.*)$/.exec(line)?.[1] ?? [],
      );
      assert.equal(types, ['be(u32)', 'u8', 'be(i16)[2]', 'be(u16) : 3', 'u32']);
    });
  });
});

suite('castbuf layout FILE.h --diff', (test) => {
  test('pointers under two ABIs, side by side', async () => {
    await withFiles({ 'p.h': 'struct P { char c; void *p; };\nstruct Q { int i; };\n' }, async (folder) => {
      const { status, text } = await castbuf(['layout', join(folder, 'p.h'), '--diff', 'msvc-x86']);
      assert.is(status, 0);
      const lines = linesOf(text).map((line) => line.trim().replaceAll(/ {2,}/g, ' '));
      assert.equal(lines.slice(0, 9), [
        'struct P',
        'msvc-x64 msvc-x86',
        'member offset size offset size',
        'c 0 1 0 1',
        '-- padding -- 1 7 1 3 <>',
        'p 8 8 4 4 <>',
        'msvc-x64: 16 bytes, aligned to 8, 7 bytes of padding in 1 hole',
        'msvc-x86: 8 bytes, aligned to 4, 3 bytes of padding in 1 hole',
        '2 lines differ',
      ]);
      assert.is(lines.at(-1), 'no difference');
    });
  });

  test('what #ifdef leaves to one ABI is shown alone', async () => {
    const text =
      '#ifdef _WIN64\nstruct Wide { int a; };\n#else\nstruct Narrow { int b; };\n#endif\nstruct Both { int c; };\n';
    await withFiles({ 'p.h': text }, async (folder) => {
      const { stdout, status } = await castbuf(['layout', join(folder, 'p.h'), '--diff', 'msvc-x86']);
      assert.is(status, 0);
      assert.match(stdout.toString(), /only under msvc-x64: struct Wide {2}msvc-x64: 4 bytes/);
      assert.match(stdout.toString(), /only under msvc-x86: struct Narrow {2}msvc-x86: 4 bytes/);
      assert.match(stdout.toString(), /^struct Both$/m);
      const narrow = await castbuf(['layout', join(folder, 'p.h'), '--diff', 'msvc-x86', '--type', 'Wide']);
      assert.not.match(narrow.text, /Narrow|Both/);
    });
  });

  test('padding of one anonymous struct is not taken for that of another', async () => {
    const text =
      'struct U { union { struct { char a; long long b; }; struct { char c; short d; int e; long long f; }; }; union { char g; void *h; }; };';
    await withFiles({ 'p.h': text }, async (folder) => {
      const { text: same } = await castbuf(['layout', join(folder, 'p.h'), '--diff', 'gcc-x64']);
      assert.match(same, /no difference/);
      const { text: shown } = await castbuf(['layout', join(folder, 'p.h'), '--type', 'U', '--diff', 'msvc-x86']);
      const rows = linesOf(shown).map((line) => line.trim().replaceAll(/ {2,}/g, ' '));
      assert.equal(
        rows.filter((row) => /padding -- /.test(row)),
        ['-- padding -- 1 7 1 7', '-- padding -- 1 1 1 1', '-- padding -- - - 20 4 <>'],
      );
    });
  });

  test('an error that both ABIs have is said once', async () => {
    await withFiles({ 'bad.h': BAD }, async (folder) => {
      const { status, stderr } = await castbuf(['layout', join(folder, 'bad.h'), '--diff', 'gcc-x64']);
      assert.is(status, 4);
      assert.is(linesOf(stderr).filter((line) => line.includes('no type is named MISSING')).length, 1);
      assert.match(stderr, /castbuf: 2 errors in /);
    });
  });
});

suite('castbuf layout FILE.h: -D and -I', (test) => {
  test('-D: apart, in one word, without a value, empty, with parameters, the last one', async () => {
    const text = `
#ifndef COUNT
#define COUNT 1
#endif
#ifdef EXTRA
struct Extra { char bytes[EXTRA]; };
#endif
#ifndef WIDTH
#define WIDTH(n) n
#endif
struct S { char bytes[COUNT]; } ATTRIBUTE;
struct W { char bytes[WIDTH(3)]; };
`;
    await withFiles({ 's.h': text }, async (folder) => {
      const file = join(folder, 's.h');
      assert.equal(await sizes([file, '-DATTRIBUTE=']), { S: 1, W: 3 });
      assert.equal(await sizes([file, '-D', 'ATTRIBUTE=', '-D', 'COUNT=(1 << 4)']), { S: 16, W: 3 });
      assert.equal(await sizes(['-DATTRIBUTE=', '-DEXTRA', '-DCOUNT=007', file]), { Extra: 1, S: 7, W: 3 });
      const last = ['-DATTRIBUTE=', '-DWIDTH(n)=((n) == 3 ? 9 : 1)', '-DCOUNT=2', '-D', 'COUNT=5'];
      assert.equal(await sizes([...last, file]), { S: 5, W: 9 });
    });
  });

  const FILES = {
    'main.h':
      '#include "sub/near.h"\n#include <base.h>\n#include <sys\\types.h>\nstruct Main { struct Near n; base b; };\n',
    'sub/near.h': '#pragma once\n#include "beside.h"\nstruct Near { struct Beside b; };\n',
    'sub/beside.h': '#include "near.h"\nstruct Beside { char b[3]; };\n',
    'first/base.h': '#include_next <base.h>\ntypedef struct { base_part p; char c; } base;\n',
    'second/base.h': 'typedef short base_part;\n',
    'second/sys/types.h': 'struct Types { int t; };\n',
  };

  test('-I: folders in order, #include_next, files beside the one that includes them, #pragma once', async () => {
    await withFiles(FILES, async (folder) => {
      const path = (name: string): string => join(folder, name);
      const expected = { Beside: 3, Near: 3, base: 4, Types: 4, Main: 8 };
      assert.equal(await sizes([path('main.h'), '-I', path('first'), `-I${path('second')}`]), expected);
      const other = await castbuf(['layout', path('main.h'), '-I', path('second'), '--json']);
      assert.is(other.status, 4, 'second/base.h alone declares no base');
      assert.match(other.stderr, /main\.h:4:30: no type is named base/);
    });
  });

  test('#pragma once knows a file by whatever path leads to it', async () => {
    const files = {
      'a/one.h': '#pragma once\nstruct One { int a; };\n',
      'm.h': '#include "a/one.h"\n#include "link.h"\n#include <one.h>\n',
    };
    await withFiles(files, async (folder) => {
      await symlink(join(folder, 'a/one.h'), join(folder, 'link.h'));
      assert.equal(await sizes([join(folder, 'm.h'), '-I', join(folder, 'a')]), { One: 4 });
    });
  });

  test('an include that is not there: its place, and what to do', async () => {
    await withFiles(FILES, async (folder) => {
      const { status, stderr } = await castbuf(['layout', join(folder, 'main.h')]);
      assert.is(status, 4);
      assert.match(
        stderr,
        /main\.h:2:10: base\.h was not found; name its folder with -I\n#include <base\.h>\n {9}\^\n/,
      );
    });
  });

  test('a header on standard input: what it includes is looked for in this folder and those of -I', async () => {
    await withFiles(FILES, async (folder) => {
      const input = '#include "test/oracle/oracle-miracast-x64.h"\n#include <base.h>\nstruct S { base b; UINT u; };\n';
      const { status, text, stderr } = await castbuf(['layout', '-', '-I', join(folder, 'second'), '--json'], {
        input,
      });
      assert.is(status, 4);
      assert.is(
        stderr,
        '<stdin>:3:12: no type is named base; declare it, or include the header that does\n' +
          'struct S { base b; UINT u; };\n           ^\ncastbuf: 1 error in <stdin>; what it concerns is left out\n',
      );
      assert.ok((JSON.parse(text) as JsonRecord[]).some(({ name }) => name === 'MIRACAST_CHUNK_DATA'));
    });
  });

  test('a byte order mark, and UTF-16', async () => {
    await withFolder(async (folder) => {
      const file = join(folder, 'wide.h');
      await writeFile(file, '\ufeffstruct A { int a; };\n');
      assert.equal(await sizes([file]), { A: 4 });
      await writeFile(file, Buffer.from('\ufeffstruct B { char b[2]; };\r\n', 'utf16le'));
      assert.equal(await sizes([file]), { B: 2 });
    });
  });
});

suite('castbuf layout FILE.h: headers with errors', (test) => {
  test('good records are printed; each error with place, line and caret; status 4', async () => {
    await withFiles({ 'bad.h': BAD }, async (folder) => {
      const file = join(folder, 'bad.h');
      const { status, text, stderr } = await castbuf(['layout', file, '--json']);
      assert.is(status, 4);
      assert.equal(JSON.parse(text), [
        { name: 'Good', kind: 'struct', size: 4, align: 4, flat: [['a', 0, 32]] },
        {
          name: 'Last',
          kind: 'struct',
          size: 8,
          align: 4,
          flat: [
            ['c', 0, 8],
            ['d', 32, 32],
          ],
        },
      ]);
      assert.equal(stderr.split('\n'), [
        `${file}:4:2: no type is named MISSING; declare it, or include the header that does`,
        '\tMISSING b;',
        '\t^',
        `${file}:6:10: nowhere.h was not found; name its folder with -I`,
        '#include <nowhere.h>',
        '         ^',
        `castbuf: 2 errors in ${file}; what they concern is left out`,
        '',
      ]);
    });
  });

  test('the record with the error: why it is not there', async () => {
    await withFiles({ 'bad.h': BAD }, async (folder) => {
      const { status, text, stderr } = await castbuf(['layout', join(folder, 'bad.h'), '--type', 'Bad']);
      assert.is(status, 4);
      assert.is(text, '');
      assert.match(stderr, /castbuf: Bad could not be imported: .*bad\.h:4:2: no type is named MISSING/);
    });
  });

  test('no more than 100 errors are shown, and no control character of theirs', async () => {
    const lines = Array.from({ length: 150 }, (_, index) => `struct S${index} { T\u001b[31m x; };\n`);
    await withFiles({ 'bad.h': lines.join('') }, async (folder) => {
      const { status, stderr } = await castbuf(['layout', join(folder, 'bad.h')]);
      assert.is(status, 4);
      assert.is(stderr.includes('\u001b'), false);
      assert.is(linesOf(stderr).filter((line) => line.startsWith(folder)).length, 100);
      const [, total] = /castbuf: ([\d,]+) errors in /.exec(stderr) ?? [];
      assert.ok(stderr.includes(`castbuf: ${Number(total) - 100} more not shown`), stderr.slice(-300));
    });
  });

  test('records as a header, a folder, a device, nothing at all', async () => {
    const records = await castbuf(['layout', 'test/vectors/chunks-10k.bin']);
    assert.is(records.status, 4);
    assert.match(records.stderr, /has NUL characters, so it is no C header; castbuf decode reads records\n$/);
    assert.is((await castbuf(['layout', 'test/oracle'])).status, 3);
    const missing = await castbuf(['decode', 'test/vectors/chunks-10k.bin', '--header', 'nowhere/driver.h']);
    assert.is(missing.status, 3);
    assert.is(missing.stderr, 'castbuf: cannot read nowhere/driver.h: no such file or directory\n');
    const folder = await castbuf(['layout', MIRACAST, '-I', 'nowhere']);
    assert.is(folder.status, 3);
    assert.match(folder.stderr, /cannot search nowhere for headers: no such file or directory/);
    await withFiles({ 'empty.h': '#define EMPTY\n' }, async (where) => {
      const { status, text, stderr } = await castbuf(['layout', join(where, 'empty.h'), '--json']);
      assert.is(status, 0);
      assert.is(text, '[]\n');
      assert.match(stderr, /empty\.h declares no struct or union that has a name/);
    });
  });

  test('what grows without bound ends with 4', async () => {
    await withFiles({ 'loop.h': '#include "loop.h"\n' }, async (folder) => {
      const { status, stderr } = await castbuf(['layout', join(folder, 'loop.h')]);
      assert.is(status, 4);
      assert.match(stderr, /^\S*loop\.h:1:1: files are included 200 deep; does one include itself\?\n/);
    });
  });
});

suite('castbuf layout FILE.h: what is passed over', (test) => {
  const NOTED = 'struct PACKED S {\n\tchar a;\n\tint b __attribute__((odd));\n};\n';

  test('notes go to stderr with the line and a caret; the status stays 0', async () => {
    await withFiles({ 's.h': NOTED }, async (folder) => {
      const file = join(folder, 's.h');
      const { status, text, stderr } = await castbuf(['layout', '--json', file]);
      assert.is(status, 0);
      assert.match(text, /"name":"S","kind":"struct","size":8/);
      assert.is(
        stderr,
        `${file}:3:23: note: the attribute odd is passed over; castbuf does not know whether it changes the layout\n` +
          '\tint b __attribute__((odd));\n\t                     ^\n' +
          `${file}:1:8: note: nothing defines PACKED, so it is passed over\nstruct PACKED S {\n       ^\n`,
      );
    });
  });

  test('--strict makes errors of them', async () => {
    await withFiles({ 's.h': NOTED }, async (folder) => {
      const { status, text, stderr } = await castbuf(['layout', '--json', '--strict', join(folder, 's.h')]);
      assert.is(status, 4);
      assert.match(text, /"name":"S"/);
      assert.match(stderr, /s\.h:1:8: nothing defines PACKED, so it is passed over\n/);
      assert.match(stderr, /castbuf: 2 errors in \S*s\.h; --strict makes errors of notes\n$/);
    });
  });

  test('-I finds a file whatever the case of its letters, exact names first, and says so', async () => {
    const files = {
      's.h': '#include "UsbTypes.h"\n#include <Sys/Other.H>\n#include "usbtypes.h"\n#include <exact.h>\n',
      'one/usbtypes.h': '#pragma once\nstruct USB { int a; };\n',
      'one/sys/OTHER.h': 'struct OTHER { short a; };\n',
      'one/EXACT.h': 'struct WRONG { int a; };\n',
      'two/exact.h': 'struct EXACT { char a; };\n',
    };
    await withFiles(files, async (folder) => {
      const args = ['layout', '--json', join(folder, 's.h'), '-I', join(folder, 'one'), '-I', join(folder, 'two')];
      const { status, text, stderr } = await castbuf(args);
      assert.is(status, 0);
      assert.equal(
        (JSON.parse(text) as JsonRecord[]).map(({ name, size }) => [name, size]),
        [
          ['USB', 4],
          ['OTHER', 2],
          ['EXACT', 1],
        ],
      );
      assert.match(stderr, /s\.h:1:10: note: UsbTypes\.h was not found, but usbtypes\.h was\n/);
      assert.match(stderr, /s\.h:2:10: note: Sys\/Other\.H was not found, but sys\/OTHER\.h was\n/);
      assert.is(stderr.split('note:').length, 3);
    });
  });

  test('--raise: a limit keeps what was read, and the message says how to raise it', async () => {
    await withFiles(
      { 's.h': 'struct S { int a; };\n#define M 1+1+1+1\nenum { A = M + M + M };\nstruct T { int a; };\n' },
      async (folder) => {
        const file = join(folder, 's.h');
        const low = await castbuf(['layout', '--json', file, '--raise', 'expandedTokens=8']);
        assert.is(low.status, 4);
        assert.match(low.text, /^\[\n\{"name":"S"[^\n]*\n\]\n$/);
        assert.match(
          low.stderr,
          /s\.h:3:16: macros make too many tokens, the last of them M; give --raise expandedTokens=N\n/,
        );
        assert.equal(await sizes([file, '--raise', 'expandedTokens=99']), { S: 4, T: 4 });
        const wrong = await castbuf(['layout', file, '--raise', 'expandedToken=8']);
        assert.equal(
          [wrong.status, wrong.stderr],
          [2, 'castbuf: no limit expandedToken; did you mean expandedTokens?\n'],
        );
        const noNumber = await castbuf(['layout', file, '--raise', 'errors=many']);
        assert.equal([noNumber.status, noNumber.stderr], [2, 'castbuf: --raise takes LIMIT=NUMBER, not errors=many\n']);
      },
    );
  });
});

suite('castbuf --target', (test) => {
  const HEADER =
    'struct S {\n  long a;\n  void *p;\n};\n#ifdef __MINGW32__\nstruct M { int a; };\n#endif\n#ifdef _MSC_VER\nstruct V { int a; };\n#endif\n';
  const TARGETS: readonly [target: string, sizes: Record<string, number>][] = [
    ['x86_64-pc-windows-msvc', { S: 16, V: 4 }],
    ['i686-pc-windows-msvc', { S: 8, V: 4 }],
    ['i386-windows', { S: 8, V: 4 }],
    ['amd64-unknown-windows-msvc', { S: 16, V: 4 }],
    ['x86_64-w64-mingw32', { S: 16, M: 4 }],
    ['x86_64-pc-windows-gnu', { S: 16, M: 4 }],
    ['x86_64-linux-gnu', { S: 16 }],
    ['x86_64-unknown-linux-gnu', { S: 16 }],
    ['X86_64-PC-Linux-musl', { S: 16 }],
    ['i686-linux-gnu', { S: 8 }],
    ['arm-none-eabi', { S: 8 }],
    ['arm-linux-gnueabihf', { S: 8 }],
    ['s390x-linux-gnu', { S: 16 }],
  ];

  test('names the ABI and the macros', async () => {
    await withFiles({ 's.h': HEADER }, async (folder) => {
      for (const [target, want] of TARGETS)
        assert.equal(await sizes([join(folder, 's.h'), '--target', target]), want, target);
    });
  });

  test('flags of gcc, and the enums that a target has', async () => {
    const text = 'enum e { A }; struct S { char c; enum e e; int i; };';
    await withFiles({ 's.h': text }, async (folder) => {
      const cases: readonly [words: readonly string[], size: number][] = [
        [['--target', 'arm-none-eabi'], 8],
        [['--target', 'arm-linux-gnueabi'], 12],
        [['--target', 'arm-none-eabi', '--short-enums', 'off'], 12],
        [['--abi', 'gcc-x64', '--short-enums', 'on'], 8],
        [['--abi', 'gcc-x64', '--pack-struct', '1'], 9],
        [['--abi', 'gcc-s390x', '--pack-struct', 'all'], 9],
      ];
      for (const [words, size] of cases)
        assert.equal(await sizes([join(folder, 's.h'), ...words]), { S: size }, words.join(' '));
    });
    for (const [option, value] of [
      ['--pack-struct', '2'],
      ['--endian', 'big'],
    ] as const) {
      const { status, stderr } = await castbuf(['layout', option, value]);
      assert.equal([status, stderr], [2, `castbuf: ${option} is for C headers; it goes with layout FILE.h\n`]);
    }
  });

  test('--endian is the byte order of what does not say its own', async () => {
    const text =
      'typedef unsigned short le16; struct S { unsigned short kind; le16 own; unsigned char high:4, low:4; };';
    await withFiles({ 's.h': text, 'in.bin': '\x01\x02\x03\x04V' }, async (folder) => {
      const words = ['decode', join(folder, 'in.bin'), '--header', join(folder, 's.h'), '--abi', 'packed:1'];
      const rows = await castbuf([...words, '--endian', 'big']);
      assert.equal(JSON.parse(rows.stdout.toString()), {
        offset: 0,
        length: 5,
        kind: 0x0102,
        own: 0x0403,
        high: 5,
        low: 6,
      });
      const wrong = await castbuf([...words, '--endian', 'middle']);
      assert.equal([wrong.status, wrong.stderr], [2, 'castbuf: no endian middle; there are little, big\n']);
    });
  });

  test('one whose layout is not known is refused with the nearest; with --abi it is refused', async () => {
    for (const target of ['aarch64-pc-windows-msvc', 'sparc-linux-gnu', 'x86_64', '', 'constructor']) {
      const { status, stderr } = await castbuf(['layout', `--target=${target}`]);
      assert.is(status, 2, target);
      assert.match(
        stderr,
        target === ''
          ? /--target needs a value/
          : new RegExp(`^castbuf: no target ${target}; (?:did you mean \\w+-|there are x86_64-)`),
      );
    }
    const both = await castbuf(['layout', '--target', 'x86_64-linux-gnu', '--abi', 'gcc-x64']);
    assert.equal(
      [both.status, both.stderr],
      [2, 'castbuf: --abi and --target do not go together; --target names the ABI, too\n'],
    );
  });

  test('goes with the built-in types, too', async () => {
    const { status, text } = await castbuf([
      'layout',
      '--type',
      'MIRACAST_CHUNK_INFO',
      '--target',
      'i686-pc-windows-msvc',
    ]);
    assert.is(status, 0);
    assert.match(text, /msvc-x86/);
  });
});

/** A declared `[1]` without an annotation is one element; this says what Windows' documentation says in words. */
const COUNTED_CHUNKS = {
  'chunks.h':
    '#include <types.h>\ntypedef struct {\n  MIRACAST_CHUNK_INFO ChunkInfo;\n  UINT PrivateDriverDataSize;\n  _Field_size_bytes_(PrivateDriverDataSize) UCHAR PrivateDriverData[1];\n} COUNTED_CHUNK;\n',
};

suite('castbuf --header: records of a header', (test) => {
  test('decode, encode and stat read the golden chunks with a counted tail', async () => {
    await withFiles(
      { ...COUNTED_CHUNKS, 'include/types.h': await readFixtureText('oracle/oracle-miracast-x64.h') },
      async (folder) => {
        const input = 'test/vectors/chunks-10k.bin';
        const header = ['--header', join(folder, 'chunks.h'), '-I', join(folder, 'include'), '--type', 'COUNTED_CHUNK'];
        const decoded = await castbuf(['decode', input, ...header]);
        assert.is(decoded.stderr, '');
        assert.is(decoded.status, 0);
        const builtIn = await castbuf(['decode', input, ...AS_CHUNKS]);
        assert.is(linesOf(decoded.text).length, 10_000);
        // The built-in type has the enum unsigned; for Microsoft's compilers every enum is an int, for gcc this one is not.
        const signed = builtIn.text.replaceAll(/"ChunkType":(\d+)/g, (_, value) => `"ChunkType":${Number(value) | 0}`);
        assert.ok(decoded.text === signed, 'the rows of the built-in type');
        const unsigned = await castbuf(['decode', input, ...header, '--abi', 'gcc-x64']);
        assert.ok(unsigned.text === builtIn.text, 'the rows of the built-in type, byte for byte');
        const named = await castbuf(['decode', input, ...header, '--names', '--limit', '1']);
        assert.match(named.text, /"ChunkTypeName":"MIRACAST_CHUNK_TYPE_/);

        const encoded = await castbuf(['encode', '-', ...header], { input: decoded.text });
        assert.is(encoded.stderr, '');
        assert.is(encoded.status, 0);
        assert.ok(encoded.stdout.equals(await readFixture('vectors/chunks-10k.bin')));

        const stat = await castbuf(['stat', input, ...header, '--json']);
        const { records, type } = JSON.parse(stat.text) as { records: number; type: string };
        assert.equal({ records, type }, { records: 10_000, type: 'COUNTED_CHUNK' });
        const filtered = await castbuf([
          'decode',
          input,
          ...header,
          '--where',
          'ChunkType = FRAME_START',
          '--limit',
          '2',
        ]);
        assert.is(linesOf(filtered.text).length, 2);
      },
    );
  });

  test("the type is the header's; its [1] without an annotation is one element", async () => {
    const input = 'test/vectors/doc-table-1.chunks.bin';
    const bytes = (await readFixture('vectors/doc-table-1.chunks.bin')).subarray(0, 28);
    const one = await castbuf(['decode', '-', ...AS_CHUNKS, '--header', MIRACAST, '--limit', '1'], {
      input: Buffer.concat([bytes, Buffer.alloc(4, 0xab)]),
    });
    assert.is(one.status, 0);
    const builtIn = JSON.parse(linesOf((await castbuf(['decode', input, ...AS_CHUNKS])).text)[0] as string) as object;
    assert.equal(JSON.parse(one.text), { ...builtIn, length: 32, PrivateDriverData: 'ab' });
  });

  test('--type may be left out where the header declares one record and nothing in it is wrong', async () => {
    const files = {
      'one.h': 'typedef int word;\ntypedef struct _ONE { word a; } ONE;\n',
      'two.h': '#include "one.h"\nstruct TWO { ONE one; };\n',
      'bad.h': 'struct Good { int a; };\nstruct Bad { missing b; };\n',
      'none.h': 'typedef int word;\n',
    };
    await withFiles(files, async (folder) => {
      const input = Buffer.from([7, 0, 0, 0]);
      const decode = (name: string): ReturnType<typeof castbuf> =>
        castbuf(['decode', '-', '--header', join(folder, name)], { input });
      const one = await decode('one.h');
      assert.equal([one.status, one.stderr, one.text], [0, '', '{"offset":0,"length":4,"a":7}\n']);
      const encoded = await castbuf(['encode', '-', '--header', join(folder, 'one.h')], { input: one.text });
      assert.equal([...encoded.stdout], [7, 0, 0, 0]);
      const stat = await castbuf(['stat', '-', '--json', '--header', join(folder, 'one.h')], { input });
      assert.is((JSON.parse(stat.text) as { type: string }).type, '_ONE');
      // Its own records come first.
      const two = await decode('two.h');
      assert.is(two.status, 2);
      assert.match(two.stderr, /^castbuf: decode needs --type; .*two\.h declares TWO, _ONE\n$/);
      // The record that is left out may be the one that is meant.
      const bad = await decode('bad.h');
      assert.is(bad.status, 2);
      assert.match(bad.stderr, /castbuf: decode needs --type; .*bad\.h declares Good\n$/);
      const none = await decode('none.h');
      assert.is(none.status, 2);
      assert.match(none.stderr, /^castbuf: decode needs --type; .*none\.h declares no struct or union\n$/);
    });
  });

  test('decode: text for spreadsheets, and names beside members of those names', async () => {
    const text = `enum KIND { RED = 1 };
struct S {
  unsigned char Kind; // castbuf: enum=KIND
  unsigned char KindName;
  signed char offset;
  char Text[4]; // castbuf: text=ascii
};
`;
    await withFiles({ 's.h': text }, async (folder) => {
      const header = ['--header', join(folder, 's.h'), '--names'];
      const input = Buffer.from('\u0001\u0005\u00ff=1+1', 'latin1');
      const csv = ['decode', '-', ...header, '-f', 'csv'];
      const safe = await castbuf([...csv, '--csv-safe'], { input });
      assert.equal(safe.text.split('\r\n'), [
        'recordOffset,length,Kind,Kind_Name,KindName,offset,Text',
        "0,7,1,RED,5,-1,'=1+1",
        '',
      ]);
      const chosen = await castbuf([...csv, '--columns', 'Text,Kind,recordOffset'], { input });
      assert.is(chosen.text, 'Text,Kind,Kind_Name,recordOffset\r\n=1+1,1,RED,0\r\n');
      const rows = await castbuf(['decode', '-', ...header], { input });
      const row = '{"recordOffset":0,"length":7,"Kind":1,"Kind_Name":"RED","KindName":5,"offset":-1,"Text":"=1+1"}\n';
      assert.is(rows.text, row);
      assert.ok((await castbuf(['encode', '-', ...header.slice(0, 2)], { input: row })).stdout.equals(input));
    });
  });

  for (const name of ['session-info', 'datarate-stats', 'wfd-connection-stats']) {
    test(`${name}: the rows of the built-in type, and back`, async () => {
      const type = `MIRACAST_${name.toUpperCase().replaceAll('-', '_')}`;
      const file = `test/vectors/${name}.bin`;
      const args = ['--header', MIRACAST, '--type', type];
      const { status, text } = await castbuf(['decode', file, ...args]);
      assert.is(status, 0);
      assert.is(text, (await castbuf(['decode', file, '--type', type])).text);
      const back = await castbuf(['encode', '-', ...args], { input: text });
      assert.ok(back.stdout.equals(await readFixture(`vectors/${name}.bin`)));
    });
  }

  test('--header may be repeated: a header sees those before it', async () => {
    await withFiles({ 'a.h': PACKET, 'b.h': 'struct PAIR { UINT a, b; };\n' }, async (folder) => {
      const [a, b] = [join(folder, 'a.h'), join(folder, 'b.h')];
      const input = Buffer.from([1, 0, 0, 0, 2, 0, 0, 0]);
      const good = await castbuf(['decode', '-', '--header', a, '--header', b, '--type', 'PAIR'], { input });
      assert.is(good.text, '{"offset":0,"length":8,"a":1,"b":2}\n');
      assert.is(good.status, 0);
      const wrong = await castbuf(['decode', '-', '--header', b, '--header', a, '--type', 'PAIR'], { input });
      assert.is(wrong.status, 4);
      assert.match(wrong.stderr, /b\.h:1:15: no type is named UINT/);
    });
  });

  test('--abi and -D reach the header', async () => {
    await withFiles({ 's.h': 'struct S { long a; char tail[COUNT]; };\n' }, async (folder) => {
      const run = (abi: string): Promise<{ text: string }> =>
        castbuf(['decode', '-', '--header', join(folder, 's.h'), '--type', 'S', '--abi', abi, '-DCOUNT=4'], {
          input: Buffer.from([5, 0, 0, 0, 0, 0, 0, 0, 97, 98, 99, 100, 0, 0, 0, 0]),
        });
      assert.match((await run('gcc-x64')).text, /^\{"offset":0,"length":16,"a":"5",/);
      assert.match((await run('msvc-x64')).text, /^\{"offset":0,"length":8,"a":5,/);
    });
  });

  test('a header with errors: its good type is read, and the status is 4; wrong data comes first', async () => {
    await withFiles({ 'bad.h': BAD }, async (folder) => {
      const args = ['decode', '-', '--header', join(folder, 'bad.h'), '--type', 'Good'];
      const good = await castbuf(args, { input: Buffer.from([7, 0, 0, 0]) });
      assert.is(good.text, '{"offset":0,"length":4,"a":7}\n');
      assert.is(good.status, 4);
      assert.match(good.stderr, /bad\.h:4:2: .*\n\tMISSING b;\n\t\^\n/);
      const short = await castbuf(args, { input: Buffer.from([7, 0, 0, 0, 8]) });
      assert.is(short.status, 1);
      const encoded = await castbuf(['encode', ...args.slice(1)], { input: '{"a":7}\n' });
      assert.equal([...encoded.stdout], [7, 0, 0, 0]);
      assert.is(encoded.status, 4);
      assert.is((await castbuf(['stat', ...args.slice(1)], { input: Buffer.from([7, 0, 0, 0]) })).status, 4);
    });
  });
});
