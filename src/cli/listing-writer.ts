import { batchPartsOf } from '../columns/index.js';
import type { Layout, ListColumn } from '../schema/index.js';
import type { AnyBatch } from './cells.js';
import { armLeaves, fieldsOf } from './fields.js';
import type { FlatCell } from './flat-cells.js';
import { printable } from './printable.js';
import type { KindBatch, RecordKind } from './record-kinds.js';
import type { RowWriter } from './row-writer.js';
import { TextBuffer } from './text-buffer.js';

/** Bytes that a line shows of a member. */
const SHOWN_BYTES = 8;
const BYTES_CHARACTERS = SHOWN_BYTES * 3 - 1;
/** Characters of a value that is a list, or text. */
const VALUE_CHARACTERS = 60;
const ELLIPSIS = '…';

/** From the start of the record. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** A paragraph for each record: where each member lies, its bytes, and its value. */
export class ListingWriter implements RowWriter {
  private readonly kinds: readonly KindListing[];
  private batch: KindBatch | undefined;
  private isFirst = true;

  /** `cells` has those of each kind. */
  constructor(
    kinds: readonly RecordKind[],
    cells: readonly (readonly FlatCell[])[],
    private readonly heading: (text: string) => string,
  ) {
    this.kinds = kinds.map((kind, index) => new KindListing(kind, cells[index] ?? []));
  }

  bind(batch: KindBatch): void {
    this.batch = batch;
    this.kinds.forEach((kind, index) => kind.bind(batch.batches[index] as AnyBatch));
  }

  begin(_out: TextBuffer): void {}

  writeRow(out: TextBuffer, row: number): void {
    const { file, kindAt, placeAt } = this.batch as KindBatch;
    const kind = this.kinds[kindAt(row)] as KindListing;
    const place = placeAt(row);
    if (!this.isFirst) out.text('\n');
    this.isFirst = false;
    out.text(`${this.heading(`${printable(file)}  ${kind.title(place)}`)}\n`);
    for (const line of kind.lines(place)) out.text(`${line}\n`);
  }

  finish(_out: TextBuffer): void {}
}

/** Records of one type. */
class KindListing {
  private readonly scratch = new TextBuffer();
  private readonly spans: ReadonlyMap<string, Span>;
  /** Paths of members that a row has only where its tag selects their arm. */
  private readonly inArms: ReadonlySet<string>;
  private readonly width: number;
  private batch: AnyBatch | undefined;
  private bytes: Uint8Array = new Uint8Array(0);

  constructor(
    private readonly kind: RecordKind,
    private readonly cells: readonly FlatCell[],
  ) {
    this.spans = spansOf(kind.codec.layout);
    this.inArms = new Set([...armLeaves(fieldsOf(kind.codec))].map(({ path }) => path));
    this.width = Math.max(0, ...cells.map(({ path }) => path.length));
  }

  bind(batch: AnyBatch): void {
    this.batch = batch;
    this.bytes = batchPartsOf(batch).data.bytes;
    for (const { cell } of this.cells) cell.bind(batch);
  }

  title(row: number): string {
    const { byteOffset, offsets, lengths } = this.batch as AnyBatch;
    const at = byteOffset + (offsets[row] as number);
    return `${printable(this.kind.name)} at 0x${at.toString(16)}, ${lengths[row]} bytes`;
  }

  *lines(row: number): Generator<string> {
    const { offsets, lengths } = this.batch as AnyBatch;
    const start = offsets[row] as number;
    const length = lengths[row] as number;
    for (const { path, cell } of this.cells) {
      this.scratch.clear();
      cell.write(this.scratch, row);
      const value = cut(printable(this.scratch.toString()), VALUE_CHARACTERS);
      const span = this.spans.get(path) ?? this.listed(path, row, start);
      // An arm that the tag does not select, and a member that a shorter version has not.
      if (value === '' && (span === undefined || span.to > length || (span.from < span.to && this.inArms.has(path))))
        continue;
      const at = span === undefined ? '' : `+0x${span.from.toString(16)}`;
      const bytes = span === undefined ? '' : this.shown(start + span.from, start + Math.min(span.to, length));
      yield `  ${at.padEnd(7)} ${bytes.padEnd(BYTES_CHARACTERS + 1)} ${path.padEnd(this.width)}  ${value}`.trimEnd();
    }
  }

  /** A part of varying length lies where its column says. */
  private listed(path: string, row: number, start: number): Span | undefined {
    const column = (this.batch as AnyBatch).columns[path] as Partial<ListColumn> | undefined;
    if (column?.offsets === undefined || column.lengths === undefined) return undefined;
    const from = (column.offsets[row] as number) - start;
    return { from, to: from + (column.lengths[row] as number) * (column.data?.BYTES_PER_ELEMENT ?? 1) };
  }

  private shown(from: number, to: number): string {
    const part = this.bytes.subarray(from, Math.min(to, from + SHOWN_BYTES));
    const digits = Array.from(part, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    return to - from > SHOWN_BYTES ? `${digits}${ELLIPSIS}` : digits;
  }
}

/** Where members of a fixed place lie. */
function spansOf({ flat }: Layout): ReadonlyMap<string, Span> {
  return new Map(
    flat
      .filter(([, , bits]) => bits > 0)
      .map(([path, at, bits]) => [path, { from: Math.floor(at / 8), to: Math.ceil((at + bits) / 8) }]),
  );
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}${ELLIPSIS}`;
}
