import * as assert from 'uvu/assert';
import { array, recordSet, struct, u8, type ErrorCode } from '../../src/surface.js';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import { decodeBatch, encodeBatch, filter, summarize } from '../harness/batches.js';
import { engineSuite } from '../harness/index.js';
import { codecError } from '../pack/codec-error.js';

/* A hole of an array (`[1, , 3]`) is an element that is undefined: many methods of arrays pass over it, and what is passed over is lost. */

const A = struct('A', { kind: u8, value: u8 });
const List = struct('List', { count: u8, list: array(u8, 'count') });

/** The elements, with holes where they are undefined. */
function holed<E>(...elements: readonly (E | undefined)[]): E[] {
  const list: E[] = [];
  list.length = elements.length;
  elements.forEach((element, index) => {
    if (element !== undefined) list[index] = element;
  });
  return list;
}

engineSuite('lists with holes', (test, { createCodec, createSetCodec }) => {
  const codec = createCodec(A);
  const set = recordSet('kind', { A: [1, A], B: [2, A] });
  const setCodec = createSetCodec(set);
  const stream = Uint8Array.of(1, 2, 3, 4);
  const isOne = ['kind', '=', 1] as const;
  const record = { type: 'A', value: { kind: 1, value: 2 } } as const;
  const count = (expression: Parameters<typeof filter>[0]): number =>
    decodeBatch(codec, stream, { where: filter(expression) as never }).rowCount;

  const refused: Readonly<Record<string, [code: ErrorCode, run: () => unknown]>> = {
    'values of rows': ['ERR_MISSING', () => encodeBatch(codec, holed(record.value, undefined, record.value))],
    'the last row': ['ERR_MISSING', () => encodeBatch(codec, holed(record.value, undefined))],
    'records of a set': ['ERR_USAGE', () => encodeBatch(setCodec, holed(record, undefined, record))],
    'elements of a value': ['ERR_MISSING', () => createCodec(List).encode({ count: 2, list: holed(1, undefined) })],
    'values of in': ['ERR_TYPE', () => count(['kind', 'in', holed(1, undefined, 3)])],
    'the first expression of and': ['ERR_USAGE', () => count({ and: holed(undefined, isOne) })],
    'an expression of or': ['ERR_USAGE', () => count({ or: holed(isOne, undefined, isOne) })],
    'columns of a batch': ['ERR_TYPE', () => decodeBatch(codec, stream, { columns: holed('kind', undefined) })],
    'columns of a summary': ['ERR_USAGE', () => summarize(codec, stream, { columns: holed('kind', undefined) })],
    'values of a type in a set': ['ERR_SCHEMA', () => recordSet('kind', { A: [holed(1, undefined, 3), A] })],
    'discriminators of messages': [
      'ERR_SCHEMA',
      () => messageSet(holed('kind', undefined), { A: { value: [1, 2], input: A } }),
    ],
    'values of a message': [
      'ERR_SCHEMA',
      () => messageSet(['kind', 'value'], { A: { value: holed(undefined, 2), input: A } }),
    ],
  };
  for (const [where, [code, run]] of Object.entries(refused)) {
    test(`${where}: refused`, () => assert.is(codecError(run)?.code, code));
  }

  test('the same lists without holes are taken', () => {
    assert.equal([...encodeBatch(codec, [record.value, record.value])], [1, 2, 1, 2]);
    assert.equal([...encodeBatch(setCodec, [record, record])], [1, 2, 1, 2]);
    assert.is(count(['kind', 'in', [1, 3]]), 2);
    assert.is(count({ and: [isOne, isOne] }), 1);
    assert.is(count({ or: [isOne, isOne] }), 1);
  });
});
