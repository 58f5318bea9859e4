// time-out: 600 s
import * as assert from 'uvu/assert';
import * as K from '../../assembly/rows-out/layout.js';
import { compile, DEFAULT_LIMITS, type Program } from '../../src/program/index.js';
import type { ColumnArray } from '../../src/schema/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { interpretedSuite, isDeep, sampled, suite } from '../harness/index.js';
import { randomColumns, scatter, wordOf, type GivenColumns } from './scatter-batch.js';
import { kernelNamed } from './windows-batch.js';
import { SCATTER_LAYOUTS } from './scatter-schemas.js';
import { runnerOf, type ProgramRunner } from './program-runner.js';

const PROGRAMS = Object.entries(SCATTER_LAYOUTS).map(([name, layout]) => ({
  name,
  program: compile(layout, DEFAULT_LIMITS),
}));
/** Blocks that are too short, blocks of every remainder, a full block, what is left after one, several. */
const ALL_ROWS = [0, 1, 3, 4, 5, 6, 7, 8, 9, 127, 128, 129, 131, 132, 133, 255, 256, 259, 600];
/** A block has 128 rows: a quick run has one and what is left after it. */
const ROWS = isDeep ? ALL_ROWS : ALL_ROWS.filter((rows) => rows < 255);
const MOST_ROWS = Math.max(...ROWS);

const reference = createReferenceEngine();

/** A machine's answer: the stream, or all that it says about why there is none. */
function answerOf(machine: ProgramRunner, columns: GivenColumns, rows: number): unknown {
  const stream = machine.writeBatch(columns, rows);
  const { outcome } = machine;
  if (stream !== undefined) return stream.slice();
  return { ...outcome, indices: [...outcome.indices], length: undefined };
}

function copyOf(columns: GivenColumns): GivenColumns {
  return columns.map((column) => (column !== undefined && !('data' in column) ? column.slice() : column));
}

/** Values that fit no column of this kind whose member is narrower, or that are no integers. */
function wrongValues(values: ColumnArray): readonly (number | bigint)[] {
  if (values instanceof BigUint64Array) return [1n << 63n, 2n ** 64n - 1n];
  if (values instanceof BigInt64Array) return [-(1n << 63n), (1n << 63n) - 1n];
  if (values instanceof Float64Array)
    return [
      -1,
      0.5,
      -0.5,
      2 ** 32,
      2 ** 51,
      -(2 ** 51),
      2 ** 52,
      2 ** 53,
      2 ** 60,
      -1e-20,
      NaN,
      Infinity,
      -Infinity,
      -0,
    ];
  const bits = values.BYTES_PER_ELEMENT * 8;
  return [2 ** bits - 1, 2 ** (bits - 1), 2 ** (bits - 1) - 1, 1];
}

suite('scatter windows', (test) => {
  test('the layouts have every shape in both forms, and every merge', () => {
    const unplanned = PROGRAMS.filter(({ program }) => wordOf(program, K.P_SCATTER_OFFSET) === 0);
    assert.equal(
      unplanned.map(({ name }) => name),
      ['a count of 53 bits'],
    );
    const shapes = new Set<string>();
    const merges = new Set<string>();
    for (const { program } of PROGRAMS) {
      const form = program.columns.some(({ kind }) => kind === 'list') ? 'offset' : 'strided';
      let at = wordOf(program, K.P_SCATTER_OFFSET) / 4;
      if (at === 0) continue;
      const zips = wordOf(program, at + K.SCATTER_ZIPS);
      const before = wordOf(program, at + K.SCATTER_LOOPS) + wordOf(program, at + K.SCATTER_COMPARED);
      at += K.SCATTER_WORDS + wordOf(program, at + K.SCATTER_DERIVED) * K.DERIVED_WORDS + before;
      for (let zip = 0; zip < zips; zip++) {
        shapes.add(`${wordOf(program, at + K.ZIP_SHAPE)} ${form}`);
        const count = wordOf(program, at + K.ZIP_MERGES);
        at += K.ZIP_WORDS;
        for (let merge = 0; merge < count; merge++, at += K.MERGE_WORDS) {
          const isReversed = wordOf(program, at + K.MERGE_LANE) >= 16;
          merges.add(`${wordOf(program, at + K.MERGE_KIND)} ${isReversed ? 'reversed' : 'as it is'}`);
        }
      }
    }
    assert.is(shapes.size, 22, [...shapes].toSorted().join(', '));
    // A 4-byte lane takes 3 kinds of columns, a wide one 5, both either way round.
    assert.is(merges.size, 16, [...merges].toSorted().join(', '));
  });

  for (const kernelName of ['debug', 'release'] as const) {
    test(`${kernelName} kernel: streams are the reference's, in an output that is as long as they are and not written around`, async () => {
      const kernel = await kernelNamed(kernelName);
      for (const { name, program } of PROGRAMS) {
        const all = randomColumns(program, MOST_ROWS, name.length);
        for (const [round, rows] of sampled([...ROWS.entries()], 4)) {
          const columns = firstRows(program, all, rows);
          const want = runnerOf(reference, program).writeBatch(columns, rows) as Uint8Array;
          for (const more of sampled([0, 1, 15, 63, 64, 65, 2000], 2)) {
            const place = { room: want.length + more, shift: round, slack: more < 64 ? 64 : 0, isLast: true };
            const have = scatter(kernel, program, columns, rows, place);
            const where = `${name}: ${rows} rows, ${more} bytes of room to spare`;
            assert.is(have.status, K.OK, where);
            assert.not(have.isBroken, `${where}: written outside`);
            if (!same(have.bytes, want)) assert.equal([...have.bytes], [...want], where);
          }
        }
      }
    });

    test(`${kernelName} kernel: an output that is too short holds the rows that fit`, async () => {
      const kernel = await kernelNamed(kernelName);
      const sizes = sampled([140, 5, 270], 1);
      for (const { name, program } of PROGRAMS) {
        const columns = randomColumns(program, Math.max(...sizes), name.length);
        for (const rows of sizes) {
          const given = firstRows(program, columns, rows);
          const want = runnerOf(reference, program).writeBatch(given, rows) as Uint8Array;
          const starts = runnerOf(reference, program).readBatch(want, rows).offsets;
          const ends = [...starts.subarray(1)];
          for (const whole of sampled(
            [0, 1, 3, 4, 5, 128, 130, rows - 1].filter((row) => row < rows),
            3,
          )) {
            // Where the row `whole` would end, but for one byte: the padding before the next one belongs to it.
            const end = ends[whole] ?? want.length;
            const start = whole === 0 ? 0 : (ends[whole - 1] as number);
            if (end === start) continue;
            const have = scatter(kernel, program, given, rows, { room: end - 1, shift: 1, slack: 64, isLast: true });
            const where = `${name}: ${rows} rows, room for ${whole} and all but a byte of one`;
            assert.is(have.status, K.OUTPUT_FULL, where);
            assert.is(have.rows, whole, where);
            assert.not(have.isBroken, `${where}: written outside`);
            if (!same(have.bytes, want.subarray(0, start)))
              assert.equal([...have.bytes], [...want.subarray(0, start)], where);
          }
        }
      }
    });
  }
});

/** The first rows of each column. */
function firstRows(program: Program, columns: GivenColumns, rows: number): GivenColumns {
  return columns.map((column, index) => {
    if (column === undefined) return undefined;
    if (!('data' in column)) return column.slice(0, rows * (program.columns[index]?.repeat ?? 1));
    return { data: column.data, offsets: column.offsets.slice(0, rows), lengths: column.lengths.slice(0, rows) };
  });
}

function same(have: Uint8Array, want: Uint8Array): boolean {
  return have.length === want.length && have.every((byte, at) => byte === want[at]);
}

interpretedSuite('columns to records, against the reference', 'engine to run programs on', (test, { engine }) => {
  test('every column left out in turn, and all that fill themselves in', () => {
    for (const { name, program } of PROGRAMS) {
      const all = randomColumns(program, 150, name.length + 1);
      const left = [...all.keys()].filter((index) => program.columns[index]?.kind !== 'list').map((index) => [index]);
      left.push([...all.keys()].filter((index) => program.columns[index]?.derived));
      for (const without of sampled(left)) {
        const columns = all.map((column, index) => (without.includes(index) ? undefined : column));
        const want = answerOf(runnerOf(reference, program), columns, 150);
        assert.equal(answerOf(runnerOf(engine, program), columns, 150), want, `${name} without ${without.join()}`);
      }
    }
  });

  test('a value that does not fit, or disagrees, in any row of a block', () => {
    for (const { name, program } of PROGRAMS) {
      const rows = 140;
      const all = randomColumns(program, rows, name.length + 2);
      const machine = runnerOf(engine, program);
      all.forEach((column, index) => {
        if (column === undefined || 'data' in column || column.length === 0) return;
        for (const [turn, value] of sampled([...wrongValues(column).entries()], 1)) {
          const columns = copyOf(all);
          const values = columns[index] as ColumnArray;
          const at = [0, 1, 126, 127, 128, 131, 136, 139, 77, 62][turn % 10] as number;
          values[at * (program.columns[index]?.repeat ?? 1)] = value as never;
          const want = answerOf(runnerOf(reference, program), columns, rows);
          const where = `${name}: ${program.columns[index]?.path} has ${String(value)} in row ${at}`;
          assert.equal(answerOf(machine, columns, rows), want, where);
        }
      });
    }
  });

  test('the first of two wrong rows is named, wherever they are in a block', () => {
    for (const { name, program } of PROGRAMS.filter((_, index) => index % 4 === 0)) {
      const all = randomColumns(program, 140, name.length + 3);
      const machine = runnerOf(engine, program);
      for (const row of sampled(
        Array.from({ length: 46 }, (_, index) => index * 3),
        3,
      )) {
        const columns = copyOf(all);
        columns.forEach((column, index) => {
          if (column === undefined || 'data' in column || column.length === 0) return;
          const at = (row + (index % 3)) * (program.columns[index]?.repeat ?? 1);
          column[at] = wrongValues(column)[0] as never;
        });
        const want = answerOf(runnerOf(reference, program), columns, 140);
        assert.equal(answerOf(machine, columns, 140), want, `${name}: wrong from row ${row} on`);
      }
    }
  });
});
