import { inspect } from 'node:util';
import * as assert from 'uvu/assert';
import { NdjsonWriter } from '../../src/cli/ndjson-writer.js';
import { oneKindBatch } from '../../src/cli/record-kinds.js';
import { fieldsOf } from '../../src/cli/fields.js';
import { TextBuffer } from '../../src/cli/text-buffer.js';
import { check, property } from 'fast-check';
import {
  array,
  createCodec,
  struct,
  toJson,
  u32,
  u64,
  u8,
  type AnyType,
  type Json,
  encodeBatch,
  decodeBatch,
} from '../../src/js.js';
import type { Codec } from '../../src/message/index.js';
import { rounds, suite } from '../harness/index.js';
import { Choices, choiceTapes } from '../robustness/choices.js';
import { drawSchema } from '../robustness/random-schema.js';
import { difference } from '../robustness/same-value.js';

const Deep = struct('Deep', { a: struct('A', { b: struct('B', { c: struct('C', { d: u8 }) }) }) });
const Point = struct('POINT', { x: u64, n: u32, items: array(u8, 'n') });

suite('printing with util.inspect', (test) => {
  const codec = createCodec(Point);
  const stream = encodeBatch(codec, [
    { x: 1n, items: [] },
    { x: 2n, items: [3] },
  ]);

  test('cursors of rows, at every nesting', () => {
    const rows = [...decodeBatch(codec, stream).rows()];
    const row =
      'POINT (row 2 of 2; rows() moves this one cursor, so to keep rows use batch.value(i), or Array.from(batch.rows(), (row) => …)) {';
    const printed = inspect(rows);
    assert.is(printed.split(row).length, 3);
    assert.is(inspect(codec.view(stream)), 'POINT { x: 1n, n: 0, items: [] }');
    assert.is(inspect({ view: codec.view(stream) }, { compact: 3 }), '{ view: POINT { x: 1n, n: 0, items: [] } }');
  });

  test('the depth is that of the caller', () => {
    const deep = createCodec(Deep);
    const view = deep.view(Uint8Array.of(7));
    assert.is(inspect(view), 'Deep { a: { b: { c: [Object] } } }');
    assert.is(inspect(view, { depth: null, compact: 9 }), 'Deep { a: { b: { c: { d: 7 } } } }');
    assert.is(inspect({ a: { b: { c: view } } }, { compact: 9 }), '{ a: { b: { c: Deep [Object] } } }');
  });

  test('codecs and batches take some lines, not their internals', () => {
    assert.ok(inspect(codec).split('\n').length < 12, inspect(codec));
    assert.ok(inspect(decodeBatch(codec, stream)).split('\n').length < 12);
    assert.is(inspect(decodeBatch(codec, stream).columns['x']), 'BigUint64Array(2) [ 1n, 2n ]');
  });
});

const SCHEMAS = rounds(500, 50);

suite('toJson beside the command line', (test) => {
  test(`records of ${SCHEMAS} random schemas have the members that castbuf decode prints, in its order`, () => {
    let good = 0;
    const same = property(choiceTapes(400), choiceTapes(600), (schemaTape, valueTape) => {
      const schema = drawSchema(new Choices(schemaTape));
      let drawn: Codec<AnyType>;
      try {
        drawn = createCodec(schema.type, { abi: schema.abi });
      } catch {
        return;
      }
      good++;
      const message = drawn.encode(schema.value(new Choices(valueTape)).given);
      const out = new TextBuffer();
      const writer = new NdjsonWriter([{ name: 'T', codec: drawn }], [fieldsOf(drawn)], [], false);
      writer.bind(oneKindBatch(decodeBatch(drawn, message), 'a.bin'));
      writer.writeRow(out, 0);
      const line = out.toString();
      const json = toJson(drawn, drawn.decode(message));
      // The command line writes -0 as a number, which JSON.stringify cannot.
      const found = difference(JSON.parse(line), withNumberZero(json));
      if (found !== undefined) throw new Error(`${found}\n  ${schema.source}\n  ${line}  ${JSON.stringify(json)}`);
      // Its escapes of control characters are its own: what counts is the text that they stand for, and the order of members.
      const text = JSON.stringify(withNumberZero(json));
      if (text !== JSON.stringify(JSON.parse(line))) throw new Error(`${schema.source}\n  ${line}  ${text}`);
    });
    const { failed, errorInstance } = check(same, { seed: 20260302, numRuns: SCHEMAS });
    if (failed) throw errorInstance;
    assert.ok(good > SCHEMAS * 0.8, `${good} schemas have a layout`);
  });
});

function withNumberZero(json: Json): unknown {
  return JSON.parse(JSON.stringify(json), (_, member: unknown) => (member === '-0' ? -0 : member));
}
