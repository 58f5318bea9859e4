import * as assert from 'uvu/assert';
import * as K from '../../assembly/query/layout.js';
import type { FilterPlan } from '../../src/query/index.js';
import { queryWords } from '../../src/query/kernel.js';
import { columnsOffset, SELECT } from '../../src/columns/index.js';
import { compile, DEFAULT_LIMITS } from '../../src/program/index.js';
import { bytes, layoutOf, struct, u32, u8 } from '../../src/schema/index.js';
import { suite } from '../harness/index.js';
import { kernelNamed } from '../reference/windows-batch.js';
import { filter } from '../harness/batches.js';

const PROGRAM = compile(layoutOf(struct('T', { a: u32, n: u8, data: bytes('n') })), DEFAULT_LIMITS);
const STATE_BYTES = K.S_BUCKETS + 4 * (2 * K.INTEGER_ZERO + 1);
const RECORD = Uint8Array.of(7, 0, 0, 0, 1, 0xaa);
const ROWS = 700;
const FENCE = 0xa5;

for (const name of ['debug', 'release'] as const) {
  suite(`${name} kernel: queries at the door`, (test) => {
    /** A query, input and columns in memory that is full of fences. */
    const arrange = async (where: Parameters<typeof filter>[0]) => {
      const kernel = await kernelNamed(name);
      const { buffer } = kernel.memory;
      const plan = filter(where)[SELECT](PROGRAM).plan as FilterPlan;
      const query = queryWords(PROGRAM, plan, [{ column: 0, bytes: STATE_BYTES }], undefined);
      const at = K.PROGRAM_PTR;
      const u8s = new Uint8Array(buffer);
      const i32s = new Int32Array(buffer);
      u8s.fill(FENCE, at);
      i32s.set(query.words, at >> 2);
      const table = columnsOffset(PROGRAM);
      const point = (program: number, column: number, ptr: number): void => {
        const word = (at + (query.words[program] as number) + table + column * K.COLUMN_BYTES) >> 2;
        i32s[word + K.C_PTR] = ptr;
        if (PROGRAM.columns[column]?.kind === 'list') i32s[word + K.C_STEP] = ROWS * 4;
      };
      for (const column of PROGRAM.columns.keys()) {
        const scratch = query.filterScratch.get(column);
        point(K.Q_FRAMES, column, scratch === undefined ? 0 : at + scratch);
        point(K.Q_GATHERS, column, 0);
      }
      let free = at + query.bytes + 64;
      const take = (size: number): number => {
        const ptr = free;
        free += size + (-size & 7) + 64;
        return ptr;
      };
      const input = take(ROWS * RECORD.length);
      for (let row = 0; row < ROWS; row++) u8s.set(RECORD, input + row * RECORD.length);
      const [offsets, lengths, numbers] = [take(ROWS * 4), take(ROWS * 4), take(ROWS * 4)] as const;
      return { kernel, query, at, u8s, i32s, point, take, input, offsets, lengths, numbers };
    };
    type Arranged = Awaited<ReturnType<typeof arrange>>;

    const read = ({ kernel, at, input, offsets, lengths, numbers, i32s, query }: Arranged, rows = ROWS): number => {
      i32s[(at >> 2) + K.Q_SUMMARY_COUNT] = 0;
      const status = kernel.readQuery(
        at,
        input,
        0,
        ROWS * RECORD.length,
        ROWS * RECORD.length,
        input,
        offsets,
        lengths,
        numbers,
        rows,
        0,
      );
      i32s[(at >> 2) + K.Q_SUMMARY_COUNT] = query.words[K.Q_SUMMARY_COUNT] as number;
      return status;
    };
    const fold = ({ kernel, at, input }: Arranged): number =>
      kernel.summarize(at, input, 0, ROWS * RECORD.length, ROWS * RECORD.length, 0);

    test('nothing is written outside the columns, with room for all rows, and for one row', async () => {
      for (const rows of [ROWS, 1]) {
        const arranged = await arrange(['a', '=', 7]);
        const { at, query, u8s, point, take, input, offsets, lengths, numbers } = arranged;
        const column = take(rows * 4);
        point(K.Q_GATHERS, 0, column);
        assert.is(read(arranged, rows), K.OK);
        const areas = [
          [at, query.bytes],
          [input, ROWS * RECORD.length],
          ...[offsets, lengths, numbers, column].map((ptr) => [ptr, rows * 4]),
        ] as [number, number][];
        for (const [ptr, size] of areas) u8s.fill(FENCE, ptr, ptr + size);
        const broken = u8s.findIndex((byte, address) => address >= at && byte !== FENCE);
        assert.is(broken, -1, `${rows} rows: written at ${broken}`);
      }
    });

    test('a summary needs its state and its scratch', async () => {
      const arranged = await arrange(['a', '=', 7]);
      const { at, i32s, point, query, u8s } = arranged;
      const table = (at + (query.words[K.Q_SUMMARIES] as number)) >> 2;
      const state = at + (query.states[0] as number);
      u8s.fill(0, state, state + STATE_BYTES);
      i32s[table + K.SUMMARY_STATE] = state;
      assert.is(fold(arranged), K.BAD_CALL, 'without scratch');
      point(K.Q_GATHERS, 0, at + (query.summaryScratch.get(0) as number));
      assert.is(fold(arranged), K.OK);
      assert.is(new DataView(u8s.buffer, state).getUint32(K.S_COUNT, true), ROWS);
      for (const wrong of [0, state + 4, u8s.length - STATE_BYTES + 8, -8, K.CONTROL_PTR]) {
        i32s[table + K.SUMMARY_STATE] = wrong;
        assert.is(fold(arranged), K.BAD_CALL, `state at ${wrong}`);
      }
    });

    test('words that no wrapper writes are BAD_CALL', async () => {
      const arranged = await arrange({
        and: [
          ['a', '=', 7],
          ['n', '<', 9],
        ],
      });
      const { at, i32s, query, point } = arranged;
      assert.is(read(arranged), K.OK);
      const refuses = (word: number, ...values: number[]): void => {
        const before = i32s[word] as number;
        for (const value of values) {
          i32s[word] = value;
          assert.is(read(arranged), K.BAD_CALL, `word ${word - (at >> 2)} = ${value}`);
        }
        i32s[word] = before;
        i32s[(at >> 2) + K.Q_RECORDS] = 0;
        assert.is(read(arranged), K.OK);
      };
      const first = at >> 2;
      const size = query.bytes;
      const masksEnd = (query.words[K.Q_MASKS] as number) + 2 * K.BLOCK_ROWS;
      refuses(first + K.Q_BYTES, -1, 0, 0x7fffffff, masksEnd - 8);
      for (const word of [K.Q_FRAMES, K.Q_GATHERS]) refuses(first + word, -8, 4, size, size + 8);
      for (const word of [K.Q_STEPS, K.Q_BLOCK, K.Q_MASKS]) refuses(first + word, -8, 4, size, size + 8);
      refuses(first + K.Q_STEP_COUNT, -1, 0, 0x10000000, 1 << 30);
      refuses(first + K.Q_MASK_COUNT, -1, 1, 1 << 24);
      const step = first + (query.words[K.Q_STEPS] as number) / 4;
      refuses(step + K.STEP_KIND, -1, 4, K.STEP_AND, K.STEP_OR, K.STEP_NOT);
      refuses(step + 2 * K.STEP_WORDS + K.STEP_KIND, K.STEP_TEST, K.STEP_NOT);
      refuses(step + K.STEP_COLUMN, -1, 2, 3);
      refuses(step + K.STEP_RANGES, -8, 4, size);
      refuses(step + K.STEP_RANGE_COUNT, -1, 1 << 28);
      point(K.Q_FRAMES, 0, 0);
      assert.is(read(arranged), K.BAD_CALL, 'a filter column without scratch');
    });
  });
}
