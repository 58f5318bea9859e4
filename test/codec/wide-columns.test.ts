import * as assert from 'uvu/assert';
import { array, be, bits, bytes, f64, i16, i64, layoutOf, struct, u16, u32, u64, u8 } from '../../src/surface.js';
import { decodeBatch, wideColumn } from '../harness/batches.js';
import { engineSuite, rounds } from '../harness/index.js';
import { codecError } from '../pack/codec-error.js';
import { SeededChoices } from '../robustness/seeded-choices.js';

const ROWS = rounds(20_000, 200);

const Wide = struct('WIDE', {
  a: bits(u64, { low: 53, high: 11 }),
  b: bits(i64, { low: 40, high: 24 }),
  c: be(bits(u64, { low: 33, high: 31 })),
  d: i16,
  e: u64,
  f: i64,
  g: array(u16, 3),
  h: f64,
  n: u32,
  i: bytes('n'),
});
const INTEGERS = ['a.low', 'a.high', 'b.low', 'b.high', 'c.low', 'c.high', 'd', 'e', 'f', 'n'] as const;

engineSuite('wide columns', (test, { createCodec }) => {
  const codec = createCodec(Wide);
  const record = layoutOf(Wide).root.fixedBytes;
  const choices = new SeededChoices(20261130);
  const stream = new Uint8Array(record * ROWS);
  for (let at = 0; at < stream.length; at++) stream[at] = choices.pick([0, 0x80, 0xff, choices.below(256)]);
  for (let row = 0; row < ROWS; row++) {
    const at = row * record + codec.layout.offsetOf('n');
    stream.fill(0, at, at + 4);
  }
  const batch = decodeBatch(codec, stream);

  test('have each integer as it is in the record, with its sign', () => {
    assert.is(batch.rowCount, ROWS);
    for (const path of INTEGERS) {
      const wide = wideColumn(batch, path);
      assert.instance(wide, ['b.low', 'b.high', 'd', 'f'].includes(path) ? BigInt64Array : BigUint64Array, path);
      for (let row = 0; row < ROWS; row++) {
        const value = path
          .split('.')
          .reduce((part: unknown, name) => (part as Record<string, unknown>)[name], batch.value(row));
        if (wide[row] !== BigInt(value as number))
          assert.unreachable(`${path}, row ${row}: ${wide[row]}, not ${String(value)}`);
      }
    }
  });

  test('of arrays have all elements, row by row; nothing of the batch is shown', () => {
    const wide = wideColumn(batch, 'g');
    assert.equal([...wide.subarray(3, 6)], batch.value(1).g.map(BigInt));
    const before = batch.columns.e[0];
    wideColumn(batch, 'e').fill(1n);
    assert.is(batch.columns.e[0], before);
  });

  test('are refused for what has no integers, is not there, or is stale', () => {
    const hint = (run: () => unknown): string | undefined => codecError(run)?.hint;
    assert.is(
      hint(() => wideColumn(batch, 'h')),
      'h has no integers',
    );
    assert.is(
      hint(() => wideColumn(batch, 'i')),
      'i has no integers',
    );
    assert.match(hint(() => wideColumn(batch, 'a.lo' as never)) ?? '', /did you mean a\.low\?/);
    const some = decodeBatch(codec, stream, { columns: ['d'] });
    assert.match(hint(() => wideColumn(some, 'e')) ?? '', /^e is no column of this batch/);
    assert.is(wideColumn(some, 'd').length, ROWS);
    const over = decodeBatch(codec, stream);
    decodeBatch(codec, stream, { into: over });
    assert.is(codecError(() => wideColumn(over, 'd'))?.code, 'ERR_STALE_BATCH');
    const Byte = createCodec(struct('B', { x: u8 }));
    assert.equal(wideColumn(decodeBatch(Byte, Uint8Array.of(255)), 'x'), BigUint64Array.of(255n));
  });
});
