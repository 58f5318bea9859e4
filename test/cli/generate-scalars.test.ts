import * as assert from 'uvu/assert';
import { scalarExpression } from '../../src/cli/generate/ts-scalar.js';
import { be, enumeration, numberType, range, SCALARS, type AnyType, type ScalarNode } from '../../src/schema/index.js';
import { suite } from '../harness/index.js';

suite('castbuf generate: number types', (test) => {
  const written = (type: AnyType): string => {
    const node = type['~node'] as ScalarNode;
    const { text, type: made } = scalarExpression(node, (name, expression) => ({
      ...expression,
      text: `${name}:${expression.text}`,
    }));
    assert.equal(made['~node'], node, text);
    return text;
  };

  test('each is written by its name, in both byte orders, with names and with a range', () => {
    for (const [key, scalar] of SCALARS) {
      const type = numberType(scalar) as AnyType;
      assert.is(written(type), key);
      assert.is(written(be(type)), `be(${key})`);
      if (scalar.format === 'bool') continue;
      const bounds = scalar.value === 'bigint' ? '0n, 1n' : '0, 1';
      assert.is(written(range(type, 0, 1)), `range(${key}, ${bounds})`);
      if (scalar.format === 'float') continue;
      assert.match(written(enumeration('E', type, { A: 1 })), /^E:enumeration\('E', \w+, \{\s+A: 1,\s+\}\)$/);
    }
  });
});
