// time-out: 240 s
import * as assert from 'uvu/assert';
import * as K from '../../assembly/columns/layout.js';
import { rowWords } from '../../src/rows-out/index.js';
import { compile, DEFAULT_LIMITS, type Outcome, type Program } from '../../src/program/index.js';
import type { ColumnArray } from '../../src/schema/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { interpretedSuite, sampled, suite } from '../harness/index.js';
import { generator } from './random-bytes.js';
import { gather, kernelNamed, type Gathered } from './windows-batch.js';
import { WINDOW_LAYOUTS } from './windows-schemas.js';
import { runnerOf } from './program-runner.js';

const PROGRAMS = Object.entries(WINDOW_LAYOUTS).map(([name, layout]) => ({
  name,
  program: compile(layout, DEFAULT_LIMITS),
}));
/** Blocks that no window takes, blocks of every remainder, a full block and what is left after one. */
const ROWS = [0, 1, 3, 4, 9, 15, 16, 17, 18, 19, 20, 31, 33, 255, 256, 257, 259, 271, 272, 275];

const wordOf = (program: Program, index: number): number => rowWords(program)[index] as number;

/** `rows` records of random bytes, whose counts are small. */
function records(program: Program, rows: number, next: () => number): Uint8Array {
  const count = wordOf(program, K.P_RULE_OP);
  const op = wordOf(program, K.P_OPS_OFFSET) / 4 + count * K.OP_WORDS;
  const parts: number[] = [];
  for (let row = 0; row < rows; row++) {
    const record = Array.from({ length: wordOf(program, K.P_FIXED_BYTES) }, () => next() & 0xff);
    if (count >= 0) {
      const at = wordOf(program, op + K.W_OFFSET);
      record.fill(0, at, at + wordOf(program, op + K.W_BYTES));
      const isTotal = wordOf(program, K.P_RULE) === K.RULE_TOTAL;
      const units = next() % 21;
      record[at] = isTotal ? record.length + units : units;
      const tailBytes = units * (isTotal ? 1 : wordOf(program, K.P_STRIDE));
      record.push(...Array.from({ length: tailBytes }, () => next() & 0xff));
    }
    while (parts.length % wordOf(program, K.P_START_ALIGN) !== 0) parts.push(0xee);
    parts.push(...record);
  }
  return Uint8Array.from(parts);
}

function expected(program: Program, input: Uint8Array, rows: number): Gathered['columns'] {
  const batch = runnerOf(createReferenceEngine(), program).readBatch(input, rows);
  assert.is(batch.rows, rows);
  return batch.columns.map((column) => ('data' in column ? [column.offsets, column.lengths] : [column]));
}

/** Numbers, not bits: JavaScript does not keep the bits of a NaN. */
function same(have: ColumnArray, want: ColumnArray): boolean {
  return have.length === want.length && [...have].every((value, row) => Object.is(value, want[row]));
}

/** The picks of a program, and its windows' shapes with their form. */
function kindsOf(program: Program): { shapes: string[]; picks: number[] } {
  const form = wordOf(program, K.P_RULE) === K.RULE_FIXED ? 'strided' : 'offset';
  const shapes: string[] = [];
  const picks: number[] = [];
  let at = wordOf(program, K.P_WINDOWS_OFFSET) / 4;
  for (let window = 0; window < wordOf(program, K.P_WINDOW_COUNT); window++) {
    shapes.push(`${wordOf(program, at + K.WINDOW_SHAPE)} ${form}`);
    const count = wordOf(program, at + K.WINDOW_PICKS);
    at += K.WINDOW_WORDS;
    for (let pick = 0; pick < count; pick++, at += K.PICK_WORDS) picks.push(wordOf(program, at + K.PICK_KIND));
  }
  return { shapes, picks };
}

const WINDOW_BYTES = [16, 16, 16, 16, 8, 8, 4];

suite('windows', (test) => {
  test('the layouts have every shape in both forms, and every pick', () => {
    const kinds = PROGRAMS.map(({ program }) => kindsOf(program));
    assert.is(new Set(kinds.flatMap(({ shapes }) => shapes)).size, 14);
    assert.is(new Set(kinds.flatMap(({ picks }) => picks)).size, 12);
    assert.equal(new Set(PROGRAMS.map(({ program }) => wordOf(program, K.P_FRAMED_WINDOWS))), new Set([0, 1, 2]));
  });

  test('MIRACAST_CHUNK_DATA has two windows, the second not behind the fixed part', () => {
    const program = PROGRAMS[0]?.program as Program;
    const at = wordOf(program, K.P_WINDOWS_OFFSET) / 4;
    assert.is(wordOf(program, K.P_WINDOW_COUNT), 2);
    const picks = wordOf(program, at + K.WINDOW_PICKS);
    const second = at + K.WINDOW_WORDS + picks * K.PICK_WORDS;
    assert.is(wordOf(program, K.P_FRAMED_WINDOWS), 2);
    assert.equal([...rowWords(program).subarray(at, at + 2)], [K.SHAPE_QUADS, 0]);
    assert.equal([...rowWords(program).subarray(second, second + 2)], [K.SHAPE_QUADS, 12]);
  });

  test('every window lies in the fixed part, and a number of 4 aligned bytes is in one', () => {
    for (const { name, program } of PROGRAMS) {
      let at = wordOf(program, K.P_WINDOWS_OFFSET) / 4;
      for (let window = 0; window < wordOf(program, K.P_WINDOW_COUNT); window++) {
        const offset = wordOf(program, at + K.WINDOW_OFFSET);
        const end = offset + (WINDOW_BYTES[wordOf(program, at + K.WINDOW_SHAPE)] as number);
        assert.ok(offset >= 0 && end <= wordOf(program, K.P_FIXED_BYTES), `${name}: window ${window} ends at ${end}`);
        at += K.WINDOW_WORDS + wordOf(program, at + K.WINDOW_PICKS) * K.PICK_WORDS;
      }
      program.columns.forEach(({ kind, guard, repeat, path }, index) => {
        if (!['u32', 'i32', 'f32'].includes(kind) || guard !== undefined || repeat !== 1) return;
        const column = wordOf(program, K.P_COLUMNS_OFFSET) / 4 + index * K.COLUMN_WORDS;
        const isSplit = program.shape.members.some(
          ({ name: member, shape }) => member === path && shape.kind === 'split',
        );
        const isShort = wordOf(program, K.P_FIXED_BYTES) < 4;
        assert.is(wordOf(program, column + K.C_WINDOWED), isSplit || isShort ? 0 : 1, `${name}: ${path}`);
      });
    }
  });

  test('offsets count from the start of the stream, however much of it was before the piece', async () => {
    const kernel = await kernelNamed('debug');
    for (const { name, program } of PROGRAMS) {
      const input = records(program, 275, generator(name.length));
      const want = gather(kernel, program, input, { shift: 0, rows: 275 });
      // At the last one the records' addresses pass 4 GiB on the way.
      for (const before of [8, 65_536, 2 ** 31, 2 ** 32 - 8 - input.length - (-input.length & 7)]) {
        const have = gather(kernel, program, input, { shift: 0, rows: 275, before });
        assert.is(have.rows, want.rows, name);
        have.columns.forEach(([column, lengths], index) => {
          const [first, second] = want.columns[index] as readonly ColumnArray[];
          const isList = program.columns[index]?.kind === 'list';
          const moved = isList ? (first as Uint32Array).map((offset) => offset + before) : first;
          const { path } = program.columns[index] as Program['columns'][0];
          assert.ok(same(column as ColumnArray, moved as ColumnArray), `${name}: ${path}, ${before} bytes before`);
          if (isList) assert.ok(same(lengths as ColumnArray, second as ColumnArray), `${name}: lengths of ${path}`);
        });
      }
    }
  });

  for (const kernelName of ['debug', 'release'] as const) {
    test(`${kernelName} kernel: columns are the reference's, up to the last byte of memory and from every address`, async () => {
      const kernel = await kernelNamed(kernelName);
      for (const { name, program } of PROGRAMS) {
        const next = generator(name.length);
        for (const [round, rows] of sampled([...ROWS.entries()], 6)) {
          const input = records(program, rows, next);
          const want = expected(program, input, rows);
          const shifts = rows === 19 ? Array.from({ length: 16 }, (_, shift) => shift) : [0, 1 + (round % 15)];
          for (const shift of shifts) check(kernel, program, input, want, { shift, rows }, name);
        }
      }
    });

    test(`${kernelName} kernel: a column that is not given is not written, and others that share its lane are right`, async () => {
      const kernel = await kernelNamed(kernelName);
      for (const { name, program } of PROGRAMS) {
        const input = records(program, 21, generator(name.length));
        const want = expected(program, input, 21);
        for (const left of program.columns.keys()) {
          check(kernel, program, input, want, { shift: 0, rows: 21, without: [left] }, `${name} without ${left}`);
        }
      }
    });
  }
});

type Place = Parameters<typeof gather>[3];

/** What a count may say that is more than there is: one byte too many, and numbers that wrap around 32 bits with what is added. */
const LIES = [0x7fffffff, 0x80000000, 0xffffff00, 0xffffffe3, 0xffffffe4, 0xffffffe5, 0xffffffff];

/** Where nothing is wrong, places say nothing. */
const blame = (outcome: Outcome): string => (outcome.status === K.OK ? 'good' : JSON.stringify(outcome));

interpretedSuite('a count that lies', 'engine to run programs on', (test, { engine }) => {
  for (const rows of [1, 4, 17, 22]) {
    test(`in any of ${rows} records`, () => {
      const program = PROGRAMS[0]?.program as Program;
      const reference = runnerOf(createReferenceEngine(), program);
      const machine = runnerOf(engine, program);
      const input = records(program, rows, generator(rows));
      const { offsets } = reference.readBatch(input, rows);
      for (const at of [...offsets, input.length]) {
        for (const lie of [...LIES, input.length - at - 28 + 1]) {
          const stream = new Uint8Array(Math.max(input.length, at + 28));
          stream.set(input);
          if (lie >= 0) new DataView(stream.buffer).setUint32(at + 24, lie, true);
          const want = reference.readBatch(stream, 64);
          const have = machine.readBatch(stream, 64);
          assert.equal([have.rows, have.consumed], [want.rows, want.consumed], `${lie} at ${at}`);
          assert.is(blame(machine.outcome), blame(reference.outcome), `${lie} at ${at}`);
          want.columns.forEach((column, index) => {
            const [wanted, found] = [column, have.columns[index] as ColumnArray];
            if (!('data' in wanted)) assert.ok(same(found, wanted), `${lie} at ${at}: column ${index}`);
          });
        }
      }
    });
  }
});

function check(
  kernel: Awaited<ReturnType<typeof kernelNamed>>,
  program: Program,
  input: Uint8Array,
  want: Gathered['columns'],
  place: Place,
  name: string,
): void {
  const where = `${name}: ${place.rows} rows, ${place.shift} bytes before the end of memory`;
  const have = gather(kernel, program, input, place);
  assert.is(have.rows, place.rows, where);
  assert.equal(have.broken, [], `${where}: written outside`);
  program.columns.forEach(({ path }, index) => {
    if (place.without?.includes(index) === true) return;
    want[index]?.forEach((column, half) => {
      const found = have.columns[index]?.[half] as ColumnArray;
      if (!same(found, column)) assert.equal([...found], [...column], `${where}: ${path}`);
    });
  });
}
