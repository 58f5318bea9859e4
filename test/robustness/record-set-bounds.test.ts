import { instantiateSync } from '@assemblyscript/loader';
import * as assert from 'uvu/assert';
import * as K from '../../assembly/record-sets/layout.js';
import { createSetCodecWith } from '../../src/record-sets/index.js';
import { openRecords } from '../../src/record-sets/kernel.js';
import { createKernelEngine } from '../../src/message/kernel.js';
import { instantiateKernel, verifiedKernel, type KernelExports } from '../../src/memory/index.js';
import { bytes, recordSet, struct, u16, u32, u8 } from '../../src/surface.js';
import { suite } from '../harness/index.js';
import { host } from '../harness/host.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';

const Records = recordSet('type', {
  A: [1, struct('A', { type: u8, size: u8, n: u16, data: bytes('n') }, { length: 'size' })],
  B: [2, struct('B', { type: u8, size: u8, b: u32 }, { length: 'size' })],
});

async function kernelNamed(name: 'debug' | 'release'): Promise<KernelExports> {
  const binary = await host().read(`build/${name === 'debug' ? 'kernel.debug.wasm' : 'kernel.wasm'}`);
  if (name === 'release') return instantiateKernel(binary);
  return verifiedKernel(instantiateSync(binary as Uint8Array<ArrayBuffer>, {}).exports);
}

type Arguments = Parameters<KernelExports['readRecords']>;

for (const name of ['debug', 'release'] as const) {
  suite(`bounds of record sets on the ${name} kernel`, (test) => {
    test('bad pointers and sizes are BAD_CALL, in the call and in the set; what is good is none', async () => {
      const exports = await kernelNamed(name);
      const calls: Arguments[] = [];
      const kernel: KernelExports = Object.assign(Object.create(null), exports, {
        readRecords: (...given: Arguments) => {
          calls.push(given);
          return exports.readRecords(...given);
        },
      });
      const engine = createKernelEngine(() => kernel, name);
      const codec = createSetCodecWith(engine, (set) => openRecords(engine, set), Records);
      const stream = encodeBatch(codec, [
        { type: 'A', value: { type: 1, data: Uint8Array.of(1, 2) } },
        { type: 'B', value: { type: 2, b: 3 } },
      ]);
      assert.is(decodeBatch(codec, stream).rowCount, 2);
      const good = calls[0] as Arguments;
      const i32 = new Int32Array(kernel.memory.buffer);
      const set = K.PROGRAM_PTR >> 2;
      const entry = set + K.RECORD_SET_WORDS;
      /** The columns are free again. */
      const call = (args: Arguments): number => {
        for (const at of [entry, entry + K.TYPE_WORDS]) {
          i32[at + K.T_NEXT] = i32[at + K.T_OFFSETS] as number;
          i32[at + K.T_GATHERED] = 0;
        }
        return exports.readRecords(...args);
      };
      assert.is(call(good), K.OK);
      const memory = kernel.memory.buffer.byteLength;
      const pointers = [0, 4, K.CONTROL_PTR, -8, -1, memory, memory + 8, 2 ** 31];
      const sizes = [-1, 2 ** 31, memory, 2 ** 30 + 1];
      const tries: [index: number, values: readonly number[]][] = [
        [0, pointers],
        [1, pointers],
        [2, [stream.length + 1, -1]],
        [3, sizes],
        [4, [stream.length - 1, -1, 2 ** 31]],
        [6, [-1, 2 ** 31]],
        [7, [-1, (good[6] as number) + 1]],
      ];
      for (const [index, values] of tries) {
        for (const value of values) {
          const args = [...good] as Arguments;
          args[index] = value;
          assert.is(call(args), K.BAD_CALL, `argument ${index}: ${value}`);
        }
      }
      const inSet: [word: number, values: readonly number[]][] = [
        [set + K.R_TYPE_COUNT, [0, -1, 65_536]],
        [set + K.R_TAGS, [0, memory, -8]],
        [set + K.R_TAG_COUNT, [-1, 2 ** 24]],
        [set + K.R_TAG_ENTRIES, [4, memory]],
        [set + K.R_TAG_OP, [0, memory - 8]],
        [set + K.R_OTHERWISE, [0, memory, (entry << 2) + 4, (entry << 2) + 3 * K.TYPE_BYTES]],
        [set + K.R_TABLE, [4, memory]],
        [(i32[set + K.R_TABLE] as number) >> 2, [0, memory, (entry << 2) + 8]],
        [(i32[set + K.R_TAG_ENTRIES] as number) >> 2, [0, memory, (entry << 2) - K.TYPE_BYTES]],
        [entry + K.T_PROGRAM, [0, 4, memory]],
      ];
      for (const [word, values] of inSet) {
        const before = i32[word] as number;
        for (const value of values) {
          i32[word] = value;
          assert.is(call(good), K.BAD_CALL, `word ${word - set} of the set: ${value}`);
        }
        i32[word] = before;
      }
      for (const [word, value] of [
        [K.T_NEXT, 4],
        [K.T_GATHERED, 1],
        [K.T_GATHERED, -1],
        [K.T_OFFSETS, memory],
        [K.T_STEP, 4],
        [K.T_STEP, 1],
        [K.T_STEP, 2 ** 28],
        [K.T_END, 4],
        [K.T_END, -4],
      ] as const) {
        call(good);
        const before = i32[entry + word] as number;
        i32[entry + word] = before + value;
        assert.is(exports.readRecords(...good), K.BAD_CALL, `word ${word} of an entry`);
        i32[entry + word] = before;
      }
      assert.is(call(good), K.OK);
    });

    test('nothing around the input, the columns and the order is written, and what lies behind the input does not matter', async () => {
      const exports = await kernelNamed(name);
      const engine = createKernelEngine(() => exports, name);
      const codec = createSetCodecWith(engine, (set) => openRecords(engine, set), Records);
      const whole = encodeBatch(codec, [
        { type: 'B', value: { type: 2, b: 3 } },
        { type: 'A', value: { type: 1, data: Uint8Array.of(1, 2, 3, 4, 5) } },
      ]);
      for (let end = 0; end <= whole.length; end++) {
        const verdicts = [0x00, 0xff, 0x02].map((by) => {
          decodeBatch(codec, new Uint8Array(0));
          const input = engine.arena.ptr('input');
          const memory = new Uint8Array(exports.memory.buffer);
          memory.fill(by, input);
          const batch = decodeBatch(codec, whole.subarray(0, end));
          const behind = memory.subarray(input + end, engine.arena.ptr('columns'));
          assert.ok(
            behind.every((byte) => byte === by),
            `written behind the input of ${end} bytes`,
          );
          const outside = memory.subarray(engine.arena.ptr('columns') + engine.arena.bytes('columns'));
          assert.ok(
            outside.every((byte) => byte === by),
            'written behind the columns',
          );
          return [batch.rowCount, batch.error?.code, batch.error?.want, batch.error?.have, [...batch.of.B.offsets]];
        });
        assert.equal(verdicts[1], verdicts[0], `cut at ${end}`);
        assert.equal(verdicts[2], verdicts[0], `cut at ${end}`);
      }
    });
  });
}
