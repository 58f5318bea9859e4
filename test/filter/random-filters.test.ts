// time-out: 300 s
import * as assert from 'uvu/assert';
import { createCodecWith, type Codec } from '../../src/message/index.js';
import type { Batch } from '../../src/columns/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { CastbufError, type AnyType, type ColumnArray, type ListColumn } from '../../src/surface.js';
import { engineSuite, rounds } from '../harness/index.js';
import { search } from '../harness/lacks.js';
import { Choices, choiceTapes } from '../robustness/choices.js';
import { drawSchema, type DrawnSchema } from '../robustness/random-schema.js';
import { difference, shown } from '../robustness/same-value.js';
import { expectedFigures, figuresOf } from './expected-figures.js';
import { drawExpression, matches, valuesOf, type Values } from './random-filter.js';
import { decodeBatch, encodeBatch, filter, summarize } from '../harness/batches.js';

const SCHEMAS = rounds(100, 10);
const FILTERS_A_SCHEMA = 3;
/** Rows of a stream: none, a few, and some on either side of a block's end. */
const ROWS = [0, 1, 3, 17, 255, 256, 257, 530];
const DISTINCT_VALUES = 9;

type AnyCodec = Codec<AnyType>;

engineSuite('random filters', (test, { createCodec }) => {
  const reference = createReferenceEngine();

  test(`${SCHEMAS} schemas: rows, columns and figures are those that JavaScript finds`, () => {
    let compared = 0;
    let selected = 0;
    const holds = (schemaTape: Uint32Array, valueTape: Uint32Array) => {
      const schema = drawSchema(new Choices(schemaTape));
      const codecs = codecsOf(schema, createCodec, reference);
      if (codecs === undefined) return;
      const choices = new Choices(valueTape);
      const stream = drawStream(schema, codecs[0], choices);
      const whole = decodeBatch(codecs[0], stream).copy();
      const values = valuesOf(codecs[0], whole);
      if (values.size === 0) return;
      for (let round = 0; round < FILTERS_A_SCHEMA; round++) {
        const expression = drawExpression(choices, values);
        try {
          selected += checkFilter(codecs, stream, whole, values, expression, choices);
        } catch (error) {
          throw new Error(`${String(error)}\n  ${shown(expression)}\n  ${schema.source}`, { cause: error });
        }
        compared++;
      }
    };
    const { failed, errorInstance, numShrinks } = search([choiceTapes(400), choiceTapes(800)], holds, {
      seed: 20260401,
      numRuns: SCHEMAS,
    });
    if (failed)
      throw new Error(`shrunk ${numShrinks} times: ${(errorInstance as Error).message}`, { cause: errorInstance });
    assert.ok(compared > SCHEMAS, `${compared} filters were compared`);
    assert.ok(selected > SCHEMAS * 20, `${selected} rows were selected`);
  });
});

function codecsOf(
  { type, abi }: DrawnSchema,
  createCodec: (type: AnyType, options: { abi: DrawnSchema['abi'] }) => AnyCodec,
  reference: Parameters<typeof createCodecWith>[0],
): readonly [AnyCodec, AnyCodec] | undefined {
  try {
    return [createCodec(type, { abi }), createCodecWith(reference, type, { abi })];
  } catch (error) {
    if (error instanceof CastbufError && error.code === 'ERR_SCHEMA') return undefined;
    throw error;
  }
}

/** A few values, drawn from again and again. */
function drawStream(schema: DrawnSchema, codec: AnyCodec, choices: Choices): Uint8Array {
  const rows = schema.takesRest ? (schema.isChain ? 20 : 1) : choices.pick(ROWS);
  const distinct = Array.from({ length: Math.min(rows, DISTINCT_VALUES) }, () => schema.value(choices));
  let turn = 1;
  const next = (): number => (turn = (turn * 48_271) % 0x7fffffff);
  return encodeBatch(
    codec,
    Array.from({ length: rows }, () => distinct[next() % distinct.length]?.given as never),
  );
}

function checkFilter(
  [codec, other]: readonly [AnyCodec, AnyCodec],
  stream: Uint8Array,
  whole: Batch<AnyType>,
  values: Values,
  expression: Parameters<typeof filter>[0],
  choices: Choices,
): number {
  const where = filter(expression);
  const numbers = Array.from({ length: whole.rowCount }, (_, row) => row).filter((row) =>
    matches(expression, values, row),
  );
  const paths = Object.keys(whole.columns).filter(() => choices.chance(60));
  const columns = choices.chance(50) ? undefined : paths;
  const batch = decodeBatch(codec, stream, { where, columns, borrow: choices.chance(50) });
  demand('rowCount', numbers.length, batch.rowCount);
  demand('recordCount', whole.rowCount, batch.recordCount);
  demand('consumedBytes', whole.consumedBytes, batch.consumedBytes);
  demand('selection', Uint32Array.from(numbers), batch.selection);
  demand('offsets', picked(whole.offsets, numbers), batch.offsets);
  demand('lengths', picked(whole.lengths, numbers), batch.lengths);
  demand('columns there', [...(columns ?? Object.keys(whole.columns))].sort(), Object.keys(batch.columns).sort());
  for (const [path, column] of Object.entries(batch.columns)) {
    const from = whole.columns[path] as ColumnArray | ListColumn;
    const repeat = codec.columns.find((one) => one.path === path)?.repeat ?? 1;
    demand(path, plain(from, numbers, repeat), plain(column));
  }
  const shownRows = [0, numbers.length - 1].filter((row) => row >= 0 && row < numbers.length);
  for (const row of shownRows) demand(`value(${row})`, whole.value(numbers[row] as number), batch.value(row));
  checkMaxRows(codec, other, stream, where, numbers, choices);
  const summed = [...values.keys()];
  const figures = figuresOf(summarize(codec, stream, { columns: summed, where }));
  demand('figures', expectedFigures(codec, values, numbers), figures);
  demand('figures of the reference', figuresOf(summarize(other, stream, { columns: summed, where })), figures);
  return numbers.length;
}

/** Ends right after the record that fills the last row. */
function checkMaxRows(
  codec: AnyCodec,
  other: AnyCodec,
  stream: Uint8Array,
  where: ReturnType<typeof filter>,
  numbers: readonly number[],
  choices: Choices,
): void {
  const maxRows = choices.below(numbers.length + 2);
  const batch = decodeBatch(codec, stream, { where, maxRows, columns: [] });
  const twin = decodeBatch(other, stream, { where, maxRows, columns: [] });
  demand('selection up to maxRows', Uint32Array.from(numbers.slice(0, maxRows)), batch.selection);
  const { recordCount, consumedBytes, rowCount } = batch;
  demand('recordCount with maxRows', twin.recordCount, recordCount);
  demand('consumedBytes with maxRows', twin.consumedBytes, consumedBytes);
  if (rowCount < maxRows || rowCount === 0) return;
  demand('the last record that was looked at', (numbers[rowCount - 1] as number) + 1, recordCount);
}

function picked(array: Uint32Array, numbers: readonly number[]): Uint32Array {
  return Uint32Array.from(numbers, (row) => array[row] as number);
}

function plain(column: ColumnArray | ListColumn, numbers?: readonly number[], repeat = 1): unknown {
  if ('data' in column) {
    const [offsets, lengths] = [column.offsets, column.lengths];
    return numbers === undefined
      ? { offsets, lengths }
      : { offsets: picked(offsets, numbers), lengths: picked(lengths, numbers) };
  }
  const bytesOf = ({ buffer, byteOffset, byteLength }: ColumnArray): Uint8Array =>
    new Uint8Array(buffer, byteOffset, byteLength);
  if (numbers === undefined) return bytesOf(column).slice();
  const rowBytes = repeat * column.BYTES_PER_ELEMENT;
  const from = bytesOf(column);
  const rows = new Uint8Array(numbers.length * rowBytes);
  numbers.forEach((row, index) => rows.set(from.subarray(row * rowBytes, (row + 1) * rowBytes), index * rowBytes));
  return rows;
}

function demand(what: string, expected: unknown, actual: unknown): void {
  const found = difference(expected, actual);
  if (found !== undefined) throw new Error(`${what}: ${found}`);
}
