import * as K from '../../assembly/layout.js';
import {
  unshared,
  type ListColumn,
  type PackedColumn,
  type Packing,
  type RecordSetProgram,
  type RecordsMachine,
  type RoutedData,
} from '../plan/index.js';
import { ArmGuards } from './arm-guards.js';
import { Frames } from './batch-reader.js';
import { Code } from './code.js';
import { gatherColumn } from './gather.js';
import { MessageReader } from './message-reader.js';
import { pack } from './pack.js';
import { readTag, recordTypeReader } from './record-type.js';
import { Verdict } from './verdict.js';

/** A record set on the reference engine. */
export class ReferenceRecords implements RecordsMachine {
  readonly outcome = new Verdict();
  readonly epoch = 0;
  refused = -1;
  private readonly types: readonly RecordType[];
  private readonly typeOf: (view: DataView, record: number) => number;

  constructor(private readonly set: RecordSetProgram) {
    this.types = set.types.map((program) => {
      const code = new Code(program.words);
      const reader = new MessageReader(code, this.outcome);
      return { code, reader, guards: new ArmGuards(code), columns: program.columns };
    });
    this.typeOf = recordTypeReader(set);
  }

  pack(ranges: ListColumn, packing: Packing): PackedColumn {
    return pack(ranges, packing);
  }

  readBatch(given: Uint8Array, maxRows: number): RoutedData {
    const bytes = unshared(given);
    const routed = new Routed(this.types.length);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (const { reader } of this.types) reader.attach(bytes);
    this.refused = -1;
    this.outcome.of(() => this.route(view, routed, maxRows));
    const { consumed } = routed;
    const types = this.types.map(({ code, guards, columns }, type) => {
      const { rows, offsets, lengths } = (routed.frames[type] as Frames).finish();
      const source = { bytes, view, offsets, lengths };
      const gathered = columns.map((column) => gatherColumn(column, code, guards, source));
      const rowIndex = Uint32Array.from(routed.rowIndex[type] as number[]);
      const all = [...gathered, rowIndex];
      return {
        bytes,
        rows,
        records: rows,
        consumed,
        offsets,
        lengths,
        selection: undefined,
        columns: all,
        epoch: undefined,
      };
    });
    return { bytes, consumed, order: Uint16Array.from(routed.order), types, epoch: undefined };
  }

  private route(view: DataView, routed: Routed, maxRows: number): void {
    const { startAlign } = this.set;
    const end = view.byteLength;
    while (routed.order.length < maxRows) {
      const start = Math.ceil(routed.consumed / startAlign) * startAlign;
      if (start >= end) return;
      routed.consumed = start;
      const type = this.typeAt(view, start);
      this.refused = type;
      const length = (this.types[type] as RecordType).reader.read(start, end);
      this.refused = -1;
      routed.add(type, start, length);
    }
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

interface RecordType {
  readonly code: Code;
  readonly reader: MessageReader;
  readonly guards: ArmGuards;
  readonly columns: RecordSetProgram['types'][number]['columns'];
}

class Routed {
  consumed = 0;
  readonly order: number[] = [];
  readonly frames: readonly Frames[];
  readonly rowIndex: readonly number[][];

  constructor(types: number) {
    this.frames = Array.from({ length: types }, () => new Frames());
    this.rowIndex = this.frames.map(() => []);
  }

  add(type: number, start: number, length: number): void {
    this.frames[type]?.add(start, length);
    this.rowIndex[type]?.push(this.order.length);
    this.order.push(type);
    this.consumed = start + length;
  }
}
