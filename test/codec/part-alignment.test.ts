import * as assert from 'uvu/assert';
import {
  align,
  array,
  at,
  be,
  bool32,
  bytes,
  f64,
  filetime,
  guid,
  luid,
  packedAbi,
  pointer,
  struct,
  text,
  u16,
  u32,
  u64,
  u8,
  union,
  type Abi,
  type AnyType,
} from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';

const TWO = struct('TWO', { a: u16, b: u8 });
const HALVES = struct('HALVES', { id: luid });
const WIDE = struct('WIDE', { a: u8, b: u64 });
const PACKED = struct('PACKED', { a: u8, b: u64 }, { pack: 2 });
const ALIGNED = struct('ALIGNED', { a: u8 }, { align: 16 });

/** A target, a value, and the alignment that C's alignof gives its type. */
const TARGETS: readonly [name: string, target: AnyType, value: unknown, aligned: number, abi?: Abi][] = [
  ['u8', u8, 1, 1],
  ['u16', u16, 1, 2],
  ['be(u32)', be(u32), 1, 4],
  ['bool32', bool32, true, 4],
  ['f64', f64, 1, 8],
  ['u64', u64, 1n, 8],
  ['u64 for x86', u64, 1n, 8, 'msvc-x86'],
  ['u64 for gcc', u64, 1n, 8, 'gcc-x64'],
  ['u64, where every struct is packed', u64, 1n, 8, packedAbi(1)],
  ['a LUID', luid, 1n, 4],
  ['a FILETIME', filetime, 1n, 4],
  ['a GUID', guid, '00112233-4455-6677-8899-aabbccddeeff', 4],
  ['a pointer', pointer, 1n, 8],
  ['a pointer of x86', pointer, 1n, 4, 'msvc-x86'],
  ['bytes', bytes(3), new Uint8Array(3), 1],
  ['ASCII', text('ascii', 3), 'abc', 1],
  ['UTF-16', text('utf-16le', 3), 'abc', 2],
  ['an array of LUIDs', array(luid, 2), [1n, 2n], 4],
  ['an array of GUIDs', array(guid, 1), ['00112233-4455-6677-8899-aabbccddeeff'], 4],
  ['an array of aligned elements', array(align(array(u8, 4), 4), 1), [[1, 2, 3, 4]], 4],
  ['a struct', TWO, { a: 1, b: 2 }, 2],
  ['a struct of a LUID', HALVES, { id: 1n }, 4],
  ['a struct with a wide member', WIDE, { a: 1, b: 2n }, 8],
  ['a packed struct', PACKED, { a: 1, b: 2n }, 2],
  ['a struct, where every struct is packed', WIDE, { a: 1, b: 2n }, 1, packedAbi(1)],
  ['a struct that demands 16', ALIGNED, { a: 1 }, 16],
  ['an array of structs', array(WIDE, 2), [0, 1].map(() => ({ a: 1, b: 2n })), 8],
  ['a union', union('U', { a: u32, b: array(u8, 9) }), { b: [1, 2, 3, 4, 5, 6, 7, 8, 9] }, 4],
];

engineSuite('parts that offsets point to', (test, { createCodec }) => {
  for (const [name, target, value, aligned, abi = 'msvc-x64'] of TARGETS) {
    test(`${name} lies at a multiple of ${aligned}`, () => {
      // The fixed part ends at an odd place: the part goes to the next multiple of its alignment.
      const type = struct('S', { o: u8, pad: bytes(16), part: at('o', target) }, { pack: 1 }) as AnyType;
      const codec = createCodec(type, { abi });
      const message = codec.encode({ pad: new Uint8Array(16), part: value });
      assert.is(message[0], Math.ceil(17 / aligned) * aligned);
      assert.equal(codec.encode(codec.decode(message)), message);
    });
  }

  test('an offset and a LUID take 12 bytes', () => {
    const codec = createCodec(struct('S', { O: u32, Id: at('O', luid) }));
    assert.equal(codec.encode({ Id: 1n }), Uint8Array.of(4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0));
  });
});
