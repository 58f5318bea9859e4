// time-out: 300 s
import * as assert from 'uvu/assert';
import { createCodecWith, type Codec } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import {
  CastbufError,
  magic,
  recordSet,
  struct,
  u16,
  u32,
  u8,
  type AnyType,
  type Batch,
  type RecordDefinitions,
  type SetBatch,
} from '../../src/surface.js';
import { engineSuite, rounds } from '../harness/index.js';
import { decodeBatch, stream } from '../harness/batches.js';
import { search } from '../harness/lacks.js';
import { Choices, choiceTapes } from './choices.js';
import { drawSchema, type DrawnSchema } from './random-schema.js';
import { errorMembers } from './round-trip.js';
import { describedSet, plainColumns } from './described-batch.js';
import { drawRecords, drawSet, onReference, type AnySet } from './random-record-set.js';
import { SeededChoices } from './seeded-choices.js';
import { difference } from './same-value.js';

/*
 * Streams in which records are damaged, beside a walk that knows where each of them begins: what the walk decodes alone is a row, what it cannot is a gap.
 */

const SEED = 20260725;
const SCHEMAS = rounds(150, 40);
const MOST_RECORDS = 20;
const MARK = 0xa5;
const reference = createReferenceEngine();

type AnyCodec = Codec<AnyType>;
type AnyBatch = Batch<AnyType>;

/** A schema after a mark that says nothing of a record's length. */
function marked(schema: DrawnSchema, choices: Choices): AnyType {
  const mark = magic(u8, MARK);
  const length = choices.pick([undefined, u16, u32]);
  if (length === undefined) return struct('MARKED', { mark, body: schema.type });
  return struct('MARKED', { mark, bytes: length, body: schema.type }, { length: 'bytes' });
}

interface Drawn {
  readonly codec: AnyCodec;
  /** The same on the reference engine. */
  readonly twin: AnyCodec;
  readonly records: readonly Uint8Array[];
}

/** Records of a random type; undefined where the type takes no mark, or none of the values can be written. */
function drawStream(
  choices: Choices,
  codecOf: (type: AnyType, abi: DrawnSchema['abi']) => AnyCodec,
): Drawn | undefined {
  const schema = drawSchema(choices);
  const records: Uint8Array[] = [];
  try {
    const { abi } = schema;
    const type = marked(schema, choices);
    const codec = codecOf(type, abi);
    const twin = createCodecWith(reference, type, { abi });
    // The last record of a chain, and one with a part that nothing counts, has no end that the walk could know.
    for (let left = choices.between(1, MOST_RECORDS); left > 0; left--) {
      const { given } = schema.value(choices);
      records.push(codec.encode({ body: given } as never));
    }
    return { codec, twin, records };
  } catch (error) {
    if (error instanceof CastbufError) return undefined;
    throw error;
  }
}

function joined(records: readonly Uint8Array[]): { bytes: Uint8Array; starts: number[] } {
  const starts: number[] = [];
  let end = 0;
  for (const { length } of records) {
    starts.push(end);
    end += length;
  }
  const bytes = new Uint8Array(end);
  records.forEach((record, index) => bytes.set(record, starts[index]));
  return { bytes, starts };
}

function same(what: string, want: unknown, have: unknown): void {
  const found = difference(want, have);
  if (found !== undefined) throw new Error(`${what}: ${found}`);
}

/** All that a batch says of its rows and gaps. */
function described(batch: AnyBatch): unknown {
  const { rowCount, recordCount, consumedBytes, error, offsets, lengths } = batch;
  return {
    rowCount,
    recordCount,
    consumedBytes,
    error: error && errorMembers(error),
    offsets: offsets.slice(),
    lengths: lengths.slice(),
    columns: plainColumns(batch.columns),
    gaps: toldGaps(batch),
  };
}

function toldGaps({ gaps }: Pick<AnyBatch, 'gaps'>): unknown {
  return gaps.map(({ from, to, reason }) => ({ from, to, reason: errorMembers(reason) }));
}

/** The error of the record at the start of the bytes, as a part of a stream. */
function refusalOf(codec: AnyCodec, bytes: Uint8Array, at: number): Record<string, unknown> | undefined {
  const { error } = decodeBatch(codec, bytes.subarray(at), { maxRows: 1 });
  return error && { ...errorMembers(error), offset: (error.offset as number) + at };
}

/** Rows and gaps of records that begin and end where they always did. */
function checkAgainstWalk(codec: AnyCodec, bytes: Uint8Array, starts: readonly number[]): { gaps: number } {
  const batch = decodeBatch(codec, bytes, { onBadRecord: 'skip' }) as AnyBatch;
  const ends = [...starts.slice(1), bytes.length];
  const offsets: number[] = [];
  const gaps: unknown[] = [];
  const values: unknown[] = [];
  starts.forEach((start, index) => {
    const reason = refusalOf(codec, bytes, start);
    if (reason !== undefined) return gaps.push({ from: start, to: ends[index], reason });
    offsets.push(start);
    return values.push(codec.decode(bytes.subarray(start, ends[index])));
  });
  same('error', undefined, batch.error && errorMembers(batch.error));
  same('consumed', bytes.length, batch.consumedBytes);
  same('offsets', Uint32Array.from(offsets), batch.offsets);
  same('gaps', gaps, toldGaps(batch));
  same(
    'values',
    values,
    values.map((_, row) => batch.value(row)),
  );
  // The same records without those that are wrong.
  const good = joined(offsets.map((start) => bytes.subarray(start, ends[starts.indexOf(start)])));
  const alone = decodeBatch(codec, good.bytes) as AnyBatch;
  same('lengths', alone.lengths, batch.lengths);
  const [want, have] = [alone, batch].map(({ columns }) => withoutPlaces(columns));
  same('columns', want, have);
  return { gaps: gaps.length };
}

/** Lists as their bytes. */
function withoutPlaces(columns: AnyBatch['columns']): unknown {
  return Object.entries(
    columns as Record<string, { data?: Uint8Array; offsets: Uint32Array; lengths: Uint32Array }>,
  ).map(([path, column]) => {
    const { data, offsets, lengths } = column;
    if (data === undefined) return [path, column];
    return [path, Array.from(offsets, (at, row) => data.slice(at, at + (lengths[row] as number)))];
  });
}

/** What holds of any bytes: between gaps all is good, and each gap is where a batch without `skip` ends. */
function checkSegments(codec: AnyCodec, bytes: Uint8Array): number {
  const batch = decodeBatch(codec, bytes, { onBadRecord: 'skip' }) as AnyBatch;
  const offsets: number[] = [];
  let at = 0;
  for (const { from, to, reason } of batch.gaps) {
    const before = decodeBatch(codec, bytes.subarray(at), {}) as AnyBatch;
    same('before a gap', from - at, (before.error?.offset ?? -1) as number);
    for (const offset of before.offsets) offsets.push(offset + at);
    same('reason', refusalOf(codec, bytes, from), errorMembers(reason));
    assert.ok(to > from && to <= bytes.length, `a gap from ${from} to ${to} of ${bytes.length}`);
    at = to;
  }
  const rest = decodeBatch(codec, bytes.subarray(at)) as AnyBatch;
  for (const offset of rest.offsets) offsets.push(offset + at);
  same('all offsets', Uint32Array.from(offsets), batch.offsets);
  same('all consumed', at + rest.consumedBytes, batch.consumedBytes);
  const { error } = rest;
  const moved = error && { ...errorMembers(error), offset: (error.offset as number) + at };
  same('error at the end', moved, batch.error && errorMembers(batch.error));
  return batch.gaps.length;
}

function damagedAnywhere(whole: Uint8Array, starts: readonly number[], choices: Choices): Uint8Array {
  const bytes = whole.slice();
  for (let left = choices.between(1, 6); left > 0; left--) {
    const at = choices.chance(50) ? choices.pick(starts) : choices.below(bytes.length);
    bytes[at] = choices.pick([0, 1, 255, choices.below(256)]);
  }
  return bytes;
}

/** On every engine, and wherever the rows lie, they and the gaps are the same. */
function checkMemory({ codec, twin }: Drawn, bytes: Uint8Array): void {
  const batchOf = (options: object): AnyBatch => decodeBatch(codec, bytes, { ...options, onBadRecord: 'skip' });
  const want = described(batchOf({}));
  same('on the reference engine', described(decodeBatch(twin, bytes, { onBadRecord: 'skip' })), want);
  same('borrowed', want, described(batchOf({ borrow: true })));
  same('into', want, described(batchOf({ into: decodeBatch(codec, bytes) })));
  same('copied', want, described(batchOf({ borrow: true }).copy()));
}

/** The same of a set: each record alone is of the type that the set's codec says, or refused for the same. */
function checkSet(codec: AnySet, bytes: Uint8Array): number {
  const batch = decodeBatch(codec, bytes, { onBadRecord: 'skip' });
  const places: [number, string][] = [];
  let at = 0;
  const walk = (part: SetBatch<RecordDefinitions>): void => {
    part.order.forEach((type, row) => {
      const name = part.typeNames[type] as string;
      const records = part.of[name] as NonNullable<(typeof part.of)[string]>;
      places.push([at + (records.offsets[records.rowIndex.indexOf(row)] as number), name]);
    });
  };
  for (const { from, to, reason } of batch.gaps) {
    const before = oneBatch(codec, bytes.subarray(at));
    same('before a gap of a set', from - at, before.error?.offset);
    same('reason in a set', { ...errorMembers(before.error as CastbufError), offset: from }, errorMembers(reason));
    walk(before);
    assert.ok(to > from && to <= bytes.length, `a gap from ${from} to ${to} of ${bytes.length}`);
    at = to;
  }
  const rest = oneBatch(codec, bytes.subarray(at));
  walk(rest);
  same('all consumed of a set', at + rest.consumedBytes, batch.consumedBytes);
  const have = Array.from(batch.order, (type, row) => {
    const name = batch.typeNames[type] as string;
    const records = batch.of[name] as NonNullable<(typeof batch.of)[string]>;
    return [records.offsets[records.rowIndex.indexOf(row)], name];
  });
  same('records of a set', places, have);
  for (const [row, [offset]] of places.entries())
    same(`value ${row} of a set`, codec.decode(bytes.subarray(offset)).value, batch.value(row).value);
  return batch.gaps.length;
}

/** A batch of a set that is borrowed, and a copy of one, say the same. */
function checkWays(codec: AnySet, bytes: Uint8Array): void {
  const batchOf = (borrow: boolean): SetBatch<RecordDefinitions> =>
    decodeBatch(codec, bytes, { borrow, onBadRecord: 'skip' });
  const told = (batch: SetBatch<RecordDefinitions>): unknown => [
    describedSet(batch as never, ['places', 'columns']),
    toldGaps(batch),
  ];
  const want = told(batchOf(false));
  same('a set, borrowed', want, told(batchOf(true)));
  same('a set, copied', want, told(batchOf(true).copy()));
}

function oneBatch(codec: AnySet, bytes: Uint8Array): SetBatch<RecordDefinitions> {
  return decodeBatch(codec, bytes);
}

/** Batches of a stream that comes in pieces, as one. */
async function checkPieces(codec: AnyCodec, bytes: Uint8Array, choices: Choices): Promise<void> {
  const whole = decodeBatch(codec, bytes, { onBadRecord: 'skip' }) as AnyBatch;
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = choices.between(1, 7);
    pieces.push(bytes.slice(at, at + length));
    at += length;
  }
  const gaps: unknown[] = [];
  const offsets: number[] = [];
  let error: CastbufError | undefined;
  for await (const batch of stream(codec, pieces, { batchBytes: 1, onBadRecord: 'skip' })) {
    const { byteOffset } = batch;
    gaps.push(...(toldGaps(batch as AnyBatch) as unknown[]));
    for (const offset of batch.offsets) offsets.push(offset + byteOffset);
    error ??= batch.error;
  }
  same('gaps of a stream', toldGaps(whole), gaps);
  same('offsets of a stream', [...whole.offsets], offsets);
  // A record that says to be longer than any is told so before all has come.
  const isTooLong = error?.code === 'ERR_LIMIT_MESSAGE_BYTES';
  if (isTooLong) same('place of a record that is too long', whole.error?.offset, error?.offset);
  else same('error of a stream', whole.error && errorMembers(whole.error), error && errorMembers(error));
}

engineSuite('records that are passed over', (test, { createCodec, createSetCodec }) => {
  const codecOf = (type: AnyType, abi: DrawnSchema['abi']): AnyCodec => createCodec(type, { abi });

  function run(rounded: number, holds: (choices: Choices, drawn: Drawn) => void): number {
    let seen = 0;
    const all = (tape: Uint32Array) => {
      const choices = new Choices(tape);
      const drawn = drawStream(choices, codecOf);
      if (drawn === undefined) return;
      seen++;
      // Long streams use the tape up.
      holds(new SeededChoices(choices.below(2 ** 32)), drawn);
    };
    const { failed, errorInstance } = search([choiceTapes(1200)], all, {
      seed: SEED,
      numRuns: rounded,
      endOnFailure: true,
    });
    if (failed) throw errorInstance as Error;
    return seen;
  }

  test(`${SCHEMAS} schemas, marks damaged: what a walk record by record finds (seed ${SEED})`, () => {
    let gaps = 0;
    const seen = run(SCHEMAS, (choices, { codec, records }) => {
      const { bytes, starts } = joined(records);
      // A part that takes the rest leaves nothing for the records after it.
      if (decodeBatch(codec, bytes).rowCount !== records.length) return;
      const share = choices.pick([20, 60, 100]);
      for (const start of starts) if (choices.chance(share)) bytes[start] = 0;
      gaps += checkAgainstWalk(codec, bytes, starts).gaps;
    });
    assert.ok(seen > SCHEMAS / 4, `${seen} schemas took a mark`);
    assert.ok(gaps > SCHEMAS, `${gaps} gaps`);
  });

  test(`any bytes damaged: gaps are where batches end, and nothing between them is lost (seed ${SEED})`, () => {
    let gaps = 0;
    run(SCHEMAS, (choices, drawn) => {
      const { codec, records } = drawn;
      const { bytes: whole, starts } = joined(records);
      for (let copies = 0; copies < 6; copies++) {
        const bytes = damagedAnywhere(whole, starts, choices);
        gaps += checkSegments(codec, bytes);
        checkMemory(drawn, bytes);
      }
    });
    assert.ok(gaps > SCHEMAS / 4, `${gaps} gaps`);
  });

  test(`record sets, any bytes damaged: the same of records of several types (seed ${SEED})`, () => {
    let gaps = 0;
    const all = (tape: Uint32Array) => {
      const choices = new Choices(tape);
      const drawn = drawSet(choices);
      if (drawn === undefined) return;
      const set = recordSet('head.tag', drawn.definitions);
      const codec = createSetCodec(set, { abi: drawn.abi }) as AnySet;
      const { bytes: whole, starts } = joined(drawRecords(choices, drawn, onReference(set, { abi: drawn.abi })));
      // Long streams use the tape up.
      const damage = new SeededChoices(SEED + whole.length);
      for (let copies = whole.length === 0 ? 0 : 8; copies > 0; copies--) {
        const bytes = whole.slice();
        for (let left = damage.between(1, 3); left > 0; left--) {
          // Most of what is wrong with a record is so in its header: its discriminator among it.
          const at = damage.chance(70) ? damage.pick(starts) + damage.below(6) : damage.below(bytes.length);
          bytes[at] = damage.pick([0, 1, 255, damage.below(256)]);
        }
        gaps += checkSet(codec, bytes);
        checkWays(codec, bytes);
      }
    };
    const { failed, errorInstance } = search([choiceTapes(1500)], all, {
      seed: SEED,
      numRuns: SCHEMAS,
      endOnFailure: true,
    });
    if (failed) throw errorInstance as Error;
    assert.ok(gaps > SCHEMAS / 4, `${gaps} gaps`);
  });

  test(`pieces of 1 to 7 bytes: the same gaps as in one (seed ${SEED})`, async () => {
    const cases: [Choices, AnyCodec, Uint8Array][] = [];
    run(rounds(60, 20), (choices, { codec, records }) => {
      const { bytes } = joined(records);
      for (let left = choices.between(0, 5); left > 0; left--) bytes[choices.below(bytes.length)] = choices.below(256);
      cases.push([choices, codec, bytes]);
    });
    for (const [choices, codec, bytes] of cases) await checkPieces(codec, bytes, choices);
    assert.ok(cases.length > 3, `${cases.length} streams`);
  });
});
