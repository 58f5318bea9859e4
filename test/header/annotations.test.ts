import * as assert from 'uvu/assert';
import type { Annotations } from '../../src/header/index.js';
import { messageSet } from '../../src/miracast/index.js';
import { bool8, enumeration, guid, i32, u32 } from '../../src/schema/index.js';
import { typeNameOf } from '../../src/schema/type-name.js';
import { engineSuite, suite } from '../harness/index.js';
import { complaints, imported } from './header-lines.js';

const MESSAGES = `
typedef enum { POWER = 1, MODE, NAME = 7 } KIND;
typedef struct { unsigned Kind; unsigned Size; } HEADER;
/* castbuf: message=POWER length=Header.Size discriminator=Header.Kind reply=ANSWER */
typedef struct { HEADER Header; unsigned char Level; } SET_POWER;
// castbuf: message=7 length=Header.Size
typedef struct {
  HEADER Header;
  unsigned short Bytes;
  unsigned short Name[1]; // castbuf: bytes=Bytes text=utf-16le
} SET_NAME;
typedef struct { unsigned Accepted; } ANSWER;
`;

const UNION = `
typedef enum { A = 1, B = 2 } KIND;
struct S {
  unsigned Kind; // castbuf: enum=KIND
  union {
    struct { unsigned char x; } One; // castbuf: when=Kind:A
    unsigned short Two;              // castbuf: when=Kind:B,3
    unsigned Other;                  // castbuf: when=Kind:otherwise
  };
};`;

engineSuite('annotated headers', (test, { createCodec }) => {
  const decoded = (text: string, name: string, bytes: number[], annotations: Annotations = {}): unknown =>
    createCodec(imported(text, { annotations }).type(name)).decode(new Uint8Array(bytes));

  test('SAL counts a tail: elements, bytes, and by a path', () => {
    const text =
      'struct S { unsigned char n; _Field_size_(n) unsigned char data[1]; };' +
      'struct T { unsigned short n; _Field_size_bytes_(n) unsigned short data[]; };' +
      'struct H { unsigned char n; }; struct U { struct H h; _Field_size_(h.n) char data[1]; };';
    assert.equal(decoded(text, 'S', [3, 7, 8, 9]), { n: 3, data: new Uint8Array([7, 8, 9]) });
    assert.equal(decoded(text, 'T', [4, 0, 1, 0, 2, 0]), { n: 4, data: [1, 2] });
    assert.equal(decoded(text, 'U', [2, 0xff, 1]), { h: { n: 2 }, data: [-1, 1] });
    assert.is(imported(text).record('S').size, 2, 'sizeof counts the one element that C declares');
  });

  test('times: by a note, and by the names of C', () => {
    const text =
      '#include <stdint.h>\ntypedef long long time_t;\n' +
      'struct S { time_t a; uint32_t b; /* castbuf: time */ int64_t c; /* castbuf: time=100ns:1601-01-01 */ ' +
      'double d; /* castbuf: time=s:2001-01-01 */ };';
    const ofText = imported(text).record('S');
    const named = (record: typeof ofText): string[] => record.layout.root.members.map(({ type }) => typeNameOf(type));
    const want = [
      'time(i64, s since 1970-01-01)',
      'time(u32, s since 1970-01-01)',
      'time(i64, 100ns since 1601-01-01)',
      'time(f64, s since 2001-01-01)',
    ];
    assert.equal(named(ofText), want);
    const members = {
      b: { time: {} },
      c: { time: { unit: '100ns', epoch: '1601-01-01' } },
      d: { time: { epoch: '2001-01-01' } },
    } as const;
    const plain = text.replaceAll(/\/\* castbuf.*?\*\//g, '');
    assert.equal(named(imported(plain, { annotations: { records: { S: { members } } } }).record('S')), want);
    assert.equal(complaints('struct S { char a[4]; // castbuf: time\n};'), [
      '1:8 S.a: time takes a number type such as u32, not an array',
    ]);
    assert.equal(complaints('struct S { int a; // castbuf: time=min\n};'), [
      "1:8 S.a: unit of time is 'd' or 's' or 'ms' or 'us' or '100ns' or 'ns', not 'min'",
    ]);
  });

  const ARM =
    'struct S { unsigned char kind; union { struct { unsigned char Count; char Text[1]; /* castbuf: count=Count text=utf-8 */ } a; ' +
    '/* castbuf: when=kind:1 SIZED */ unsigned char b; /* castbuf: when=kind:2 */ } u; TAIL };';

  test('a counted tail inside an arm is read whole where only the selected arm travels', () => {
    const text = ARM.replace('SIZED', 'sized').replace('TAIL', '');
    assert.equal(decoded(text, 'S', [1, 8, ...new TextEncoder().encode('selected')]), {
      kind: 1,
      u: { a: { Count: 8, Text: 'selected' } },
    });
    assert.equal(decoded(text, 'S', [2, 8]), { kind: 2, u: { b: 8 } });
    const sal = text
      .replace('Text[1]; /* castbuf: count=Count text=utf-8 */', 'Text[]')
      .replace('char Text', '_Field_size_(Count) char Text');
    assert.equal(decoded(sal.replace('Text[] }', 'Text[]; }'), 'S', [1, 2, 65, 66]), {
      kind: 1,
      u: { a: { Count: 2, Text: [65, 66] } },
    });
  });

  test('SAL whose size is no member is passed over', () => {
    const text = 'struct S { unsigned char n; _Field_size_(n * 2) unsigned char data[1]; };';
    assert.equal(decoded(text, 'S', [9, 7]), { n: 9, data: new Uint8Array([7]) });
  });

  test('even where a header defines SAL away', () => {
    const text = '#define _Field_size_(n)\nstruct S { unsigned char n; _Field_size_(n) unsigned char data[1]; };';
    assert.equal(decoded(text, 'S', [2, 7, 8]), { n: 2, data: new Uint8Array([7, 8]) });
  });

  test('SAL on a pointer: the address stays a number, and members say what it leads to', () => {
    const text =
      'typedef struct _ITEM { unsigned short a, b; } ITEM; struct H { unsigned n; };\n' +
      'struct S { struct H h; _Field_size_(h.n) const ITEM *items; unsigned bytes; _Field_size_bytes_full_opt_(bytes) void *data;\n' +
      '  _Field_size_(bytes / 4) unsigned *words; void (*f)(void); int *one; /* castbuf: count=bytes */ };';
    const header = imported(text);
    const { members } = header.record('S');
    assert.equal(
      members.map(({ name, counted, target }) => [name, counted, target?.declaration, target?.type]),
      [
        ['h', undefined, undefined, undefined],
        ['items', { by: 'h.n', unit: 'elements', isMember: true }, 'ITEM', header.type('ITEM')],
        ['bytes', undefined, undefined, undefined],
        ['data', { by: 'bytes', unit: 'bytes', isMember: true }, 'void', undefined],
        ['words', { by: 'bytes / 4', unit: 'elements', isMember: false }, 'unsigned int', u32],
        ['f', undefined, 'void (void)', undefined],
        ['one', { by: 'bytes', unit: 'elements', isMember: true }, 'int', i32],
      ],
    );
    const codec = createCodec(imported('struct S { unsigned n; _Field_size_(n) char *p; };').type('S'));
    const bytes = [2, 0, 0, 0, 0, 0, 0, 0, 0x10, 0x20, 0, 0, 0, 0, 0, 0];
    assert.equal([...codec.encode(codec.decode(new Uint8Array(bytes)))], bytes);
  });

  test('SAL on arrays is in members, too: tails, and fixed ones that it does not change', () => {
    const text =
      'struct S { unsigned n; _Field_size_part_(8, n) char fixed[8]; _Field_size_bytes_(n) short tail[1]; };';
    assert.equal(
      imported(text)
        .record('S')
        .members.map(({ counted }) => counted),
      [undefined, { by: 'n', unit: 'elements', isMember: true }, { by: 'n', unit: 'bytes', isMember: true }],
    );
    assert.equal(decoded(text, 'S', [2, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0]), {
      n: 2,
      fixed: [1, 2, 3, 4, 5, 6, 7, 8],
      tail: [9],
    });
  });

  test('comments select the arm of a union', () => {
    assert.equal(decoded(UNION, 'S', [1, 0, 0, 0, 9, 0, 0, 0]), { Kind: 1, One: { x: 9 } });
    assert.equal(decoded(UNION, 'S', [3, 0, 0, 0, 9, 1, 0, 0]), { Kind: 3, Two: 0x109 });
    assert.equal(decoded(UNION, 'S', [0, 0, 0, 0, 9, 1, 0, 0]), { Kind: 0, Other: 0x109 });
  });

  test('an object says the same of a union with a type of its own', () => {
    const text = 'union U { unsigned char a; unsigned short b; }; struct S { unsigned char kind; union U u; };';
    const annotations: Annotations = {
      records: { S: { members: { 'u.a': { when: { kind: 1 } }, 'u.b': { when: { kind: [2, 3] } } } } },
    };
    assert.equal(decoded(text, 'S', [3, 0, 2, 1], annotations), { kind: 3, u: { b: 0x102 } });
    assert.equal(decoded(text, 'U', [3, 2], annotations), { a: 3, b: 0x203 }, 'by itself the union shows both arms');
  });

  test('types of your own: by typedef, and for one member', () => {
    const text =
      'typedef unsigned char BOOLEAN; typedef struct _GUID { unsigned a; unsigned short b, c; unsigned char d[8]; } GUID;' +
      'struct S { BOOLEAN flags[2]; GUID id; unsigned kind; unsigned char rest[]; };';
    const Kind = enumeration('Kind', u32, { One: 1 });
    const annotations: Annotations = {
      types: { BOOLEAN: bool8, _GUID: guid },
      records: { S: { members: { kind: { enum: Kind }, rest: { rest: true } } } },
    };
    const bytes = [1, 0, 0, 0, ...Array.from({ length: 16 }, (_, index) => index), 1, 0, 0, 0, 5, 6];
    assert.equal(decoded(text, 'S', bytes, annotations), {
      flags: [true, false],
      id: '03020100-0504-0706-0809-0a0b0c0d0e0f',
      kind: 1,
      rest: new Uint8Array([5, 6]),
    });
  });

  test('messages: discriminator, length, reply, a text that is counted in bytes', () => {
    const { messages, type } = imported(MESSAGES);
    assert.is(messages?.discriminator, 'Header.Kind');
    assert.equal(
      Object.entries(messages?.definitions ?? {}).map(([name, one]) => [name, one.value, one.output]),
      [
        ['SET_POWER', 1, type('ANSWER')],
        ['SET_NAME', 7, undefined],
      ],
    );
    const codec = createCodec(type('SET_NAME'));
    const bytes = [7, 0, 0, 0, 14, 0, 0, 0, 4, 0, 0x48, 0, 0x69, 0];
    assert.equal(codec.decode(new Uint8Array(bytes)), { Header: { Kind: 7, Size: 14 }, Bytes: 4, Name: 'Hi' });
    assert.equal([...codec.encode({ Header: { Kind: 7 }, Name: 'Hi' })], bytes);
  });
});

suite('annotations', (test) => {
  test('a tail that is counted where no message can end is refused', () => {
    const counted = 'struct { unsigned char n; char t[1]; /* castbuf: count=n */ }';
    const arm = (more: string): string =>
      `struct S { char kind; union { ${counted} a; /* castbuf: when=kind:1 */ char b; /* castbuf: when=kind:2 */ } u; ${more}};`;
    assert.match(complaints(arm(''))[0] ?? '', /S\.u\.a: its tail is counted; say 'sized' on an arm/);
    assert.match(complaints(arm('int z; '))[0] ?? '', /S\.u\.a: its tail is counted; say 'sized' on an arm/);
    assert.match(
      complaints(`struct S { ${counted} a; int z; };`)[0] ?? '',
      /^1:\d+ the tail of a is counted, so it must be/,
    );
    assert.match(complaints(`struct S { union { ${counted} a; int b; }; };`)[0] ?? '', /the tail of a is counted/);
    assert.equal(complaints(`struct S { ${counted} a; };`), []);
    assert.equal(
      complaints('struct H { char n; char t[1]; /* castbuf: count=n */ }; struct S { struct H h; int z; };'),
      [],
    );
  });

  test('the messages of a header are a message set', () => {
    const { messages } = imported(MESSAGES);
    const set = messageSet(messages?.discriminator ?? '', messages?.definitions ?? {});
    assert.equal(set.discriminators, ['Header.Kind']);
  });

  const WRONG: readonly [what: string, text: string, said: RegExp][] = [
    [
      'a sibling that is not there',
      'struct S { char a[1]; /* castbuf: count=n */ };',
      /S\.a: 'n', which counts it, is no member/,
    ],
    [
      'a count of a number',
      'struct S { char n; char a; /* castbuf: count=n */ };',
      /S\.a: only arrays, and what pointers point to, are counted/,
    ],
    [
      'a pointer counted by what is no number',
      'struct S { float n; char *a; /* castbuf: count=n */ };',
      /S\.a: 'n', which counts what it points to, is no member that is an integer/,
    ],
    [
      'a pointer that takes the rest',
      'struct S { char *a; /* castbuf: rest */ };',
      /S\.a: a pointer does not take the rest/,
    ],
    ['a word that is none', 'struct S { char a; /* castbuf: cuont=n */ };', /a member has no annotation 'cuont'/],
    ['an enum that is not there', 'struct S { int a; /* castbuf: enum=E */ };', /S\.a: the header has no enum E/],
    [
      'a type of another size',
      'struct S { int a; /* castbuf: type=bool8 */ };',
      /the type given for it has 1 bytes; in C it has 4/,
    ],
    [
      'an arm without when',
      'struct S { int k; union { int a; /* castbuf: when=k:1 */ int b; }; };',
      /other arms say when/,
    ],
    ['a constant that is not there', 'struct S { int k; union { int a; /* castbuf: when=k:X */ }; };', /no constant X/],
  ];
  for (const [what, text, said] of WRONG) {
    test(`wrong: ${what}`, () => assert.match(complaints(text)[0] ?? 'no error', said));
  }

  test('wrong: a member that does not exist', () => {
    const annotations: Annotations = { records: { S: { members: { b: { rest: true } } } } };
    assert.match(
      complaints('struct S { int a; };', { annotations })[0] ?? 'no error',
      /annotation of S\.b speaks of no member/,
    );
  });
});
