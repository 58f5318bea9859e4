import * as assert from 'uvu/assert';
import { layoutOf, type AnyType, type FlatEntry } from '../../src/surface.js';
import { engineSuite, readFixtureText } from '../harness/index.js';
import { GCC_RECORDS } from './gcc-records.js';
import { encodeBatch, decodeBatch } from '../harness/batches.js';

/** Bits `from` to `from + width` of a message, where bit 0 is the least significant of byte 0. */
function bitsOf(message: Uint8Array, from: number, width: number): bigint {
  const whole = message.reduceRight((value, byte) => (value << 8n) | BigInt(byte), 0n);
  return (whole >> BigInt(from)) & ((1n << BigInt(width)) - 1n);
}

const memberAt = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((object, key) => (object as Record<string, unknown>)[key], value);

/** Bytes that look random and are the same in every run. */
function noise(length: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length }, () => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 24);
}

engineSuite('values where gcc puts them', (test, { createCodec }) => {
  test('every number and bit-field of every record, in random bytes and in all ones', async () => {
    const { records } = JSON.parse(await readFixtureText('schema/gcc-rules.json')) as {
      records: Record<string, { size: number; flat: FlatEntry[] }>;
    };
    let compared = 0;
    for (const [name, { type }] of Object.entries(GCC_RECORDS)) {
      const { size, flat } = records[name] as { size: number; flat: FlatEntry[] };
      const codec = createCodec(type, { abi: 'gcc-x64' });
      const messages = [0x55, 0xabc, 0x1234].map((seed) => noise(size, seed));
      messages.push(new Uint8Array(size).fill(0xff));
      for (const message of messages) {
        // A count in random bytes would claim a long tail.
        if (name.startsWith('Tail')) message.fill(0, 0, 4);
        const value = codec.decode(message);
        const view = codec.view(message);
        for (const [path, from, width] of flat) {
          const member = memberAt(value, path);
          if (typeof member !== 'number' && typeof member !== 'bigint') continue;
          if (!Number.isInteger(Number(member)) || isFloat(type, path)) continue;
          const wanted = bitsOf(message, from, width);
          assert.is(BigInt.asUintN(width, BigInt(member)), wanted, `${name}.${path}`);
          assert.is(memberAt(view, path), member, `view of ${name}.${path}`);
          compared++;
        }
      }
    }
    assert.ok(compared > 500, `${compared} members`);
  });

  test('a bit-field wider than 56 bits that starts inside a byte lies in 9 bytes', () => {
    const type = GCC_RECORDS['Pack1Nine']?.type as AnyType;
    const codec = createCodec(type, { abi: 'gcc-x64' });
    for (const value of [
      { a: 0, b: (1n << 60n) - 1n, c: 0n, d: 0 },
      { a: 31, b: 0n, c: -1n, d: 0 },
      { a: 21, b: 0x123456789abcden, c: -(1n << 62n), d: 0xffffffff },
    ]) {
      assert.equal(codec.decode(codec.encode(value)), value);
      assert.equal(encodeBatch(codec, decodeBatch(codec, codec.encode(value)).copy().columns), codec.encode(value));
    }
  });
});

const FLOATS = new Set(['S21.d', 'Pack1.d', 'Pack2.d']);
const isFloat = (type: AnyType, path: string): boolean => FLOATS.has(`${layoutOf(type).name}.${path}`);
