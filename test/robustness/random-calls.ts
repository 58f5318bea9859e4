import type { BatchReadOptions, ColumnArray, ListColumn, PackedColumn } from '../../src/surface.js';
import { figuresOf } from '../filter/expected-figures.js';
import type { AnyBatch, AnyCodec, Side, World, WorldType } from './call-world.js';
import type { Choices } from './choices.js';
import { described, describedSet, drawLook } from './described-batch.js';
import { materialised } from './materialised-view.js';
import { outcomeOf } from './round-trip.js';
import {
  decodeBatch,
  encodeBatch,
  encodeBatchInto,
  inputOf,
  outputOf,
  packed,
  stream,
  summarize,
  summarizeStream,
} from '../harness/batches.js';

/** A call that can be made on any side, with the same result. */
export interface Call {
  readonly name: string;
  /** The call takes the memory of batches, so that what lies there is nobody's. */
  readonly takesBatches: boolean;
  /** Records that it reads or writes. */
  readonly records: number;
  run(side: Side): unknown;
}

type Draw = (choices: Choices, world: World) => Call;
type Columns = Readonly<Record<string, ColumnArray | ListColumn | PackedColumn | undefined>>;
type Query = Pick<BatchReadOptions, 'columns' | 'where' | 'maxRows'>;

/** Rows of a stream: none, a few, and some on either side of a block's end, of reading and of writing. */
const ROWS = [0, 1, 2, 3, 15, 16, 17, 30, 60, 127, 128, 129, 143, 144, 200, 300, 511, 512, 513, 700];
/** Columns of so many rows outgrow their region. */
const MANY_ROWS = 30_000;
const MOST_STREAM_BYTES = 1_500_000;

export function drawCall(choices: Choices, world: World): Call {
  const draw = choices.pick(world.set === undefined ? DRAWS : [...DRAWS, setBatch, setBatch, setEncode]);
  return draw(choices, world);
}

function typeOf(choices: Choices, world: World): [number, WorldType] {
  const index = choices.below(world.types.length);
  return [index, world.types[index] as WorldType];
}

/** Values that a stream of the type is made of. */
function drawRows(choices: Choices, { schema, values, maker }: WorldType): unknown[] {
  const rowBytes = Math.max(...values.map((value) => maker.sizeOf(value as never)));
  const wanted = choices.below(400) === 0 ? MANY_ROWS : choices.pick(ROWS);
  const most = schema.takesRest && !schema.isChain ? 1 : Math.ceil(MOST_STREAM_BYTES / Math.max(1, rowBytes));
  return Array.from({ length: Math.min(wanted, most) }, () => choices.pick(values));
}

function drawStream(choices: Choices, type: WorldType): { data: Uint8Array; rows: number } {
  const rows = drawRows(choices, type);
  const good = encodeBatch(type.maker, rows as never);
  return { data: choices.chance(20) ? damaged(choices, good) : good, rows: rows.length };
}

function damaged(choices: Choices, data: Uint8Array): Uint8Array {
  if (data.length === 0) return Uint8Array.from({ length: choices.below(40) }, () => choices.below(256));
  if (choices.chance(50)) return data.slice(0, choices.below(data.length));
  const bytes = data.slice();
  for (let left = choices.between(1, 3); left > 0; left--) bytes[choices.below(bytes.length)] = choices.below(256);
  return bytes;
}

/** Columns and a filter that are asked for again and again: what is made for them is kept. */
function drawQuery(choices: Choices, { queries }: WorldType): Query {
  const columns = choices.chance(60) ? { columns: choices.pick(queries.columns) } : {};
  const where = choices.chance(50) && queries.filters.length > 0 ? { where: choices.pick(queries.filters) } : {};
  return { ...columns, ...where, ...(choices.chance(20) && { maxRows: choices.pick(ROWS) }) };
}

/** A call that a getter makes while another call reads it; what it gives is compared too. */
function drawNested(choices: Choices, world: World): (side: Side) => void {
  const [index, type] = typeOf(choices, world);
  const value = choices.pick(type.values);
  const bytes = type.maker.encode(value as never);
  const kind = choices.pick(['encode', 'encode', 'decode', 'batch', 'columns', 'summary'] as const);
  const columns = decodeBatch(type.maker, bytes).copy().columns;
  const call = (codec: AnyCodec): unknown => {
    if (kind === 'encode') return codec.encode(value as never);
    if (kind === 'decode') return codec.decode(bytes);
    if (kind === 'batch') return described(decodeBatch(codec, bytes), ['columns']);
    if (kind === 'columns') return encodeBatch(codec, columns);
    return figuresOf(summarize(codec, bytes));
  };
  return (side) => side.nested.push(outcomeOf(() => call(side.forNested.codec(index))));
}

/** The same object, of which one member is read by a getter that makes a call first. */
function withGetter(choices: Choices, world: World, value: object): (side: Side) => object {
  const names = Object.keys(value);
  if (names.length === 0 || !choices.chance(30)) return () => value;
  const name = choices.pick(names);
  const nested = drawNested(choices, world);
  return (side) => {
    const copy = { ...value };
    Object.defineProperty(copy, name, {
      enumerable: true,
      get() {
        nested(side);
        return (value as Record<string, unknown>)[name];
      },
    });
    return copy;
  };
}

const message: Draw = (choices, world) => {
  const [index, type] = typeOf(choices, world);
  const good = type.maker.encode(choices.pick(type.values) as never);
  const bytes = choices.chance(30) ? damaged(choices, good) : good;
  const isView = choices.chance(40);
  const run = (side: Side): unknown =>
    outcomeOf(() => (isView ? materialised(side.codec(index).view(bytes)) : side.codec(index).decode(bytes)));
  return { name: `${isView ? 'view' : 'decode'} of type ${index}`, takesBatches: false, records: 1, run };
};

const encoded: Draw = (choices, world) => {
  const [index, type] = typeOf(choices, world);
  const given = withGetter(choices, world, choices.pick(type.values) as object);
  const kind = choices.pick(['encode', 'encode', 'encodeInto', 'sizeOf'] as const);
  const spare = choices.below(40);
  const run = (side: Side): unknown =>
    outcomeOf(() => {
      const codec = side.codec(index);
      if (kind === 'encode') return codec.encode(given(side) as never);
      if (kind === 'sizeOf') return codec.sizeOf(given(side) as never);
      const target = new Uint8Array(spare * 8).fill(0xaa);
      return [codec.encodeInto(given(side) as never, target), target];
    });
  return { name: `${kind} of type ${index}`, takesBatches: false, records: 1, run };
};

const batch: Draw = (choices, world) => {
  const [index, type] = typeOf(choices, world);
  const { data, rows } = drawStream(choices, type);
  const query = drawQuery(choices, type);
  const look = drawLook(choices);
  const isInput = choices.chance(30);
  const isKept = choices.chance(50);
  const memory = choices.pick(['own', 'borrow', 'borrow', 'into'] as const);
  const run = (side: Side): unknown => {
    const codec = side.codec(index);
    const bytes = isInput ? filledInput(codec, data) : data;
    const read = side.batches.read(index, codec, bytes, query, memory);
    const was = described(read, look);
    if (isKept) side.kept.push({ look: () => described(read, look), was });
    return was;
  };
  return {
    name: `decodeBatch of type ${index}, ${shownQuery(query)}${isInput ? ', input' : ''}, ${memory}`,
    takesBatches: true,
    records: rows,
    run,
  };
};

function filledInput(codec: AnyCodec, data: Uint8Array): Uint8Array {
  const input = inputOf(codec, data.length);
  input.set(data);
  return input;
}

function shownQuery({ columns, where, maxRows }: Query): string {
  return [
    columns && `columns ${columns.join(' ') || 'none'}`,
    where && 'where',
    maxRows !== undefined && `maxRows ${maxRows}`,
  ]
    .filter(Boolean)
    .join(', ');
}

const kept: Draw = () => ({
  name: 'kept batches',
  takesBatches: false,
  records: 0,
  run: (side) => side.kept.map(({ look, was }) => ({ was, is: outcomeOf(look) })),
});

const written: Draw = (choices, world) => {
  const [index, type] = typeOf(choices, world);
  const rows = drawRows(choices, type);
  const good = encodeBatch(type.maker, rows as never);
  const read = decodeBatch(type.maker, good).copy();
  const kind = choices.pick(['columns', 'columns', 'getters', 'packed', 'into', 'over', 'where'] as const);
  const derived = choices.chance(50);
  const names = Object.keys(read.columns).filter(
    (path) => !(derived && type.maker.columns.find((column) => column.path === path)?.derived),
  );
  const columns: Columns = Object.fromEntries(names.map((path) => [path, read.columns[path]]));
  const nested = drawNested(choices, world);
  const spare = choices.pick([-1, 0, 0, 1, 100]);
  const borrow = choices.chance(70);
  const run = (side: Side): unknown =>
    outcomeOf(() => {
      const codec = side.codec(index);
      switch (kind) {
        case 'columns':
          return encodeBatch(codec, columns as never);
        case 'getters':
          return encodeBatch(codec, readByGetters(side, columns, nested) as never);
        case 'packed':
          return encodeBatch(codec, packedColumns(read, columns) as never);
        case 'into': {
          const target = new Uint8Array(Math.max(0, good.length + spare)).fill(0xaa);
          return [encodeBatchInto(codec, columns as never, target), target];
        }
        case 'over': {
          // Into the memory that the columns' data lies in, with one record more than before at the front.
          const target = new Uint8Array(good.length + 64);
          target.set(good, 64);
          const over = decodeBatch(codec, target.subarray(64), { borrow }).columns;
          const length = encodeBatchInto(codec, pickNamed(over, names) as never, target);
          return [length, target.slice(0, length)];
        }
        default:
          return encodeBatch(codec, pickNamed(decodeBatch(codec, good, { borrow }).columns, names) as never);
      }
    });
  return {
    name: `encodeBatch of type ${index}, ${kind}, ${rows.length} rows`,
    takesBatches: true,
    records: rows.length,
    run,
  };
};

function pickNamed(columns: Columns, names: readonly string[]): Columns {
  return Object.fromEntries(names.map((path) => [path, columns[path]]));
}

function readByGetters(side: Side, columns: Columns, nested: (side: Side) => void): Columns {
  const read: Record<string, unknown> = {};
  for (const path of Object.keys(columns)) {
    Object.defineProperty(read, path, {
      enumerable: true,
      get() {
        nested(side);
        const column = columns[path];
        if (column === undefined || !('lengths' in column)) return column;
        const { data, offsets, lengths } = column;
        const list = { offsets, lengths };
        return Object.defineProperty(list, 'data', { enumerable: true, get: () => (nested(side), data) });
      },
    });
  }
  return read as Columns;
}

function packedColumns(read: AnyBatch, columns: Columns): Columns {
  return Object.fromEntries(
    Object.keys(columns).map((path) => {
      const outcome = outcomeOf(() => packed(read, path));
      return [path, 'value' in outcome ? outcome.value : columns[path]];
    }),
  );
}

const joined: Draw = (choices, world) => {
  const [index, type] = typeOf(choices, world);
  const rows = drawRows(choices, type).slice(0, 300);
  const given = rows.map((value) => withGetter(choices, world, value as object));
  const into = choices.chance(30);
  const run = (side: Side): unknown =>
    outcomeOf(() => {
      const values = given.map((one) => one(side));
      if (!into) return encodeBatch(side.codec(index), values as never);
      const target = new Uint8Array(4096).fill(0xaa);
      return [encodeBatchInto(side.codec(index), values as never, target), target];
    });
  return {
    name: `encodeBatch of ${rows.length} values of type ${index}`,
    takesBatches: true,
    records: rows.length,
    run,
  };
};

const inPlace: Draw = (choices, world) => {
  const [index, type] = typeOf(choices, world);
  const { data, rows } = drawStream(choices, type);
  const asked = choices.chance(50);
  const isEdited = choices.chance(50);
  const spare = choices.pick([0, 0, 64, -1]);
  const run = (side: Side): unknown => {
    const codec = side.codec(index);
    if (asked) outputOf(codec, data.length + 64);
    const read = decodeBatch(codec, filledInput(codec, data), { borrow: true });
    const before = described(read, ['places']);
    const wrote = outcomeOf(() => {
      const columns = isEdited ? edited(codec, read.columns as Columns) : (read.columns as Columns);
      const target = outputOf(codec, Math.max(0, read.consumedBytes + spare));
      const length = encodeBatchInto(codec, columns as never, target);
      return target.slice(0, length);
    });
    // Memory that grows under it is told from a result: how much of it there is differs from engine to engine.
    const isStale = 'error' in wrote && wrote.error['code'] === 'ERR_STALE_BATCH';
    return { before, wrote: isStale || !asked ? 'anything' : wrote };
  };
  return { name: `in place, type ${index}, ${rows} rows`, takesBatches: true, records: rows, run };
};

/** Numbers that nothing follows from, the other way round. */
function edited(codec: AnyCodec, columns: Columns): Columns {
  for (const { path, kind, derived, shared, guard } of codec.columns) {
    if (kind !== 'list' && kind !== 'bytes' && !derived && !shared && guard === undefined)
      (columns[path] as Uint8Array).reverse();
  }
  return columns;
}

const figures: Draw = (choices, world) => {
  const [index, type] = typeOf(choices, world);
  const { data, rows } = drawStream(choices, type);
  const { where } = drawQuery(choices, type);
  const run = (side: Side): unknown => {
    const found = summarize(side.codec(index), data, where && { where });
    return [figuresOf(found), found.recordCount, found.consumedBytes, found.error?.code];
  };
  return { name: `summarize of type ${index}`, takesBatches: true, records: rows, run };
};

/** Pieces of a source, with other calls between its batches. */
const streamed: Draw = (choices, world) => {
  const [index, type] = typeOf(choices, world);
  const { data, rows } = drawStream(choices, type);
  const { maxRows: _, ...query } = drawQuery(choices, type);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < data.length;) {
    const bytes = choices.pick([1, 7, 64, 1000, 100_000]);
    pieces.push(data.subarray(at, at + bytes));
    at += bytes;
  }
  if (pieces.length > 60) pieces.splice(1, pieces.length - 1, data.subarray((pieces[0] as Uint8Array).length));
  const options = { batchBytes: choices.pick([1, 100, 65_536]), ...query };
  const borrow = choices.chance(50);
  const nested = drawNested(choices, world);
  const look = drawLook(choices);
  const isSummed = choices.chance(30);
  const run = async (side: Side): Promise<unknown> => {
    const codec = side.codec(index);
    const source = (function* () {
      for (const piece of pieces) {
        nested(side);
        yield piece;
      }
    })();
    if (isSummed) {
      const { columns: __, ...where } = options;
      const found = await summarizeStream(codec, source, where);
      return [figuresOf(found), found.recordCount, found.consumedBytes, found.error?.code];
    }
    const batches: unknown[] = [];
    for await (const part of stream(codec, source, { ...options, borrow })) {
      batches.push([part.byteOffset, described(part, look)]);
      nested(side);
    }
    return batches;
  };
  return {
    name: `${isSummed ? 'summarizeStream' : 'stream'} of type ${index}, ${shownQuery(query)}`,
    takesBatches: true,
    records: rows,
    run,
  };
};

const setBatch: Draw = (choices, world) => {
  const { records } = world.set as NonNullable<World['set']>;
  const chosen = Array.from({ length: choices.pick(ROWS) }, () => choices.pick(records));
  const whole = join(chosen);
  const data = choices.chance(20) ? damaged(choices, whole) : whole;
  const look = drawLook(choices);
  const memory = choices.pick(['own', 'borrow', 'into'] as const);
  const run = (side: Side): unknown => {
    const read = side.batches.readSet(side.set, data, memory);
    const was = describedSet(read, look);
    side.kept.push({ look: () => describedSet(read, look), was });
    return was;
  };
  return {
    name: `decodeBatch of the set, ${chosen.length} records, ${memory}`,
    takesBatches: true,
    records: chosen.length,
    run,
  };
};

const setEncode: Draw = (choices, world) => {
  const { records } = world.set as NonNullable<World['set']>;
  const data = join(Array.from({ length: choices.pick(ROWS) % 60 }, () => choices.pick(records)));
  const run = (side: Side): unknown =>
    outcomeOf(() => {
      const read = decodeBatch(side.set, data).copy();
      return encodeBatch(side.set, Array.from({ length: read.rowCount }, (_, row) => read.value(row)) as never);
    });
  return { name: 'encodeBatch of the set', takesBatches: true, records: 1, run };
};

function join(records: readonly Uint8Array[]): Uint8Array {
  const data = new Uint8Array(records.reduce((sum, record) => sum + record.length, 0));
  let end = 0;
  for (const record of records) {
    data.set(record, end);
    end += record.length;
  }
  return data;
}

/** Room for a stream grows linear memory, and with it detaches all that lies there. */
const room: Draw = (choices, world) => {
  const [index] = typeOf(choices, world);
  const bytes = choices.pick([0, 1000, 100_000, 1_000_000]);
  const isInput = choices.chance(50);
  const run = (side: Side): unknown => {
    const codec = side.codec(index);
    return (isInput ? inputOf(codec, bytes) : outputOf(codec, bytes)).length;
  };
  return { name: `${isInput ? 'input' : 'output'} of ${bytes} bytes`, takesBatches: false, records: 0, run };
};

const DRAWS: readonly Draw[] = [
  message,
  encoded,
  encoded,
  batch,
  batch,
  batch,
  batch,
  kept,
  written,
  written,
  written,
  joined,
  inPlace,
  figures,
  streamed,
  room,
];
