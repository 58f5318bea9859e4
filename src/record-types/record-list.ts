import { CastbufError, LIST_NOT_SET_HINT, withoutOffset } from '../errors/index.js';
import {
  opOf,
  rangeIn,
  readTag,
  recordBytes,
  RecordFrame,
  type CursorClass,
  type CursorsOfList,
  type Op,
  type Property,
} from '../cursor/index.js';
import type { Reader, ValueReader, ValuesOfList } from '../message/index.js';
import {
  compile,
  failureOf,
  refused,
  valueOf,
  type Limits,
  type ListedRecord,
  type ListedType,
  type Program,
  type RecordBytesWriter,
  type RecordList,
  type RecordLists,
  type Shape,
} from '../program/index.js';
import { layoutOf, typeOf, type Abi, type RecordsNode } from '../schema/index.js';
import { listBytes, listedRecords, listIn, recordIn, type ListedTypes } from './list-values.js';
import { placeLists } from './listed-ops.js';
import { compileRecordSet, type RecordSetProgram } from './set-program.js';
import { recordTypeReader } from './tag-reader.js';

/** What the node of every list brings along. */
export const LISTS: RecordLists = {
  listOf,
  place: (parts, ownOps) =>
    placeLists(parts, ownOps, ({ list }) => {
      const { set, tagPath } = setOfList(list);
      return { ...set, tagPath };
    }),
};

/** The set of a list's records. */
export function setOfList(list: RecordList): { readonly set: RecordSetProgram; readonly tagPath: string } {
  return list as SetRecordList;
}

/** The list of a part under an ABI. @throws CastbufError ERR_SCHEMA as createSetCodec, and where records do not say by themselves where they end */
function listOf({ discriminator, types }: RecordsNode, abi: Abi, limits: Limits): RecordList {
  const programs = types.map(({ name, tags, node }) => {
    const program = compile(layoutOf(typeOf(node), abi), limits);
    if (program.own !== undefined)
      throw refused(
        name,
        'in a message, records have no checksum by a function: give the list as bytes(…), and read it by a codec of its own',
      );
    const { next, startAlign } = node.options;
    if (next !== undefined)
      throw refused(
        name,
        'in a message, records say their own length, and not where the next one is; give it a length',
      );
    if (startAlign > 1)
      throw refused(
        name,
        'in a message, a record has its padding itself: length: { member, align } instead of startAlign',
      );
    return { name, program, tags: tags.map(BigInt) };
  });
  return new SetRecordList(discriminator, compileRecordSet(discriminator, programs), programs);
}

class SetRecordList implements RecordList, CursorsOfList, ValuesOfList, ListedTypes {
  readonly typeAt: (view: DataView, record: number) => number;
  readonly names: readonly string[];
  readonly least: readonly number[];
  readonly takesRest: readonly boolean[];

  constructor(
    readonly tagPath: string,
    readonly set: RecordSetProgram,
    readonly types: readonly ListedType[],
  ) {
    this.typeAt = recordTypeReader(set);
    this.names = types.map(({ name }) => name);
    this.least = types.map(({ program }) => program.leastBytes);
    this.takesRest = types.map(({ program }) => program.takesRest);
  }

  get tagEnd(): number {
    return this.set.tag.offset + this.set.tag.bytes;
  }

  tagAt(view: DataView, at: number): number | bigint {
    return valueOf(this.set.tag, readTag(view, at, this.set.tag));
  }

  property(
    program: Program,
    index: number,
    pointer: Op | undefined,
    classOf: (program: Program) => CursorClass,
  ): Property {
    const op = opOf(program, index);
    const path = program.paths[index] ?? '';
    const classes: (CursorClass | undefined)[] = [];
    const read = this.recordsIn.bind(this);
    const types = this.types;
    return {
      get() {
        const frame = this['~frame'];
        return read(frame, op, pointer, path, (inner, type) => {
          const Listed = (classes[type] ??= classOf((types[type] as ListedType).program));
          // A frame of its own: the cursor is kept while others are made.
          return new Listed(frameOf(frame, inner.at, inner.length));
        });
      },
      set() {
        throw new CastbufError('ERR_USAGE', LIST_NOT_SET_HINT, { path });
      },
    };
  }

  reader(
    program: Program,
    index: number,
    pointer: Op | undefined,
    readerOf: (program: Program) => ValueReader,
  ): Reader {
    const op = opOf(program, index);
    const path = program.paths[index] ?? '';
    const { notation } = program;
    const readers: (ValueReader | undefined)[] = [];
    return (view, _at, frame) =>
      this.recordsIn(frame, op, pointer, path, (inner, type) => {
        const { program: own } = this.types[type] as ListedType;
        const read = (readers[type] ??= readerOf(notation === undefined ? own : { ...own, notation }));
        return read(view, inner.at, inner);
      });
  }

  /** The records of the part in a frame, which was checked. `valueIn` is told where each lies by a frame, and the number of its type. */
  private recordsIn(
    frame: RecordFrame,
    op: Op,
    pointer: Op | undefined,
    path: string,
    valueIn: (inner: RecordFrame, type: number) => unknown,
  ): ListedRecord[] {
    const { view } = frame;
    const { byteOffset, length } = rangeIn(frame, op, pointer, false);
    const from = byteOffset - view.byteOffset;
    const inner = frameOf(frame, from, length);
    return listedRecords(this, view, from, from + length, path, {
      bytesOf: (type, at, end) => {
        inner.move(at, end - at);
        return recordBytes((this.types[type] as ListedType).program, inner);
      },
      valueOf: (type, at, bytes) => {
        inner.move(at, bytes);
        return valueIn(inner, type);
      },
    });
  }

  write(value: unknown, writerOf: (program: Program) => RecordBytesWriter, path: string): Uint8Array {
    return listBytes(this, value, path, (type, own) => {
      const { program } = this.types[type] as ListedType;
      const writer = writerOf(program);
      const written = writer.write(own);
      if (written === undefined) throw withoutOffset(failureOf(program, writer.failure) as CastbufError);
      return written.slice();
    });
  }

  map(
    list: unknown,
    valueFor: (shape: Shape, value: unknown, path: string) => unknown,
    path: string,
  ): { type: string; value: unknown }[] {
    return Array.from(listIn(list, path), (record, index) => {
      const place = `${path}[${index}]`;
      const { type, value } = recordIn(record, this, place);
      const { name, program } = this.types[type] as ListedType;
      return { type: name, value: valueFor(program.shape, value, place) };
    });
  }
}

/** A record in the memory of the message around it. */
function frameOf({ view, memory }: RecordFrame, at: number, bytes: number): RecordFrame {
  const frame = RecordFrame.over(view, false);
  frame.memory.copier = memory.copier;
  frame.memory.rows = memory.rows;
  frame.move(at, bytes);
  return frame;
}
