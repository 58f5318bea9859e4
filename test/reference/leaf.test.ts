import * as assert from 'uvu/assert';
import * as K from '../../assembly/core/layout.js';
import { readLeaf, readWideLeaf, writeLeaf, writeWideLeaf } from '../../src/cursor/index.js';
import { suite } from '../harness/index.js';

/** Every storage that a plan may have; a ninth byte only where a field of up to 64 bits starts inside a byte. */
const STORAGES = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const AT = 3;

/** The oracle: the whole storage as one bigint. */
const storageOf = (bytes: Uint8Array, size: number, isBig: boolean): bigint => {
  const ordered = [...bytes.subarray(AT, AT + size)];
  if (!isBig) ordered.reverse();
  return ordered.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
};

let seed = 12345;
const random = (): number => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed >>> 24;
};

interface Case {
  bytes: number;
  shift: number;
  width: number;
  flags: number;
}

function* cases(): Generator<Case> {
  for (const bytes of STORAGES) {
    for (let width = 1; width <= Math.min(64, bytes * 8); width++) {
      for (let shift = bytes === 9 ? 1 : 0; shift + width <= bytes * 8; shift++) {
        for (const order of [0, K.F_BIG_ENDIAN]) yield { bytes, shift, width, flags: order };
      }
    }
  }
}

const PATTERNS: (() => number)[] = [() => 0, () => 0xff, random, random];

suite('reference engine: leaf access', (test) => {
  test('reads the bits of every width, shift, storage and byte order', () => {
    for (const leaf of cases()) {
      for (const pattern of PATTERNS) {
        const bytes = Uint8Array.from({ length: 16 }, pattern);
        const view = new DataView(bytes.buffer);
        const bits = storageOf(bytes, leaf.bytes, (leaf.flags & K.F_BIG_ENDIAN) !== 0) >> BigInt(leaf.shift);
        const signed = { ...leaf, flags: leaf.flags | K.F_SIGNED };
        const unsignedWide = { ...leaf, flags: leaf.flags | K.F_UNSIGNED_WIDE };
        const where = JSON.stringify(leaf);
        if (leaf.width <= 53) {
          assert.is(readLeaf(view, AT, leaf), Number(BigInt.asUintN(leaf.width, bits)), where);
          assert.is(readLeaf(view, AT, signed), Number(BigInt.asIntN(leaf.width, bits)), where);
        }
        assert.is(readWideLeaf(view, AT, unsignedWide), BigInt.asUintN(leaf.width, bits), where);
        assert.is(readWideLeaf(view, AT, signed), BigInt.asIntN(leaf.width, bits), where);
      }
    }
  });

  test('writes them, and no bit around them', () => {
    for (const leaf of cases()) {
      for (const pattern of PATTERNS) {
        const before = Uint8Array.from({ length: 16 }, random);
        const value = BigInt.asUintN(leaf.width, Uint8Array.from({ length: 8 }, pattern).reduce(joined, 0n));
        const isBig = (leaf.flags & K.F_BIG_ENDIAN) !== 0;
        const mask = ((1n << BigInt(leaf.width)) - 1n) << BigInt(leaf.shift);
        const expected = (storageOf(before, leaf.bytes, isBig) & ~mask) | (value << BigInt(leaf.shift));
        const check = (write: (view: DataView) => void): void => {
          const after = before.slice();
          write(new DataView(after.buffer));
          assert.is(storageOf(after, leaf.bytes, isBig), expected, JSON.stringify(leaf));
          after.set(before.subarray(AT, AT + leaf.bytes), AT);
          assert.equal(after, before, `beside ${JSON.stringify(leaf)}`);
        };
        check((view) => writeWideLeaf(view, AT, leaf, value));
        check((view) => writeWideLeaf(view, AT, leaf, BigInt.asIntN(leaf.width, value)));
        if (leaf.width > 53) continue;
        check((view) => writeLeaf(view, AT, leaf, Number(value)));
        check((view) => writeLeaf(view, AT, leaf, Number(BigInt.asIntN(leaf.width, value))));
      }
    }
  });

  test('floats and bools', () => {
    const view = new DataView(new ArrayBuffer(16));
    for (const flags of [K.F_FLOAT, K.F_FLOAT | K.F_BIG_ENDIAN]) {
      for (const value of [0, -0, 1.5, -1e300, Infinity, NaN]) {
        const f64 = { bytes: 8, shift: 0, width: 64, flags };
        writeLeaf(view, 1, f64, value);
        assert.ok(Object.is(view.getFloat64(1, flags === K.F_FLOAT), value));
        assert.ok(Object.is(readLeaf(view, 1, f64), value));
        const f32 = { bytes: 4, shift: 0, width: 32, flags };
        writeLeaf(view, 1, f32, value);
        assert.ok(Object.is(view.getFloat32(1, flags === K.F_FLOAT), Math.fround(value)));
        assert.ok(Object.is(readLeaf(view, 1, f32), Math.fround(value)));
      }
    }
    for (const bytes of [1, 4]) {
      const bool = { bytes, shift: 0, width: bytes * 8, flags: K.F_BOOL };
      view.setUint32(0, 0x80, true);
      assert.is(readLeaf(view, 0, bool), 1);
      writeLeaf(view, 0, bool, 1);
      assert.is(view.getUint32(0, true), 1);
      writeLeaf(view, 0, bool, 0);
      assert.is(readLeaf(view, 0, bool), 0);
    }
  });
});

function joined(sum: bigint, byte: number): bigint {
  return (sum << 8n) | BigInt(byte);
}
