import { allocateBytes, assertAttached } from '../bytes/index.js';
import { type Batch, type BatchSource, batchesOf, type CompiledSource, type OpenColumns } from '../columns/index.js';
import { CastbufError, shownValue } from '../errors/index.js';
import type { AnyFeatured, Codec } from '../message/index.js';
import type { SetBatch, SetCodec } from '../record-sets/index.js';
import type { RecordDefinitions } from '../record-types/index.js';
import { alignUp, type AnyType, type ListColumn } from '../schema/index.js';

/** Records of the lists of many rows. */
export interface ListedRecords<B, Rows> {
  /** The records of all rows, one row's after the other: a batch like any other, whose offsets count from the first byte of the first list. */
  readonly records: B;
  /** Which row of the column each record stands in, in the order of the records: of a set for each type. */
  readonly rows: Rows;
  /** What is wrong with the first list that is wrong, and in its hint which row has it; undefined: all are good. The records of the rows before it are there. */
  readonly error: CastbufError | undefined;
}

/** `decodeLists` for all kinds of codecs. */
export interface DecodeLists {
  /** Records of one type. */
  <T extends AnyType, Value>(codec: Codec<T, Value>, list: ListColumn): ListedRecords<Batch<T, Value>, Uint32Array>;
  /** Records of a set. */
  <D extends RecordDefinitions>(
    codec: SetCodec<D>,
    list: ListColumn,
  ): ListedRecords<SetBatch<D>, { readonly [N in keyof D]: Uint32Array }>;
  /** Records of a codec that was compiled ahead of time. */
  <B>(
    codec: CompiledSource<B>,
    list: ListColumn,
  ): ListedRecords<
    B,
    B extends { readonly of: infer Types } ? { readonly [N in keyof Types]: Uint32Array } : Uint32Array
  >;
}

/** What batches of one type, or of each type of a set, say of where their records lie. */
interface Places {
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
}
interface AnyBatch extends Partial<Places> {
  readonly of?: Readonly<Record<string, Places>>;
  readonly consumedBytes: number;
  readonly error: CastbufError | undefined;
}

export function decodeListsWith(
  open: OpenColumns,
  codec: AnyFeatured,
  list: ListColumn,
): ListedRecords<unknown, unknown> {
  const source = batchesOf(open, codec);
  const { takesRest, layout } = source.program;
  if (takesRest) {
    const hint = 'its records may take the rest of their list, which only decodeBatch of each list by itself tells';
    throw new CastbufError('ERR_USAGE', hint);
  }
  const joined = joinLists(assertList(list), layout.root.node.options.startAlign);
  return listedRecords(source, joined);
}

/** @throws CastbufError ERR_TYPE for anything but a column of lists, ERR_OUT_OF_RANGE where a list reaches past its data */
function assertList(list: unknown): ListColumn {
  const { data, offsets, lengths } = (list ?? {}) as Partial<ListColumn>;
  const isColumn =
    data instanceof Uint8Array &&
    offsets instanceof Uint32Array &&
    lengths instanceof Uint32Array &&
    offsets.length === lengths.length;
  if (!isColumn) {
    const hint = `give a column of a part of varying length, { data, offsets, lengths }, not ${shownValue(list)}`;
    throw new CastbufError('ERR_TYPE', hint);
  }
  assertAttached('the data of the lists', data);
  const row = lengths.findIndex((length, at) => length > 0 && (offsets[at] as number) + length > data.length);
  if (row < 0) return { data, offsets, lengths };
  const want = (offsets[row] as number) + (lengths[row] as number);
  throw new CastbufError('ERR_OUT_OF_RANGE', `the list of row ${row} reaches past its data`, {
    want,
    have: data.length,
  });
}

/** The bytes of all lists, one after the other, each where records may begin. */
interface JoinedLists {
  readonly bytes: Uint8Array;
  /** Where each row's list begins, and after the last row where all of them end. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

const MOST_BYTES = 0xffff_ffff;

/*
 *   data     |..|A0|A1|....|B0|......|D0|D1|D2|..|      row 2 has an empty list
 *   bytes    |A0|A1|B0|D0|D1|D2|
 *   starts    0     2  3  3        6
 */
function joinLists({ data, offsets, lengths }: ListColumn, startAlign: number): JoinedLists {
  const starts = new Uint32Array(lengths.length + 1);
  let end = 0;
  const ends = lengths.map((length, row) => {
    const start = alignUp(end, startAlign);
    starts[row] = start;
    end = start + length;
    if (end > MOST_BYTES)
      throw new CastbufError('ERR_LENGTH', 'the lists take 4 GiB together; decode fewer rows at once');
    return end;
  });
  starts[lengths.length] = end;
  const bytes = allocateBytes(end);
  for (let row = 0; row < lengths.length; row++) {
    const [from, length] = [offsets[row] as number, lengths[row] as number];
    if (length > 0) bytes.set(data.subarray(from, from + length), starts[row]);
  }
  return { bytes, starts, ends };
}

function listedRecords(source: BatchSource, joined: JoinedLists): ListedRecords<unknown, unknown> {
  const whole = source.decode(joined.bytes, 0, {}) as unknown as AnyBatch;
  const wrong = firstWrong(whole, joined);
  if (wrong < 0) return { records: whole, rows: rowsOf(whole, joined.starts), error: undefined };
  // A record that reaches over its list's end took the next list's bytes with it: rows from there on are not read.
  const good = source.decode(joined.bytes.subarray(0, joined.starts[wrong]), 0, {}) as unknown as AnyBatch;
  return { records: good, rows: rowsOf(good, joined.starts), error: errorOf(source, joined, wrong) };
}

/** The first row whose list is no whole number of good records; -1: there is none. */
function firstWrong(batch: AnyBatch, { starts, ends }: JoinedLists): number {
  const crossed = placesOf(batch).flatMap(({ offsets, lengths }): number[] => {
    const rows = rowsAt(offsets, starts);
    const at = rows.findIndex(
      (row, record) => (offsets[record] as number) + (lengths[record] as number) > (ends[row] as number),
    );
    return at < 0 ? [] : [rows[at] as number];
  });
  // What was consumed ends where the record that is wrong begins.
  if (batch.error !== undefined) {
    const [row] = rowsAt(Uint32Array.of(batch.consumedBytes), starts);
    crossed.push(row as number);
  }
  return crossed.length === 0 ? -1 : Math.min(...crossed);
}

function placesOf(batch: AnyBatch): readonly Places[] {
  return batch.of === undefined ? [batch as Places] : Object.values(batch.of);
}

function rowsOf(batch: AnyBatch, starts: Uint32Array): unknown {
  if (batch.of === undefined) return rowsAt((batch as Places).offsets, starts);
  return Object.fromEntries(Object.entries(batch.of).map(([name, { offsets }]) => [name, rowsAt(offsets, starts)]));
}

/** The row that each place lies in. Both ascend. */
function rowsAt(places: Uint32Array, starts: Uint32Array): Uint32Array {
  let row = 0;
  return places.map((place) => {
    while ((starts[row + 1] as number) <= place) row++;
    return row;
  });
}

/** Why the list of a row is wrong, read by itself. */
function errorOf(source: BatchSource, { bytes, starts, ends }: JoinedLists, row: number): CastbufError {
  const alone = source.decode(bytes.slice(starts[row], ends[row]), 0, {}).error as CastbufError;
  const { code, hint, path, want, have, fieldOffset, offset } = alone;
  return new CastbufError(code, `${hint}, in the list of row ${row}`, { path, want, have, fieldOffset, offset });
}
