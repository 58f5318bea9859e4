import { joinBytes } from '../bytes/index.js';
import { CastbufError, shownValue, suggest, unknownTypeHint, withoutOffset } from '../errors/index.js';
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
import { placeLists } from './listed-ops.js';
import { compileRecordSet, type RecordSetProgram } from './set-program.js';
import { recordTypeReader } from './tag-reader.js';

/** What the node of every list brings along. */
export const LISTS: RecordLists = {
  listOf,
  place: (parts, ownOps) =>
    placeLists(parts, ownOps, ({ list }) => {
      const { set, tagPath } = list as SetRecordList;
      return { ...set, tagPath };
    }),
};

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

class SetRecordList implements RecordList, CursorsOfList, ValuesOfList {
  private readonly typeAt: (view: DataView, record: number) => number;

  constructor(
    readonly tagPath: string,
    readonly set: RecordSetProgram,
    readonly types: readonly ListedType[],
  ) {
    this.typeAt = recordTypeReader(set);
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
        throw new CastbufError('ERR_USAGE', NOT_SET, { path });
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
    const end = from + length;
    const inner = frameOf(frame, from, length);
    const records: ListedRecord[] = [];
    for (let at = from; at < end;) {
      const place = `${path}[${records.length}]`;
      const type = this.checkedType(view, at, end, place);
      const { name, program } = this.types[type] as ListedType;
      inner.move(at, end - at);
      const bytes = recordBytes(program, inner);
      // They were good when the message was checked. Whoever has set a length since is told here.
      if (bytes < program.leastBytes || bytes > end - at) throw changed(place, program.leastBytes, bytes);
      inner.move(at, bytes);
      records.push({ type: name, value: placed(place, () => valueIn(inner, type)) });
      at += bytes;
    }
    return records;
  }

  private checkedType(view: DataView, at: number, end: number, path: string): number {
    const {
      set: { tag },
      tagPath,
    } = this;
    const least = tag.offset + tag.bytes;
    if (end - at < least) throw changed(path, least, end - at);
    const type = this.typeAt(view, at);
    if (type >= 0) return type;
    const have = valueOf(tag, readTag(view, at, tag));
    throw new CastbufError('ERR_UNKNOWN_MESSAGE', unknownTypeHint(have), { path: `${path}.${tagPath}`, have });
  }

  write(value: unknown, writerOf: (program: Program) => RecordBytesWriter, path: string): Uint8Array {
    const records = this.listIn(value, path);
    let bytes = 0;
    // By index: map passes over holes of an array.
    const parts = Array.from(records, (record, index) => {
      const place = `${path}[${index}]`;
      const { type, value: own } = this.recordIn(record, place);
      const { program } = this.types[type] as ListedType;
      if (program.takesRest && index < records.length - 1)
        throw new CastbufError('ERR_DISAGREE', TAKES_REST, { path: place });
      const part = placed(place, () => this.bytesOf(type, own, writerOf(program)));
      bytes += part.length;
      return part;
    });
    return joinBytes(parts, bytes);
  }

  private bytesOf(type: number, value: unknown, writer: RecordBytesWriter): Uint8Array {
    const { program, name } = this.types[type] as ListedType;
    const written = writer.write(value);
    if (written === undefined) throw withoutOffset(failureOf(program, writer.failure) as CastbufError);
    const bytes = written.slice();
    // Decoding it would find the same type.
    const found = this.typeAt(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0);
    if (found === type) return bytes;
    const said = this.types[found]?.name ?? 'no type of this set';
    const hint = `a record of type ${name} is given, and this value says ${said}`;
    throw new CastbufError('ERR_DISAGREE', hint, { path: this.tagPath });
  }

  map(
    list: unknown,
    valueFor: (shape: Shape, value: unknown, path: string) => unknown,
    path: string,
  ): { type: string; value: unknown }[] {
    return Array.from(this.listIn(list, path), (record, index) => {
      const place = `${path}[${index}]`;
      const { type, value } = this.recordIn(record, place);
      const { name, program } = this.types[type] as ListedType;
      return { type: name, value: valueFor(program.shape, value, place) };
    });
  }

  private listIn(value: unknown, path: string): readonly unknown[] {
    if (Array.isArray(value)) return value;
    if (value === undefined) throw new CastbufError('ERR_MISSING', 'give an array of { type, value }', { path });
    throw new CastbufError('ERR_TYPE', `give an array of { type, value }, not ${shownValue(value)}`, { path });
  }

  private recordIn(record: unknown, path: string): { readonly type: number; readonly value: unknown } {
    if (typeof record !== 'object' || record === null)
      throw new CastbufError('ERR_TYPE', `give { type, value }, not ${shownValue(record)}`, { path });
    const stray = Object.keys(record).find((name) => name !== 'type' && name !== 'value');
    if (stray !== undefined) {
      const hint = `no such member; ${suggest(stray, ['type', 'value'])}`;
      throw new CastbufError('ERR_USAGE', hint, { path: `${path}.${stray}` });
    }
    const { type: named, value } = record as { readonly type?: unknown; readonly value?: unknown };
    const type = this.types.findIndex(({ name }) => name === named);
    if (type >= 0) return { type, value };
    const names = this.types.map(({ name }) => name).join(', ');
    const hint = `a record is { type, value } with a type of ${names}, not ${shownValue(named)}`;
    throw new CastbufError('ERR_USAGE', hint, { path });
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

const NOT_SET =
  'a cursor sets members of records, and not which records there are; write the whole message with encode';
const TAKES_REST =
  'its last part takes all that is left, so no record can follow it; make it the last one, or count that part';

/** What is wrong inside a record, with the record's own place before it. */
function placed<T>(place: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof CastbufError)) throw error;
    const { code, hint, path = '', want, have } = error;
    throw new CastbufError(code, hint, { path: path === '' ? place : `${place}.${path}`, want, have });
  }
}

function changed(path: string, want: number, have: number): CastbufError {
  const hint = `it has ${have} bytes, and ${want} at least are needed; bytes of the message were changed after it was checked`;
  return new CastbufError('ERR_LENGTH_FIELD', hint, { path, want, have });
}
