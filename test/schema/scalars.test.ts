import * as assert from 'uvu/assert';
import { kindBytes } from '../../src/program/index.js';
import { scalarOf, SCALARS, type Scalar, type ScalarNode } from '../../src/schema/index.js';
import * as castbuf from '../../src/surface.js';
import { createCodec as reference } from '../../src/js.js';
import { suite } from '../harness/index.js';

const { struct, array, bits, u8 } = castbuf;

/** Everything public that is a number type. */
const EXPORTED = Object.entries(castbuf).flatMap(([key, one]): [string, castbuf.AnyType][] => {
  const node = (one as Partial<castbuf.AnyType>)['~node'];
  return node?.kind === 'scalar' ? [[key, one as castbuf.AnyType]] : [];
});

suite('the table of number types', (test) => {
  test('every number type is in it under its name, and is as it says', () => {
    assert.equal(EXPORTED.map(([key]) => key).sort(), [...SCALARS.keys()].sort());
    for (const [key, type] of EXPORTED) {
      const node = type['~node'] as ScalarNode;
      const { name, bytes, align, format } = SCALARS.get(key) as Scalar;
      assert.equal({ ...node, kind: 'scalar', name, bytes, align, format }, node, key);
    }
  });

  test('a value, its column, its alignment and its bit-fields are what the table says', () => {
    for (const [key, type] of EXPORTED) {
      const { bytes, align, value, column, hasBits } = SCALARS.get(key) as Scalar;
      const codec = reference(struct('T', { a: u8, b: type, c: array(type, 2) }));
      assert.is(
        typeof codec.decode(codec.encode({ a: 1, b: zeroOf(value), c: [zeroOf(value), zeroOf(value)] })).b,
        value,
      );
      assert.equal(
        codec.columns.map(({ kind }) => kind),
        ['u8', column, column],
        key,
      );
      assert.is(codec.layout.offsetOf('b'), align ?? (bytes || 8), key);
      assert.is(takesBits(type), hasBits, key);
    }
  });

  test('a float is copied where its column has as many bytes, and converted where it has not', () => {
    for (const { format, bytes, column, how } of SCALARS.values()) {
      if (format === 'float') assert.is(how, kindBytes(column) === bytes ? 'copied' : 'converted');
    }
  });

  test('there is one number type for each format and size', () => {
    assert.is(scalarOf('unsigned', 4)?.name, 'u32');
    assert.is(scalarOf('signed', 8)?.name, 'i64');
    assert.is(scalarOf('float', 2, 5)?.name, 'f16');
    assert.is(scalarOf('float', 2, 8)?.name, 'bf16');
    assert.is(scalarOf('unsigned', 5), undefined);
  });
});

function zeroOf(value: 'number' | 'bigint' | 'boolean'): number | bigint | boolean {
  return { number: 0, bigint: 0n, boolean: false }[value];
}

function takesBits(type: castbuf.AnyType): boolean {
  try {
    return bits(type, 1) !== undefined;
  } catch {
    return false;
  }
}
