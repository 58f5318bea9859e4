import * as assert from 'uvu/assert';
import * as K from '../../assembly/packing/layout.js';
import { instantiateKernel } from '../../src/memory/index.js';
import { suite } from '../harness/index.js';
import { host } from '../harness/host.js';

const ROWS = 40;
const SOURCE = 70_000;
const SOURCE_BYTES = 4096;
const RANGES = 100_000;
const TARGET = 140_003;
const CANARY = 0xa5;

function numbers(bytes: number, flags: number): number {
  return K.PACK_NUMBERS | (bytes << K.PACK_BYTES_SHIFT) | (flags << K.PACK_FLAGS_SHIFT);
}

const WIDE_BOOLS = numbers(4, K.F_BOOL);
const SIGNED_PAIRS = numbers(2, K.F_SIGNED | K.F_BIG_ENDIAN);
const WRONG_CONVERSIONS = [K.PACK_COPY | (1 << K.PACK_BYTES_SHIFT), numbers(0, 0), numbers(9, 0), numbers(4, 16), 9];

/** Bytes that a byte of the source becomes at most. */
function growthOf(conversion: number): number {
  if (conversion === WIDE_BOOLS) return K.PACK_BOOL_BYTES / 4;
  if (conversion === SIGNED_PAIRS) return K.PACK_NUMBER_BYTES / 2;
  return conversion >= K.PACK_LATIN_1 ? K.PACK_GROWTH : 1;
}

suite('room that the kernel packs in', (test) => {
  /** Ranges that are whole elements of up to 8 bytes and, the last, reach the end of the source. */
  const lengths = Uint32Array.from({ length: ROWS }, (_, row) => (row % 13) * 8);
  const offsets = lengths.map((bytes, row) => (row === ROWS - 1 ? SOURCE_BYTES - bytes : row * 100 + 3));
  const total = lengths.reduce((sum, bytes) => sum + bytes, 0);

  test('nothing behind the source matters, and nothing around the room is written', async () => {
    const kernel = instantiateKernel(await host().read('build/kernel.wasm'));
    kernel.memory.grow(4);
    const memory = new Uint8Array(kernel.memory.buffer);
    const ranges = new Uint32Array(kernel.memory.buffer, RANGES, ROWS * 2);
    const packed = (conversion: number, room: number, behind: number): Uint8Array | undefined => {
      memory.fill(CANARY, K.PROGRAM_PTR);
      for (let i = 0; i < SOURCE_BYTES; i++) memory[SOURCE + i] = i % 7 === 0 ? i * 31 : 0x41 + (i & 31);
      memory.fill(behind, SOURCE + SOURCE_BYTES, SOURCE + SOURCE_BYTES + 16);
      ranges.set(offsets);
      ranges.set(lengths, ROWS);
      const sizes = RANGES + ROWS * 4;
      const status = kernel.packRows(conversion, 0, SOURCE, SOURCE_BYTES, RANGES, sizes, ROWS, TARGET, room);
      if (status !== K.OK) return undefined;
      const before = memory.subarray(RANGES + ROWS * 8, TARGET);
      const after = memory.subarray(TARGET + room);
      assert.ok(
        [before, after].every((bytes) => bytes.every((byte) => byte === CANARY)),
        `conversion ${conversion}`,
      );
      assert.equal(ranges.slice(ROWS), lengths);
      return memory.slice(TARGET, TARGET + (ranges[ROWS - 1] as number));
    };
    const all = [...Array(K.PACK_UTF_16 + 1).keys(), WIDE_BOOLS, SIGNED_PAIRS];
    for (const conversion of all) {
      const room = total * growthOf(conversion) + K.PACK_SLACK;
      const zeros = packed(conversion, room, 0);
      assert.ok(zeros !== undefined && zeros.length > 0);
      assert.equal(packed(conversion, room, 0xff), zeros);
      assert.equal(packed(conversion, room, 0xd8), zeros);
      assert.is(packed(conversion, room - 1, 0), undefined, `conversion ${conversion} without the last byte`);
    }
    assert.is(packed(-1, 99_999, 0), undefined);
    for (const wrong of WRONG_CONVERSIONS) assert.is(packed(wrong, 99_999, 0), undefined, `conversion ${wrong}`);
  });

  test('a range that ends outside the source, or within a bool, is refused', async () => {
    const kernel = instantiateKernel(await host().read('build/kernel.wasm'));
    kernel.memory.grow(4);
    const ranges = new Uint32Array(kernel.memory.buffer, RANGES, 2);
    const pack = (conversion: number, at: number, bytes: number): number => {
      ranges.set([at, bytes]);
      return kernel.packRows(conversion, 0, SOURCE, 64, RANGES, RANGES + 4, 1, TARGET, 9999);
    };
    assert.is(pack(K.PACK_COPY, 60, 4), K.OK);
    assert.is(pack(K.PACK_COPY, 60, 5), K.BAD_CALL);
    assert.is(pack(K.PACK_COPY, 64, 0), K.OK);
    assert.is(pack(K.PACK_COPY, 65, 0), K.BAD_CALL);
    assert.is(pack(K.PACK_COPY, 0xffffffff, 2), K.BAD_CALL);
    assert.is(pack(WIDE_BOOLS, 0, 8), K.OK);
    for (const bytes of [5, 6, 7]) assert.is(pack(WIDE_BOOLS, 0, bytes), K.BAD_CALL);
    assert.is(pack(SIGNED_PAIRS, 0, 6), K.OK);
    assert.is(pack(SIGNED_PAIRS, 0, 5), K.BAD_CALL);
  });
});
