// time-out: 600 s
import { instantiateSync } from '@assemblyscript/loader';
import * as assert from 'uvu/assert';
import * as K from '../../assembly/columns/layout.js';
import { PACK_COPY } from '../../assembly/packing/layout.js';
import { Code } from '../../src/cursor/index.js';
import { createCodecWith } from '../../src/message/index.js';
import { createKernelEngine } from '../../src/message/kernel.js';
import { instantiateKernel, verifiedKernel, type KernelExports } from '../../src/memory/index.js';
import { rowWords } from '../../src/rows-out/index.js';
import { compile, DEFAULT_LIMITS } from '../../src/program/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import {
  array,
  at,
  bytes,
  checksum,
  layoutOf,
  packedAbi,
  struct,
  text,
  u16,
  u32,
  u64,
  u8,
  union,
} from '../../src/surface.js';
import { rounds, sampled, suite } from '../harness/index.js';
import { host } from '../harness/host.js';
import { damaged, randomMessages, verdictOn } from './mutants.js';
import { difference } from './same-value.js';
import { decodeBatch } from '../harness/batches.js';

const SEED = 20260301;
const MESSAGES = rounds(60, 5);

async function kernelNamed(name: 'debug' | 'release'): Promise<KernelExports> {
  const binary = await host().read(`build/${name === 'debug' ? 'kernel.debug.wasm' : 'kernel.wasm'}`);
  return name === 'debug'
    ? verifiedKernel(instantiateSync(binary as Uint8Array<ArrayBuffer>, {}).exports)
    : instantiateKernel(binary);
}

/** The message with bytes of one kind around it. */
function surrounded(message: Uint8Array, by: number): Uint8Array {
  const whole = new Uint8Array(message.length + 64).fill(by);
  whole.set(message, 32);
  return whole.subarray(32, 32 + message.length);
}

const Everything = layoutOf(
  struct('EVERYTHING', {
    n: u16,
    off: u16,
    big: u64,
    either: union('', { v: u32, w: array(u8, 4) }),
    name: text('utf-16le', 5),
    table: array(u16, 3),
    one: array(u32, 1),
    items: array(u32, 'n'),
    part: at('off', bytes(3)),
  }),
  packedAbi(1),
);
const Listed = layoutOf(struct('LISTED', { n: u32, kind: u8, table: array(u16, 3), items: bytes('n') }), packedAbi(1));
const Summed = layoutOf(
  struct('SUMMED', { n: u32, table: array(u16, 3), sum: checksum(u8, 'sum-8', { to: 'sum' }), items: bytes('n') }),
  packedAbi(1),
);

for (const name of ['debug', 'release'] as const) {
  suite(`bounds of the ${name} kernel`, (test) => {
    test(`nothing around a message matters: 0x00, 0xff and what was there before (seed ${SEED})`, async () => {
      const kernel = await kernelNamed(name);
      const engine = createKernelEngine(() => kernel, name);
      const reference = createReferenceEngine();
      const create: typeof createCodecWith = (_, type, options) => createCodecWith(engine, type, options);
      const messages = randomMessages((type, options) => createCodecWith(reference, type, options), MESSAGES, SEED);
      const poison = (by: number): void => {
        // All of memory after the control block, but for the program, which is copied in again for each codec.
        new Uint8Array(kernel.memory.buffer, K.PROGRAM_PTR).fill(by);
      };
      for (const { type, abi, bytes: whole, name: source } of messages) {
        for (const { how, bytes: message } of sampled([...damaged(whole)], 120)) {
          const verdicts = [0x00, 0xff, 0x7f].map((by) => {
            // A codec of its own loads its program anew, whatever was done to the memory.
            const codec = create(engine, type, { abi });
            decodeBatch(codec, new Uint8Array(0));
            poison(by);
            const fresh = create(engine, type, { abi });
            return verdictOn(fresh, surrounded(message, by));
          });
          for (const other of verdicts.slice(1)) {
            const found = difference(verdicts[0], other);
            if (found !== undefined) throw new Error(`${how} of ${whole}: ${found}\n  ${source}`);
          }
        }
      }
    });

    test('bad pointers and sizes are BAD_CALL', async () => {
      const kernel = await kernelNamed(name);
      if (kernel.memory.buffer.byteLength < 2 ** 20) kernel.memory.grow(16);
      const memory = kernel.memory.buffer.byteLength;
      const program = K.PROGRAM_PTR;
      const words = rowWords(compile(Summed, DEFAULT_LIMITS));
      const loaded = new Int32Array(kernel.memory.buffer, program, words.length);
      loaded.set(words);
      const sumOp = new Code(words).ops.findIndex(({ kind }) => kind === K.OP_CHECKSUM);
      const free = program + words.byteLength;
      const [input, ranges, output] = [free + 1024, free + 8192, free + 16_384];
      const columns = free + 32_768;
      const table = (words[K.P_COLUMNS_OFFSET] as number) / 4;
      for (let i = 0; i < (words[K.P_COLUMN_COUNT] as number); i++)
        loaded[table + i * K.COLUMN_WORDS + K.C_PTR] = columns + i * 4096;

      const good = {
        readMessage: [program, input, 64, 64],
        sumBytes: [program, sumOp, input, 64, input + 4],
        readBatch: [program, input, 0, 64, 64, input, columns + 65_536, columns + 70_000, 64, 0],
        writeBatch: [program, 1, input, 64, 0, output, 1024, 1],
        measureLists: [program, 1],
        packRows: [PACK_COPY, 0, input, 64, ranges, ranges + 256, 2, output, 1024],
      } as const;
      const call = (door: keyof typeof good, args: readonly number[]): number =>
        (kernel[door] as (...args: readonly number[]) => number)(...args);
      for (const door of Object.keys(good) as (keyof typeof good)[])
        assert.is.not(call(door, good[door]), K.BAD_CALL, `${door} with good arguments`);

      const POINTERS = [
        0,
        1,
        4,
        K.CONTROL_PTR,
        program - 8,
        -1,
        -8,
        memory,
        memory + 8,
        memory - 7,
        2 ** 31,
        2 ** 32 - 8,
      ];
      const SIZES = [
        -1,
        2 ** 31,
        2 ** 31 - 1,
        2 ** 32 - 1,
        memory,
        memory + 1,
        2 ** 30,
        2 ** 30 + 1,
        2 ** 31 + 16,
        2 ** 32 - 4096,
      ];
      const isPointer: Record<keyof typeof good, readonly number[]> = {
        readMessage: [0, 1],
        sumBytes: [0, 2],
        readBatch: [0, 1, 6, 7],
        writeBatch: [0, 2, 5],
        measureLists: [0],
        packRows: [2, 4, 5, 7],
      };
      // The counts and sizes; `start` and `isLast` are no sizes.
      const isSize: Record<keyof typeof good, readonly number[]> = {
        readMessage: [2],
        sumBytes: [1, 3],
        readBatch: [3, 8],
        writeBatch: [1, 3, 6],
        measureLists: [1],
        packRows: [0, 1, 3, 6, 8],
      };
      const tried: string[] = [];
      const expectBad = (door: keyof typeof good, args: readonly number[], what: string): void => {
        let status: unknown;
        try {
          status = call(door, args);
        } catch (error) {
          status = error;
        }
        if (status !== K.BAD_CALL) tried.push(`${door}(${args.join(', ')}) [${what}]: ${String(status)}`);
        assert.equal(loaded.slice(0, table), words.slice(0, table), `${door}: the program was overwritten`);
      };
      for (const door of Object.keys(good) as (keyof typeof good)[]) {
        for (const index of isPointer[door]) {
          for (const pointer of POINTERS) {
            // What is not the program or a column may lie at any address.
            const isAligned = index === 0;
            if (pointer === 0 && door === 'readBatch' && index === 7) continue; // lengths that nobody wants
            const args = good[door].map((arg, i) => (i === index ? pointer : arg));
            if (pointer === memory - 7 && !isAligned && (args[index + 1] ?? 0) <= 7) continue;
            expectBad(door, args, `pointer ${index}`);
          }
          if (index === 0)
            expectBad(
              door,
              good[door].map((arg, i) => (i === 0 ? program + 4 : arg)),
              'unaligned program',
            );
        }
        for (const index of isSize[door])
          for (const size of SIZES)
            expectBad(
              door,
              good[door].map((arg, i) => (i === index ? size : arg)),
              `size ${index}`,
            );
      }
      expectBad(
        'readBatch',
        good.readBatch.map((arg, i) => (i === 2 ? 65 : arg)),
        'start behind the input',
      );
      expectBad(
        'readBatch',
        good.readBatch.map((arg, i) => (i === 2 ? -1 : arg)),
        'negative start',
      );
      for (const first of [-1, 65, -(2 ** 31)])
        expectBad(
          'readBatch',
          good.readBatch.map((arg, i) => (i === 9 ? first : arg)),
          'a first row that is not among the rows',
        );
      for (const rows of [0x4000_0000, 0x4000_0001, 0x2000_0001, 0x5555_5556])
        expectBad(
          'readBatch',
          good.readBatch.map((arg, i) => (i === 8 ? rows : arg)),
          'rows whose bytes overflow',
        );
      expectBad(
        'readMessage',
        good.readMessage.map((arg, i) => (i === 3 ? 63 : arg)),
        'less data than input',
      );
      // A list of one row: [2, 2 + 5) of its data. Its count and its checksum fill themselves in.
      for (const [index, { path }] of compile(Summed, DEFAULT_LIMITS).columns.entries())
        if (path === 'n' || path === 'sum') loaded[table + index * K.COLUMN_WORDS + K.C_PTR] = 0;
      const list = columns + ((words[K.P_COLUMN_COUNT] as number) - 1) * 4096;
      const halves = new Uint32Array(kernel.memory.buffer, list, 2);
      loaded[table + ((words[K.P_COLUMN_COUNT] as number) - 1) * K.COLUMN_WORDS + K.C_STEP] = 4;
      const withList = (start: number, size: number, dataBytes: number, from: number): number => {
        halves.set([start, size]);
        return call('writeBatch', [program, 1, input, dataBytes, from, output, 1024, 1]);
      };
      assert.is(withList(2, 5, 7, 0), K.OK);
      assert.is(withList(2, 5, 6, 0), K.DATA_OVERRUN);
      assert.is(withList(2, 5, 5, 2), K.OK);
      assert.is(withList(2, 5, 4, 2), K.DATA_OVERRUN);
      assert.is(withList(2, 5, 5, 3), K.DATA_OVERRUN);
      assert.is(withList(2 ** 32 - 1, 5, 1024, 0), K.DATA_OVERRUN);
      assert.is(withList(2 ** 32 - 1, 0, 0, 0), K.OK);
      assert.is(call('measureLists', [program, 1]), K.OK);
      // Lengths may lie on either side of the offsets, all of them in memory after the control block.
      const step = table + ((words[K.P_COLUMN_COUNT] as number) - 1) * K.COLUMN_WORDS + K.C_STEP;
      halves.set([2]);
      for (const at of [list - 8, program + words.byteLength + 8, memory - 4]) {
        loaded[step] = at - list;
        new Uint32Array(kernel.memory.buffer, at, 1)[0] = 5;
        assert.is(call('writeBatch', [program, 1, input, 7, 0, output, 1024, 1]), K.OK, `lengths at ${at}`);
        assert.is(call('measureLists', [program, 1]), K.OK);
      }
      for (const at of [program - 4, K.CONTROL_PTR, memory - 3, memory, 2 ** 31, 2 ** 32 - 4]) {
        loaded[step] = at - list;
        for (const [door, args] of [
          ['writeBatch', good.writeBatch],
          ['measureLists', good.measureLists],
          ['readBatch', good.readBatch],
        ] as const)
          expectBad(door, args, `lengths at ${at}`);
      }
      loaded[step] = 4;
      // Where no column is asked for, nothing but the rows' own bytes can say that they are too many.
      for (let i = 0; i < (words[K.P_COLUMN_COUNT] as number); i++) loaded[table + i * K.COLUMN_WORDS + K.C_PTR] = 0;
      for (const rows of [0x4000_0000, 0x4000_0001, 0x7fff_ffff]) {
        const args = good.readBatch.map((arg, i) => (i === 8 ? rows : i === 6 || i === 7 ? memory - 8 : arg));
        expectBad('readBatch', args, 'rows whose offsets overflow, and no column');
      }
      for (const rows of [-1, 0, K.BLOCK_ROWS + 1]) {
        loaded[K.P_BLOCK_ROWS] = rows;
        assert.is(call('readBatch', good.readBatch), K.BAD_CALL, `blocks of ${rows} rows`);
      }
      loaded[K.P_BLOCK_ROWS] = words[K.P_BLOCK_ROWS] as number;
      assert.equal(tried, []);
    });

    test('readMessage writes nothing, whatever it answers', async () => {
      const kernel = await kernelNamed(name);
      if (kernel.memory.buffer.byteLength < 2 ** 20) kernel.memory.grow(16);
      const memory = new Uint8Array(kernel.memory.buffer);
      for (const layout of [Listed, Everything]) {
        const words = rowWords(compile(layout, DEFAULT_LIMITS));
        const input = K.PROGRAM_PTR + words.byteLength;
        const statuses = new Set<number>();
        for (const fill of [0, 1, 0xff]) {
          memory.fill(0xa5, K.PROGRAM_PTR);
          new Int32Array(kernel.memory.buffer).set(words, K.PROGRAM_PTR / 4);
          memory.fill(fill, input, input + 256);
          const before = memory.slice();
          for (let size = 0; size <= 256; size++) statuses.add(kernel.readMessage(K.PROGRAM_PTR, input, size, size));
          assertUntouched(before, memory, []);
        }
        assert.ok(statuses.has(K.OK) && statuses.has(K.TRUNCATED_HEADER) && statuses.has(K.DATA_OVERRUN), layout.name);
      }
    });

    test('readBatch and writeBatch write nothing outside their regions', async () => {
      const kernel = await kernelNamed(name);
      if (kernel.memory.buffer.byteLength < 2 ** 21) kernel.memory.grow(32);
      for (const layout of [Listed, Everything]) {
        const source = compile(layout, DEFAULT_LIMITS);
        const { columns } = source;
        const words = rowWords(source);
        const memory = new Uint8Array(kernel.memory.buffer);
        for (const rows of [1, 5, 255, 257]) {
          const program = K.PROGRAM_PTR;
          const record = layout.root.fixedBytes + 4;
          const stream = new Uint8Array(record * rows).fill(0x33);
          const isListed = layout === Listed;
          for (let row = 0; row < rows; row++) {
            const view = new DataView(stream.buffer, row * record);
            if (isListed) view.setUint32(0, 4, true);
            else {
              view.setUint16(0, 1, true);
              view.setUint16(2, 0, true);
            }
          }
          memory.fill(0xa5, program);
          let next = program + words.byteLength + 64;
          const place = (size: number): number => {
            const from = (next + 63) & ~63;
            next = from + size + 64;
            return from;
          };
          const allowed: [from: number, to: number][] = [];
          const region = (size: number): number => {
            const from = place(size);
            allowed.push([from, from + size]);
            return from;
          };
          const loaded = new Int32Array(kernel.memory.buffer, program, words.length);
          loaded.set(words);
          const table = (words[K.P_COLUMNS_OFFSET] as number) / 4;
          columns.forEach((column, index) => {
            const width = {
              u8: 1,
              i8: 1,
              u16: 2,
              i16: 2,
              u32: 4,
              i32: 4,
              f32: 4,
              f64: 8,
              u64: 8,
              i64: 8,
              bytes: 1,
              list: 4,
            };
            const at = table + index * K.COLUMN_WORDS;
            if (column.kind === 'list') {
              loaded[at + K.C_PTR] = region(rows * 8);
              loaded[at + K.C_STEP] = rows * 4;
            } else loaded[at + K.C_PTR] = region(rows * column.repeat * width[column.kind]);
          });
          const input = place(stream.length);
          memory.set(stream, input);
          const [offsets, lengths] = [region(rows * 4), region(rows * 4)];
          const before = memory.slice();
          const status = kernel.readBatch(
            program,
            input,
            0,
            stream.length,
            stream.length,
            input,
            offsets,
            lengths,
            rows,
            0,
          );
          assert.is(status, K.OK, `${layout.name}: readBatch of ${rows} rows`);
          assertUntouched(before, memory, allowed);
          if (source.withoutColumn.length > 0) continue;

          const output = place(stream.length);
          for (const room of [stream.length, stream.length - 1, record, 0]) {
            const untouched = memory.slice();
            const written = kernel.writeBatch(program, rows, input, stream.length, 0, output, room, 1);
            assert.is(written, room === stream.length ? K.OK : K.OUTPUT_FULL);
            assertUntouched(untouched, memory, [[output, output + room]]);
          }
          assert.is(kernel.writeBatch(program, rows, input, stream.length, 0, output, stream.length, 1), K.OK);
          assert.equal(memory.slice(output, output + stream.length), stream);
        }
      }
    });
  });
}

/** Nothing changed but the allowed regions and the control block. */
function assertUntouched(before: Uint8Array, after: Uint8Array, allowed: readonly [number, number][]): void {
  for (let at = K.PROGRAM_PTR; at < before.length; at++) {
    if (before[at] === after[at]) continue;
    assert.ok(
      allowed.some(([from, to]) => at >= from && at < to),
      `byte ${at} was written; the regions are ${JSON.stringify(allowed)}`,
    );
  }
}
