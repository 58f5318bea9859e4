import * as assert from 'uvu/assert';
import type { HeaderOptions } from '../../src/header/index.js';
import { be, struct, u16, u8, type AnyType } from '../../src/schema/index.js';
import { engineSuite } from '../harness/index.js';
import { complaints, imported } from './header-lines.js';

/* The bytes are written out by hand: what is compared is never castbuf with itself. */

/** The header of a DNS reply, RFC 1035, 4.1.1, as its picture has the flags. */
const DNS = `
// castbuf: endian=big
struct dns {
  unsigned short id;
  unsigned short qr:1, opcode:4, aa:1, tc:1, rd:1, ra:1, z:3, rcode:4;
  unsigned short counts[4];
};`;

/** linux/udp.h and linux/ip.h, as an x86 compiler sees them. */
const LINUX = `
#include <linux/types.h>
struct iphdr {
  __u8 ihl:4, version:4;
  __u8 tos;
  __be16 tot_len;
  __be16 id;
  __be16 frag_off;
  __u8 ttl;
  __u8 protocol;
  __sum16 check;
  __be32 saddr;
  __be32 daddr;
};
typedef __be32 ipv6_words[4];
struct mixed { __le32 size; __be64 when; ipv6_words words; __be16 *where; unsigned plain; };`;

const NAMES =
  'typedef unsigned short be16_t, ovs_be16, uint16_be, U16BE; typedef int sle32, little_int32_t, le32; typedef unsigned long long big_uint64_at;' +
  'typedef unsigned char be16; typedef float le32_t; typedef unsigned table32; typedef be16_t other;' +
  'struct N { be16_t a; ovs_be16 b; uint16_be c; U16BE d; other e; sle32 f; little_int32_t g; le32 h; big_uint64_at i; be16 j; le32_t k; table32 l; };';

engineSuite('byte orders of headers', (test, { createCodec }) => {
  const codecOf = (text: string, name: string, options: HeaderOptions = {}) =>
    createCodec(imported(text, options).type(name), { abi: options.abi ?? 'msvc-x64' });
  const bytesOf = (hex: string): Uint8Array =>
    Uint8Array.from(hex.match(/[0-9a-f]{2}/g) ?? [], (two) => Number.parseInt(two, 16));

  const assertBytes = (
    codec: { decode(bytes: Uint8Array): unknown; encode(value: never): Uint8Array },
    hex: string,
    value: object,
  ): void => {
    assert.equal(codec.decode(bytesOf(hex)), value);
    assert.equal(codec.encode(value as never), bytesOf(hex));
  };

  test('a note before a record makes its numbers big-endian, and its bits those of the picture', () => {
    // id 0xbeef; a reply to a standard query, authoritative, recursion desired and available, NXDOMAIN; 1 question, 1 authority.
    const value = { id: 0xbeef, qr: 1, opcode: 0, aa: 1, tc: 0, rd: 1, ra: 1, z: 0, rcode: 3, counts: [1, 0, 1, 0] };
    assertBytes(codecOf(DNS, 'dns'), 'be ef 85 83 00 01 00 00 00 01 00 00', value);
    assertBytes(codecOf(DNS, 'dns', { abi: 'gcc-x64' }), 'be ef 85 83 00 01 00 00 00 01 00 00', value);
    assertBytes(codecOf(DNS, 'dns', { abi: 'gcc-s390x' }), 'be ef 85 83 00 01 00 00 00 01 00 00', value);
  });

  test('names of Linux say the order of a number; its bit-fields are those of the compiler', () => {
    const options: HeaderOptions = { abi: 'gcc-x64' };
    // The example of RFC 791's header checksum that Wikipedia works out: b861.
    assertBytes(codecOf(LINUX, 'iphdr', options), '45 00 00 73 00 00 40 00 40 11 b8 61 c0 a8 00 01 c0 a8 00 c7', {
      ihl: 5,
      version: 4,
      tos: 0,
      tot_len: 0x73,
      id: 0,
      frag_off: 0x4000,
      ttl: 64,
      protocol: 17,
      check: 0x61b8,
      saddr: 0xc0a80001,
      daddr: 0xc0a800c7,
    });
    const mixed = codecOf(LINUX, 'mixed', options);
    assertBytes(
      mixed,
      '01 00 00 00 00 00 00 00  00 00 00 00 00 00 00 02  00 00 00 03 00 00 00 04 00 00 00 05 00 00 00 06  07 00 00 00 00 00 00 00  08 00 00 00 00 00 00 00',
      { size: 1, when: 2n, words: [3, 4, 5, 6], where: 7n, plain: 8 },
    );
  });

  test('names count where the type has the bits that they say', () => {
    const hex =
      '0001 0002 0003 0004 0005 0000  06000000 07000000 08000000 0000000000000009 0a 000000 0000803f 0c000000 00000000';
    const [one, ...rest] = ['msvc-x64', 'gcc-powerpc'] as const;
    assertBytes(codecOf(NAMES, 'N', { abi: one }), hex.replace('00000000 00000009', '0000000000000009'), {
      a: 1,
      b: 2,
      c: 3,
      d: 4,
      e: 5,
      f: 6,
      g: 7,
      h: 8,
      i: 9n,
      j: 10,
      k: 1,
      l: 12,
    });
    const value = { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9n, j: 10, k: 1, l: 12 };
    for (const abi of rest)
      assertBytes(codecOf(NAMES, 'N', { abi }), hex.replace('0000803f 0c000000', '3f800000 0000000c'), value);
  });

  test('a note of a member goes before everything; the name of a type before the note of a record', () => {
    const text =
      'typedef unsigned __le32;\n// castbuf: endian=big\n' +
      'struct S { unsigned a; unsigned b; /* castbuf: endian=little */ __le32 c; __le32 d; /* castbuf: endian=big */ float e[2]; };';
    const value = { a: 1, b: 2, c: 3, d: 4, e: [1, 2] };
    assertBytes(codecOf(text, 'S'), '00000001 02000000 03000000 00000004 3f800000 40000000', value);
    const annotations = { records: { S: { endian: 'little', members: { a: { endian: 'big' } } } } } as const;
    const plain = text.replaceAll(/\/[/*] castbuf.*?(?:\*\/|\n)/g, '\n');
    assertBytes(codecOf(plain, 'S', { annotations }), '00000001 02000000 03000000 04000000 0000803f 00000040', value);
  });

  test('records inside without a name take the order, also as arms; those with a name have their own', () => {
    const text = `
      struct own { unsigned short x; };
      /* castbuf: endian=big */
      struct S {
        unsigned short kind;
        struct own named;
        struct { unsigned short in; struct { unsigned char high:3, low:5; }; } inner[1];
        union {
          unsigned short one;               // castbuf: when=kind:1
          struct { unsigned short y; } two; // castbuf: when=kind:2
        } u;
      };`;
    const codec = codecOf(text, 'S');
    assertBytes(codec, '0001 0300 0004 a1 00 0006', {
      kind: 1,
      named: { x: 3 },
      inner: [{ in: 4, high: 5, low: 1 }],
      u: { one: 6 },
    });
    assertBytes(codec, '0002 0300 0004 a1 00 0006', {
      kind: 2,
      named: { x: 3 },
      inner: [{ in: 4, high: 5, low: 1 }],
      u: { two: { y: 6 } },
    });
  });

  test('an option of the whole header is for every record that does not say its own', () => {
    const text =
      'struct in { unsigned short x; unsigned char a:1, b:7; }; struct S { unsigned u; struct in n; };' +
      'struct __attribute__((scalar_storage_order("little-endian"))) L { unsigned short x; struct in n; };';
    const value = { u: 0x01020304, n: { x: 0x0506, a: 1, b: 2 } };
    assertBytes(codecOf(text, 'S', { endian: 'big', abi: 'gcc-x64' }), '01020304 0506 82 00', value);
    assertBytes(codecOf(text, 'L', { endian: 'big', abi: 'gcc-x64' }), '0605 0506 82 00', { x: 0x0506, n: value.n });
    assertBytes(codecOf(text, 'S', { endian: 'little', abi: 'gcc-mips' }), '04030201 0605 05 00', value);
    assert.is(imported(text, { endian: 'big' }).record('S').size, imported(text).record('S').size);
  });

  test('a type that users give for a name keeps the order that they gave', () => {
    const annotations = { types: { WORD: be(u16) as AnyType } };
    const text = 'typedef unsigned short WORD; struct S { WORD a; unsigned short b; };';
    assertBytes(codecOf(text, 'S', { annotations }), '0001 0200', { a: 1, b: 2 });
    assertBytes(codecOf(text, 'S', { annotations, endian: 'little' }), '0001 0200', { a: 1, b: 2 });
  });

  test('the encoding of a text is its byte order', () => {
    const text =
      '// castbuf: endian=big\nstruct S { unsigned short n; unsigned short name[3]; /* castbuf: text=utf-16be */ ' +
      'unsigned short other[1]; /* castbuf: text=utf-16le */ };';
    assertBytes(codecOf(text, 'S'), '0001 017d 0061 0000 6100', { n: 1, name: 'Ža', other: 'a' });
  });

  test('the type of a name is a member of that order in structs of your own', () => {
    const Port = imported('#include <linux/types.h>\n').type('__be16');
    assertBytes(createCodec(struct('S', { a: u8, port: Port })), '01 00 0050', { a: 1, port: 80 });
  });

  test('what has no order, and an order that there is not, are refused', () => {
    const cases: readonly (readonly [text: string, want: string])[] = [
      [
        'struct S { unsigned char p[2]; // castbuf: endian=big\n};',
        '1:26 endian=big is of numbers and arrays of them, or stands before a record',
      ],
      [
        'struct I { int i; }; struct S { struct I i; // castbuf: endian=big\n};',
        '1:42 endian=big is of numbers and arrays of them, or stands before a record',
      ],
      ['struct S { int i; // castbuf: endian=middle\n};', '1:19 endian is little or big, not middle'],
      ['// castbuf: endian=\nstruct S { int i; };', '1:1 endian is little or big, not '],
      ['// castbuf: endian=big\nstruct S { __int128 i; };', '2:21 castbuf has no big-endian __int128'],
    ];
    for (const [text, want] of cases) assert.equal(complaints(text), [want], text);
    assert.throws(
      () => imported('', { endian: 'middle' as 'big' }),
      /endian of parseHeader is 'little' or 'big'|endian/,
    );
    const annotations = { records: { S: { endian: 'middle' as 'big' } } };
    assert.throws(() => imported('', { annotations }), /endian of the annotation of S/);
  });
});
