import * as assert from 'uvu/assert';
import { bytes, recordSet, struct, u16, u32, u8, type ColumnArray, type ListColumn } from '../../src/surface.js';
import { engineSuite, rounds } from '../harness/index.js';
import { search } from '../harness/lacks.js';
import { Choices, choiceTapes } from './choices.js';
import { drawRecords, drawSet, onReference, type AnySet } from './random-record-set.js';
import { errorMembers } from './round-trip.js';
import { difference } from './same-value.js';
import { decodeBatch } from '../harness/batches.js';

const SEED = 20260401;
const SETS = rounds(250, 25);

function plain(column: ColumnArray | ListColumn): unknown {
  if (!('data' in column)) return column;
  return Array.from(column.offsets, (offset, row) =>
    column.data.slice(offset, offset + (column.lengths[row] as number)),
  );
}

/** All that a batch says, in plain members. */
function described(codec: AnySet, stream: Uint8Array, borrow = false): unknown {
  const batch = decodeBatch(codec, stream, { borrow });
  const types = batch.typeNames.map((name) => {
    const { offsets, lengths, rowIndex, columns } = batch.of[name] as NonNullable<(typeof batch.of)[string]>;
    const values = Object.entries(columns).map(([path, column]) => [path, plain(column)]);
    return { offsets, lengths, rowIndex, columns: values };
  });
  return { error: batch.error && errorMembers(batch.error), order: batch.order, consumed: batch.consumedBytes, types };
}

function same(what: string, want: unknown, have: unknown): void {
  const found = difference(want, have);
  if (found !== undefined) throw new Error(`${what}: ${found}`);
}

engineSuite('random record sets', (test, { createSetCodec }) => {
  test(`${SETS} sets: each record as it is decoded alone; cut, damaged and unknown ones as on the reference (seed ${SEED})`, () => {
    let sets = 0;
    let seen = 0;
    const run = (tape: Uint32Array) => {
      const choices = new Choices(tape);
      const drawn = drawSet(choices);
      if (drawn === undefined) return;
      const set = recordSet('head.tag', drawn.definitions);
      const codec = createSetCodec(set, { abi: drawn.abi }) as AnySet;
      const other = onReference(set, { abi: drawn.abi });
      const records = drawRecords(choices, drawn, other);
      if (records.length === 0) return;
      const stream = new Uint8Array(records.reduce((sum, record) => sum + record.length, 0));
      let end = 0;
      for (const record of records) {
        stream.set(record, end);
        end += record.length;
      }
      sets++;
      const want = described(other, stream);
      same('whole', want, described(codec, stream));
      same('borrowed', want, described(codec, stream, true));
      const batch = decodeBatch(codec, stream);
      const isSplit = batch.error === undefined && batch.rowCount === records.length;
      for (let row = 0; row < (isSplit ? records.length : 0); row++) {
        const { type, value } = batch.value(row);
        same(
          `record ${row}`,
          (other.codecs[type] as AnySet['codecs'][string]).decode(records[row] as Uint8Array),
          value,
        );
        seen++;
      }
      const last = records.at(-1) as Uint8Array;
      const cuts = Math.min(last.length, 24);
      for (let cut = 1; cut <= cuts; cut++) {
        const short = stream.subarray(0, stream.length - Math.ceil((cut * last.length) / cuts));
        same(`cut by ${cut}`, described(other, short), described(codec, short));
      }
      for (let flip = 0; flip < 12; flip++) {
        const damaged = stream.slice();
        damaged[choices.below(damaged.length)] = choices.below(256);
        same('damaged', described(other, damaged), described(codec, damaged));
      }
    };
    const { failed, errorInstance, numShrinks } = search([choiceTapes(1500)], run, { seed: SEED, numRuns: SETS });
    if (failed)
      throw new Error(`shrunk ${numShrinks} times: ${(errorInstance as Error).message}`, { cause: errorInstance });
    assert.ok(sets > SETS / 3, `${sets} sets had records`);
    assert.ok(seen > SETS * 3, `${seen} records were compared with what they are alone`);
  });

  test('long streams in pieces: full columns, records across borders, one type nearly alone, errors behind them', () => {
    const A = struct('A', { size: u16, tag: u8, a: u8, n: u16, data: bytes('n') }, { length: 'size' });
    const B = struct('B', { size: u16, tag: u8, b: u32, c: u16 }, { length: 'size' });
    const AUnmeasured = struct('A', { size: u16, tag: u8, n: u8, data: bytes('n') });
    const BUnmeasured = struct('B', { size: u16, tag: u8, x: u8 });
    const sets = [
      { set: recordSet('tag', { A: [1, A], B: [2, B] }), make: [6, 10] },
      { set: recordSet('tag', { A: [1, AUnmeasured], B: [2, BUnmeasured] }), make: [4, 4] },
    ] as const;
    for (const { set, make } of sets) {
      for (const [share, most, bytesInAll] of [
        [128, 40, rounds(700_000, 350_000)],
        [1, 200, rounds(1_500_000, 350_000)],
        [255, 0, rounds(900_000, 350_000)],
      ] as const) {
        const stream = new Uint8Array(bytesInAll);
        const view = new DataView(stream.buffer);
        let at = 0;
        for (let seed = 1; ; seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) {
          const isA = seed >>> 24 < share;
          const tail = isA ? (seed >>> 8) % (most + 1) : 0;
          const length = (isA ? make[0] : make[1]) + tail;
          if (bytesInAll - at < length) break;
          view.setUint16(at, length, true);
          view.setUint8(at + 2, isA ? 1 : 2);
          if (isA && make[0] === 6) view.setUint16(at + 4, tail, true);
          else view.setUint8(at + 3, isA ? tail : 7);
          at += length;
        }
        const codec = createSetCodec(set as ReturnType<typeof recordSet>, {}) as AnySet;
        const other = onReference(set as ReturnType<typeof recordSet>, { abi: 'msvc-x64' });
        const inputs = [stream.subarray(0, at), stream.subarray(0, at - 1)];
        const unknown = stream.slice(0, at);
        unknown[(decodeBatch(codec, unknown).of['B']?.offsets.at(-1) as number) + 2] = 9;
        inputs.push(unknown);
        for (const input of inputs) same(`share ${share}`, described(other, input), described(codec, input));
      }
    }
  });
});
