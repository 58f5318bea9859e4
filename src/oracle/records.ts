import * as K from '../../assembly/core/layout.js';
import { RowsOfArrays, type GapPlaces, type LentRows, type StoredProgram, ArmGuards } from '../columns/index.js';
import { routedColumns, RoutedStore, type RecordsMachine, type RoutedData, setFraming } from '../record-sets/index.js';
import { type RecordSetProgram, recordTypeReader } from '../record-types/index.js';
import { readTag, Code } from '../cursor/index.js';
import { allocateBytes, unshared } from '../bytes/index.js';
import type { Program } from '../program/index.js';
import { Frames } from './batch-reader.js';
import { FramingReader, isWalked } from './framing-reader.js';
import { gatherColumn } from './gather.js';
import { MessageReader } from './message-reader.js';
import { STOPPED, Verdict } from './verdict.js';

/** A record set on the reference engine. */
export class ReferenceRecords implements RecordsMachine {
  readonly outcome = new Verdict();
  refused = -1;
  private readonly types: readonly RecordType[];
  private framings: readonly FramingReader[] | undefined;
  private readonly typeOf: (view: DataView, record: number) => number;

  constructor(private readonly set: RecordSetProgram) {
    this.types = set.types.map((program) => {
      const code = new Code(program.words);
      const reader = new MessageReader(code, this.outcome);
      return { code, reader, guards: new ArmGuards(code), ownColumns: program.columns, ...routedColumns(program) };
    });
    this.typeOf = recordTypeReader(set);
  }

  readBatch(given: Uint8Array, maxRows: number, store: RoutedStore | undefined, gaps?: GapPlaces): RoutedData {
    const bytes = unshared(given);
    const routed = new Routed(this.types.length);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (const { reader } of this.types) reader.attach(bytes);
    this.refused = -1;
    const skips = gaps && this.skipsOf(gaps, bytes);
    this.outcome.of(() => this.route(view, routed, maxRows, skips));
    const rows = this.types.map((type, index) => this.rowsOf(type, bytes, view, routed, index));
    const kept = (store ?? new RoutedStore(this.types)).begin(bytes, gaps !== undefined);
    kept.append(rows, routed.consumed, true);
    return kept.finish(routed.consumed);
  }

  input(bytes: number): Uint8Array {
    return allocateBytes(bytes);
  }

  private rowsOf(
    { code, guards, ownColumns }: RecordType,
    bytes: Uint8Array,
    view: DataView,
    routed: Routed,
    index: number,
  ): LentRows {
    const { rows, offsets, lengths } = (routed.frames[index] as Frames).finish();
    const source = { bytes, view, offsets, lengths };
    const gathered = ownColumns.map((column) => gatherColumn(column, code, guards, source));
    const rowIndex = Uint32Array.from(routed.rowIndex[index] as number[]);
    return new RowsOfArrays(rows, [offsets, lengths], [...gathered, rowIndex]);
  }

  private skipsOf(gaps: GapPlaces, bytes: Uint8Array): SetSkips {
    const { programs, of } = setFraming(this.set);
    const framings = (this.framings ??= programs.map((words) => new FramingReader(words)));
    for (const framing of framings) framing.attach(bytes);
    return { gaps, framingOf: (type) => framings[of(type)] };
  }

  private route(view: DataView, routed: Routed, maxRows: number, skips: SetSkips | undefined): void {
    const { startAlign } = this.set;
    const end = view.byteLength;
    while (routed.rows < maxRows) {
      const start = Math.ceil(routed.consumed / startAlign) * startAlign;
      if (start >= end) return;
      routed.consumed = start;
      if (skips?.gaps.nextKnown === start) {
        routed.consumed = skips.gaps.passKnown();
        continue;
      }
      const read = (): void => this.readAt(view, start, routed);
      if (skips === undefined) read();
      else if (!isWalked(read)) this.skip(start, end, routed, skips);
    }
  }

  private readAt(view: DataView, start: number, routed: Routed): void {
    this.refused = -1;
    const type = this.typeAt(view, start);
    this.refused = type;
    const length = (this.types[type] as RecordType).reader.read(start, view.byteLength);
    this.refused = -1;
    routed.add(type, start, length);
  }

  private skip(start: number, end: number, routed: Routed, { gaps, framingOf }: SetSkips): void {
    const framing = framingOf(this.refused);
    if (framing === undefined) throw STOPPED;
    routed.consumed = framing.endOf(start, end, this.outcome);
    this.refused = -1;
    gaps.add(start, routed.consumed);
  }

  private typeAt(view: DataView, record: number): number {
    const { outcome, set } = this;
    const { offset, bytes } = set.tag;
    const have = view.byteLength - record;
    outcome.recordOffset = record;
    if (have < offset + bytes) outcome.need = offset + bytes;
    if (have < offset + bytes) outcome.stop(K.TRUNCATED_HEADER, -1, 0, offset + bytes, have);
    const type = this.typeOf(view, record);
    if (type < 0) outcome.stop(K.UNKNOWN_MESSAGE, -1, offset, 0, Number(readTag(view, record, set.tag)));
    return type;
  }
}

interface RecordType extends StoredProgram {
  readonly code: Code;
  readonly reader: MessageReader;
  readonly guards: ArmGuards;
  readonly ownColumns: Program['columns'];
}

interface SetSkips {
  readonly gaps: GapPlaces;
  /** What measures a record of a type, -1: of none of them; undefined where nothing does. */
  framingOf(type: number): FramingReader | undefined;
}

class Routed {
  consumed = 0;
  rows = 0;
  readonly frames: readonly Frames[];
  readonly rowIndex: readonly number[][];

  constructor(types: number) {
    this.frames = Array.from({ length: types }, () => new Frames());
    this.rowIndex = this.frames.map(() => []);
  }

  add(type: number, start: number, length: number): void {
    this.frames[type]?.add(start, length);
    this.rowIndex[type]?.push(this.rows++);
    this.consumed = start + length;
  }
}
