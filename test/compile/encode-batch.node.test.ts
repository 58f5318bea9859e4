import * as assert from 'uvu/assert';
import { codecOf, type Codec } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import type { Limits } from '../../src/program/index.js';
import { CastbufError, type AnyType } from '../../src/surface.js';
import { decodeBatch, encodeBatch, encodeBatchInto } from '../harness/batches.js';
import { rounds, suite } from '../harness/index.js';
import { outcomeOf } from '../robustness/round-trip.js';
import { difference } from '../robustness/same-value.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { consumedBytes, INPUT_PTR, linearBytes } from '../../src/compiled/linear-memory.js';
import type { ColumnArray, ListColumn } from '../../src/schema/index.js';
import { compiledWriters, type CompiledWriter } from './compiled-writers.js';
import { changed, copied, type Columns } from './random-columns.js';
import { measuredPrograms } from './measured-programs.js';
import { randomPrograms, type DrawnProgram } from './random-programs.js';

type AnyCodec = Codec<AnyType, unknown>;

const engine = createReferenceEngine();
const SCHEMAS = 150;
const SMALL_LIMITS: readonly Partial<Limits>[] = [{}, {}, {}, { messageBytes: 64 }, { count: 3 }];

interface Writer {
  workBytes: number;
  outputOf(bytes: number): Uint8Array;
  encode(rows: unknown): Uint8Array;
  encodeInto(rows: unknown, target: Uint8Array): number;
}

/** Some values of the type that it can encode. */
function valuesOf({ drawn }: DrawnProgram, codec: AnyCodec, rows: number, choices: SeededChoices): unknown[] {
  const values: unknown[] = [];
  for (let tries = 0; values.length < 6 && tries < 8; tries++) {
    const { given } = drawn.value(choices);
    const encoded = outcomeOf(() => codec.encode(given as never));
    if ('value' in encoded && encoded.value.length < 1024) values.push(given);
  }
  if (values.length === 0) return [];
  return Array.from({ length: rows }, () => choices.pick(values));
}

/** The result of a call, or all that its error says. */
function described(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof CastbufError)) throw error;
    const { code, message, hint, path, offset, fieldOffset, want, have } = error;
    const place = { code, path, offset, fieldOffset };
    // Of a number beyond 53 bits in a stream the engines know the nearest double, a compiled codec all of it.
    const isExact = [want, have].every(
      (one) => one === undefined || (typeof one === 'number' && Math.abs(one) < 2 ** 53),
    );
    if (!isExact) return { ...place, want: Number(want), have: Number(have) };
    return { ...place, message, hint, want, have };
  }
}

class Comparison {
  streams = 0;
  errors = 0;
  /** Rows that kernels wrote of streams without a mistake. */
  kernelRows = 0;

  constructor(
    private readonly one: DrawnProgram,
    private readonly writer: Writer,
    private readonly hasKernel: boolean,
    private readonly codec: AnyCodec,
    private readonly choices: SeededChoices,
  ) {}

  compare(rows: unknown): void {
    try {
      this.compareStreams(rows);
    } catch (error) {
      throw new Error(`${(error as Error).stack}\nseed ${this.one.seed}\n${shown(rows)}\n${this.one.drawn.source}`, {
        cause: error,
      });
    }
  }

  private compareStreams(rows: unknown): void {
    const { codec, writer, choices } = this;
    writer.workBytes = choices.pick([1 << 18, 1, 300, 1000]);
    const want = described(() => encodeBatch(codec, rows as never));
    demand(
      want,
      described(() => writer.encode(rows)),
    );
    if (want instanceof Uint8Array && this.hasKernel) this.kernelRows += consumedBytes();
    if (want instanceof Uint8Array) this.streams++;
    else this.errors++;
    const bytes = want instanceof Uint8Array ? want.length : 40;
    const room = choices.chance(40) ? bytes : choices.below(bytes + 40);
    const into = (encode: (target: Uint8Array) => number): unknown =>
      described(() => {
        const target = new Uint8Array(room).fill(0xaa);
        const written = encode(target);
        return [written, target];
      });
    demand(
      into((target) => encodeBatchInto(codec, rows as never, target)),
      into((target) => writer.encodeInto(rows, target)),
    );
    if (!this.hasKernel || !isMovable(rows)) return;
    // Of a stream that is written where it lies, no row is looked at that does not fit.
    const space = want instanceof Uint8Array ? room : 1 << 17;
    const [placed, output] = inLinearMemory(rows, writer, space, choices);
    const before = described(() => encodeBatchInto(codec, rows as never, new Uint8Array(space)));
    const written = described(() => writer.encodeInto(placed, output));
    demand(before, written);
    if (typeof written === 'number') demand(want, output.slice(0, written));
    // Where something has to be filled in, columns are copied, over those that lie in linear memory.
    if (this.one.program.columns.every(({ shared, path }) => shared || path in rows)) demand(rows, placed);
  }
}

function partsOf(column: ColumnArray | ListColumn): readonly (ColumnArray | Uint8Array)[] {
  return 'data' in column ? [column.data, column.offsets, column.lengths] : [column];
}

/** The same columns in linear memory, one after the other, and a target of so many bytes after them. */
function inLinearMemory(columns: Columns, writer: Writer, room: number, choices: SeededChoices): [Columns, Uint8Array] {
  const arrays = Object.values(columns).flatMap((column) =>
    partsOf(column as ColumnArray | ListColumn),
  ) as Uint8Array[];
  const bytes = arrays.reduce((sum, { byteLength }) => sum + byteLength + 16, 64);
  writer.outputOf(room);
  const memory = linearBytes(INPUT_PTR + bytes);
  let at = INPUT_PTR + 8 * choices.below(4);
  const placed = new Map<unknown, unknown>();
  const put = (array: Uint8Array): Uint8Array => {
    if (placed.has(array)) return placed.get(array) as Uint8Array;
    const copy = new (array.constructor as Uint8ArrayConstructor)(memory.buffer, at, array.length);
    copy.set(array);
    at += (array.byteLength + 15) & -8;
    placed.set(array, copy);
    return copy;
  };
  const moved = Object.entries(columns).map(([path, column]) => {
    if (ArrayBuffer.isView(column)) return [path, put(column as Uint8Array)];
    const { data, offsets, lengths } = column as { data: Uint8Array; offsets: Uint8Array; lengths: Uint8Array };
    return [path, { data: put(data), offsets: put(offsets), lengths: put(lengths) }];
  });
  return [Object.fromEntries(moved) as Columns, writer.outputOf(room)];
}

function isMovable(rows: unknown): rows is Columns {
  return (
    typeof rows === 'object' &&
    rows !== null &&
    !Array.isArray(rows) &&
    Object.values(rows).every((column: unknown) => {
      const parts = ArrayBuffer.isView(column) ? [column] : Object.values((column ?? { none: 0 }) as object);
      return parts.length > 0 && parts.every((part) => ArrayBuffer.isView(part) && !(part instanceof DataView));
    })
  );
}

function demand(want: unknown, have: unknown): void {
  const found = difference(want, have);
  if (found !== undefined) throw new Error(found);
}

function shown(rows: unknown): string {
  return JSON.stringify(rows, (_, value: unknown) =>
    ArrayBuffer.isView(value)
      ? `${value.constructor.name} ${String(value)}`
      : typeof value === 'bigint'
        ? `${value}n`
        : value,
  );
}

suite('streams of compiled codecs', (test) => {
  const calls = rounds(8, 1);
  for (let call = 0; call < calls; call++) {
    test(`${SCHEMAS} schemas, ${call + 1} of ${calls}: streams and errors are those of the reference engine`, async () => {
      const choices = new SeededChoices(call);
      const limits = (seed: number): Partial<Limits> => SMALL_LIMITS[seed % SMALL_LIMITS.length] as Partial<Limits>;
      const first = call * 10_000;
      const drawn = [...randomPrograms(SCHEMAS / 2, first, limits), ...measuredPrograms(SCHEMAS / 2, first, limits)];
      const codecs = drawn.map(({ drawn: { type }, program }) => codecOf(engine, type, program) as AnyCodec);
      const writers = await compiledWriters(
        drawn.map(({ program }) => program),
        (value, index) => (codecs[index] as AnyCodec).encode(value as never),
      );
      const seen = { streams: 0, errors: 0, kernelRows: 0 };
      drawn.forEach((one, index) => {
        const codec = codecs[index] as AnyCodec;
        const { writer, hasKernel } = writers[index] as CompiledWriter;
        const comparison = new Comparison(one, writer, hasKernel, codec, choices);
        for (const rows of [0, 1, 3, 9, 40]) {
          const values = valuesOf(one, codec, rows, choices);
          comparison.compare(values);
          const stream = outcomeOf(() => encodeBatch(codec, values as never));
          if (!('value' in stream)) continue;
          const { columns } = decodeBatch(codec, stream.value).copy();
          comparison.compare(columns);
          for (let round = 0; round < 12; round++) {
            let given: Columns = copied(columns);
            for (let changes = choices.pick([1, 1, 2, 4]); changes > 0; changes--)
              given = changed(one.program, given, choices);
            comparison.compare(given);
          }
        }
        seen.streams += comparison.streams;
        seen.errors += comparison.errors;
        seen.kernelRows += comparison.kernelRows;
      });
      assert.ok(
        seen.streams > SCHEMAS * 10 && seen.errors > SCHEMAS * 5 && seen.kernelRows > SCHEMAS * 10,
        JSON.stringify(seen),
      );
    });
  }
});
