import * as assert from 'uvu/assert';
import type { Batch } from '../../src/columns/index.js';
import { createCodecWith } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import {
  anonymous,
  enumeration,
  packedAbi,
  recordSet,
  struct,
  tagged,
  u16,
  u32,
  u8,
  type AnyType,
  type InferInput,
} from '../../src/surface.js';
import { engineSuite, rounds } from '../harness/index.js';
import { codecError } from '../pack/codec-error.js';
import { drawSchema } from '../robustness/random-schema.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { decodeBatch, encodeBatch, filter, validity } from '../harness/batches.js';

const SCHEMAS = rounds(600, 120);
/** More than two bytes of bits, and a part of a third. */
const ROWS = 21;

/** Its columns say what guards them. */
const reference = createReferenceEngine();

const Kind = enumeration('KIND', u8, { SMALL: 1, LARGE: 2, OTHER: 9 });
const Inner = struct('', { tag: u8, deep: anonymous(tagged('tag', { left: [0, u8], right: [[1, 2], u8] })) });
const Message = struct('Message', {
  kind: Kind,
  after: u8,
  body: tagged('kind', { small: [1, u16], large: [2, Inner] }),
});

engineSuite('which rows of a column have a value', (test, { name, createCodec, createSetCodec }) => {
  const codec = createCodec(Message, { abi: packedAbi(1) });
  const rows: InferInput<typeof Message>[] = [
    { kind: 'SMALL', after: 0, body: { small: 7 } },
    { kind: 'LARGE', after: 1, body: { large: { tag: 0, left: 0 } } },
    { kind: 'LARGE', after: 2, body: { large: { tag: 2, right: 5 } } },
    { kind: 'OTHER', after: 3, body: { raw: new Uint8Array([0, 1]) } },
    { kind: 'LARGE', after: 4, body: { large: { tag: 7, raw: new Uint8Array(1) } } },
    { kind: 'SMALL', after: 5, body: { small: 0 } },
    { kind: 'SMALL', after: 6, body: { small: 1 } },
    { kind: 'OTHER', after: 7, body: { raw: new Uint8Array(2) } },
    { kind: 'SMALL', after: 8, body: { small: 2 } },
  ];
  const stream = encodeBatch(codec, rows);

  test('bits in the order of Apache Arrow, of arms inside arms too; none where every row has a value', () => {
    const batch = decodeBatch(codec, stream);
    assert.is(validity(batch, 'kind'), undefined);
    assert.is(validity(batch, 'after'), undefined);
    assert.equal([...(validity(batch, 'body.small') ?? [])], [0b01100001, 1]);
    assert.equal([...(validity(batch, 'body.large.tag') ?? [])], [0b00010110, 0]);
    // Bytes of other arms look like the tag of this one.
    assert.equal([...(validity(batch, 'body.large.left') ?? [])], [0b00000010, 0]);
    assert.equal([...(validity(batch, 'body.large.right') ?? [])], [0b00000100, 0]);
    assert.equal([...(validity(batch, 'body.large.raw') ?? [])], [0b00010000, 0]);
    assert.equal([...(validity(batch, 'body.raw') ?? [])], [0b10001000, 0]);
  });

  test('of the rows that a filter keeps, of a copy, and without the column of the tag', () => {
    const where = filter(['after', '>=', 5]);
    const batch = decodeBatch(codec, stream, { where, columns: ['body.small'] }).copy();
    assert.equal([...(validity(batch, 'body.small') ?? [])], [0b1011]);
    const empty = decodeBatch(codec, new Uint8Array(0));
    assert.is(validity(empty, 'body.small')?.length, 0);
  });

  test('of a record set, each type for itself', () => {
    const Other = struct('Other', { kind: u8, value: u32 });
    const set = createSetCodec(recordSet('kind', { Message: [[1, 2], Message], Other: [9, Other] }), {
      abi: packedAbi(1),
    });
    const given = rows.slice(0, 3).map((value) => ({ type: 'Message' as const, value }));
    const other = { type: 'Other' as const, value: { kind: 9, value: 1 } };
    const batch = decodeBatch(set, encodeBatch(set, [...given.slice(0, 1), other, ...given.slice(1)]));
    assert.equal([...(validity(batch.of.Message, 'body.small') ?? [])], [0b001]);
    assert.is(validity(batch.of.Other, 'value'), undefined);
  });

  test('a path without a column, and a batch that is over', () => {
    const batch = decodeBatch(codec, stream, { borrow: true });
    // @ts-expect-error -- no such column
    const error = codecError(() => validity(batch, 'body.smal'));
    assert.equal([error?.code, error?.hint], ['ERR_USAGE', 'no column body.smal; did you mean body.small?']);
    decodeBatch(codec, stream);
    const stale = codecError(() => validity(batch, 'body.small'));
    assert.is(stale?.code, name === 'reference' ? undefined : 'ERR_STALE_BATCH');
  });

  test(`${SCHEMAS} schemas: a bit is set where value(row) has the member`, () => {
    let compared = 0;
    for (let seed = 0; seed < SCHEMAS; seed++) compared += compareWithValues(seed);
    assert.ok(compared > SCHEMAS * 10, `${compared} bits of ${SCHEMAS} schemas`);
  });

  function compareWithValues(seed: number): number {
    const choices = new SeededChoices(seed);
    const schema = drawSchema(choices);
    if (codecError(() => createCodec(schema.type, { abi: schema.abi })) !== undefined) return 0;
    const drawn = createCodec<AnyType>(schema.type, { abi: schema.abi });
    const count = schema.takesRest && !schema.isChain ? 1 : ROWS;
    const values = Array.from({ length: count }, () => schema.value(choices).given as InferInput<AnyType>);
    const batch = decodeBatch(drawn, encodeBatch(drawn, values)) as Batch<AnyType>;
    const objects = Array.from({ length: batch.rowCount }, (_, row): unknown => batch.value(row));
    let compared = 0;
    const { columns } = createCodecWith(reference, schema.type, { abi: schema.abi });
    for (const { path, guard } of columns) {
      const bitmap = validity(batch, path);
      assert.is(bitmap === undefined, guard === undefined, path);
      const isShown = (one: unknown): boolean => memberAt(one, path) !== undefined;
      const wanted = objects.map(isShown);
      const found = objects.map(
        (_, row) => bitmap === undefined || ((bitmap[row >> 3] as number) >> (row & 7)) % 2 === 1,
      );
      assert.equal(found, wanted, `${path}: ${schema.source}`);
      if (bitmap === undefined) continue;
      const unused = (bitmap.at(-1) ?? 0) >> (((count - 1) & 7) + 1);
      assert.equal([bitmap.length, unused], [Math.ceil(count / 8), 0], path);
      compared += count;
    }
    return compared;
  }
});

/** Of elements of arrays, which a path does not name, the members of all. */
function memberAt(object: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>(memberOf, object);
}

function memberOf(at: unknown, key: string): unknown {
  if (Array.isArray(at)) return at.map((element) => memberOf(element, key));
  return (at as Record<string, unknown> | undefined)?.[key];
}
