import { batchPartsOf, type Gap } from '../columns/index.js';
import type { CastbufError } from '../errors/index.js';
import { fieldsOf } from './fields.js';
import { flatCells, type FlatCell } from './flat-cells.js';
import { whatOf } from './messages.js';
import type { KindBatch, RecordKind } from './record-kinds.js';
import { TextBuffer } from './text-buffer.js';

/** A record that is compared with another. It is good until the next one of its stream is asked for. */
export interface ComparedRecord {
  readonly type: string;
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** Why the stream ends here: then this is no record. */
  readonly error: CastbufError | undefined;
  /** Its members by path, each as text. */
  values(): ReadonlyMap<string, string>;
}

/** The records of a stream, one at a time. */
export async function* comparedRecords(
  kinds: readonly RecordKind[],
  batches: AsyncIterable<KindBatch>,
): AsyncGenerator<ComparedRecord, void, undefined> {
  const cells = kinds.map(({ codec }) => flatCells(fieldsOf(codec), 'none'));
  for await (const batch of batches) {
    cells.forEach((own, kind) => own.forEach(({ cell }) => cell.bind(batch.batches[kind] as never)));
    yield* inOrder(batch, (row) => recordAt(kinds, cells, batch, row));
    const { error } = batch;
    if (error !== undefined) yield { type: '', offset: 0, bytes: new Uint8Array(0), error, values: () => new Map() };
  }
}

/** Rows, and between them the records that were passed over. */
function* inOrder(batch: KindBatch, recordOf: (row: number) => ComparedRecord): Generator<ComparedRecord> {
  let next = 0;
  const { gaps, rowCount } = batch;
  for (let row = 0; row < rowCount; row++) {
    const record = recordOf(row);
    for (; next < gaps.length && (gaps[next] as Gap).from < record.offset; next++)
      yield badRecord(batch, gaps[next] as Gap);
    yield record;
  }
  for (; next < gaps.length; next++) yield badRecord(batch, gaps[next] as Gap);
}

function badRecord({ batches }: KindBatch, { from, to, reason }: Gap): ComparedRecord {
  const [batch] = batches as readonly [KindBatch['batches'][number]];
  const { bytes: all } = batchPartsOf(batch).data;
  const bytes = all.subarray(from - batch.byteOffset, to - batch.byteOffset);
  const values = new Map([['bytes', Buffer.from(bytes).toString('hex')]]);
  return { type: `bad record (${whatOf(reason)})`, offset: from, bytes, error: undefined, values: () => values };
}

/** What differs, a line each; none where the records are equal, and one where bytes differ and no value does: padding, or another NaN. */
export function differences(one: ComparedRecord, other: ComparedRecord): readonly string[] {
  if (one.type !== other.type) return [`type ${one.type} -> ${other.type}`];
  if (Buffer.compare(one.bytes, other.bytes) === 0) return [];
  const [before, after] = [one.values(), other.values()];
  const changed = [...before].filter(([path, value]) => after.get(path) !== value);
  if (changed.length === 0) return ['other bytes, the same values'];
  return changed.map(([path, value]) => `${path} ${shown(value)} -> ${shown(after.get(path))}`);
}

function recordAt(
  kinds: readonly RecordKind[],
  cells: readonly (readonly FlatCell[])[],
  { batches, kindAt, placeAt }: KindBatch,
  row: number,
): ComparedRecord {
  const [kind, place] = [kindAt(row), placeAt(row)];
  const batch = batches[kind] as KindBatch['batches'][number];
  const start = batch.offsets[place] as number;
  return {
    type: kinds[kind]?.name ?? '',
    offset: batch.byteOffset + start,
    bytes: batchPartsOf(batch).data.bytes.subarray(start, start + (batch.lengths[place] as number)),
    error: undefined,
    values: () => new Map((cells[kind] ?? []).map(({ path, cell }) => [path, textOf(cell, place)])),
  };
}

function textOf(cell: FlatCell['cell'], row: number): string {
  const out = new TextBuffer();
  cell.write(out, row);
  return out.toString();
}

function shown(value: string | undefined): string {
  return value === undefined || value === '' ? '(none)' : value;
}
