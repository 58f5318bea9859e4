import { instantiateSync } from '@assemblyscript/loader';
import * as assert from 'uvu/assert';
import * as K from '../../assembly/messages/layout.js';
import { compileMessageSet } from '../../src/message-set/index.js';
import { createMessageEngine } from '../../src/message-set/kernel.js';
import { instantiateKernel, verifiedKernel, type KernelExports } from '../../src/memory/index.js';
import { compile, DEFAULT_LIMITS } from '../../src/program/index.js';
import { bytes, layoutOf, range, struct, u32, u8, type AnyType } from '../../src/surface.js';
import { host } from '../harness/host.js';
import { suite } from '../harness/index.js';

const Message = struct('MESSAGE', { Type: u32, Level: range(u32, 0, 9), Count: u32, Data: bytes('Count') });
const Reply = struct('REPLY', { Size: u32, Count: u32, Data: bytes('Count') }, { length: 'Size' });
const MEMORY_BYTES = 65_536;

async function kernelNamed(name: 'debug' | 'release'): Promise<KernelExports> {
  const binary = await host().read(`build/${name === 'debug' ? 'kernel.debug.wasm' : 'kernel.wasm'}`);
  return name === 'debug'
    ? verifiedKernel(instantiateSync(binary as Uint8Array<ArrayBuffer>, {}).exports)
    : instantiateKernel(binary);
}

/** Discriminators that one window of 8 bytes does not hold. */
const Far = struct('FAR', { Type: u32, Pad: bytes(16), Code: u32, Count: u32, Data: bytes('Count') });

interface Opened {
  readonly kernel: KernelExports;
  readonly free: number;
  readonly memory: number;
}

/** A kernel with an open set of two messages, and where its free memory begins. */
async function opened(name: 'debug' | 'release', paths = ['Type'], Input: AnyType = Message): Promise<Opened> {
  const kernel = await kernelNamed(name);
  const program = (): { input: ReturnType<typeof compile>; output: ReturnType<typeof compile> } => ({
    input: compile(layoutOf(Input), DEFAULT_LIMITS),
    output: compile(layoutOf(Reply), DEFAULT_LIMITS),
  });
  const set = compileMessageSet(paths, [
    { name: 'One', tags: paths.map(() => 1n), ...program(), isOutputOptional: false },
    {
      name: 'Two',
      tags: paths.map((_, index) => (index === 0 && paths.length > 1 ? 1n : 2n)),
      ...program(),
      isOutputOptional: false,
    },
  ]);
  const machine = createMessageEngine(() => kernel).loadMessages(set, MEMORY_BYTES);
  return { kernel, free: machine.firstByte, memory: kernel.memory.buffer.byteLength };
}

function isRefused(kernel: KernelExports, answer: number): boolean {
  return answer === -1 && new Int32Array(kernel.memory.buffer)[K.CONTROL_STATUS >> 2] === K.BAD_CALL;
}

for (const name of ['debug', 'release'] as const) {
  suite(`bounds of messages in the ${name} kernel`, (test) => {
    test('a buffer outside of memory, or over what is the kernel’s own, is a bad call', async () => {
      const { kernel, free, memory } = await opened(name);
      const [input, output] = [free, free + 1024];
      new DataView(kernel.memory.buffer).setUint32(input, 2, true);
      const begin = [input, 64, output, 64] as const;
      const finish = [1, output, 64] as const;
      assert.is(kernel.beginMessage(...begin), 1);
      assert.is(kernel.finishMessage(...finish), 8);
      const wrong: [index: number, value: number][] = [
        ...[0, 4, K.CONTROL_PTR, K.PROGRAM_PTR - 1, -1, memory + 1, memory - 63, 2 ** 31, 2 ** 32 - 8].flatMap(
          (pointer): [number, number][] => [
            [0, pointer],
            [2, pointer],
          ],
        ),
        ...[-1, memory, 2 ** 30 + 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32 - 4096].flatMap((size): [number, number][] => [
          [1, size],
          [3, size],
        ]),
      ];
      for (const [index, value] of wrong) {
        const [at, size, reply, room] = begin.map((arg, i) => (i === index ? value : arg)) as [
          number,
          number,
          number,
          number,
        ];
        assert.ok(
          isRefused(kernel, kernel.beginMessage(at, size, reply, room)),
          `begin(${at}, ${size}, ${reply}, ${room})`,
        );
        if (index < 2) continue;
        assert.ok(isRefused(kernel, kernel.finishMessage(1, reply, room)), `finish(1, ${reply}, ${room})`);
      }
      for (const message of [-1, 2, 2 ** 31, 2 ** 32 - 1])
        assert.ok(isRefused(kernel, kernel.finishMessage(message, output, 64)), `message ${message}`);
      const last = memory - 64 - K.MESSAGE_SLACK;
      assert.is(
        kernel.beginMessage(last, 64, output, 64),
        -1,
        'as far behind as it may be, there is just no such message',
      );
      assert.not.ok(isRefused(kernel, kernel.beginMessage(last, 64, output, 64)));
      assert.ok(isRefused(kernel, kernel.beginMessage(last + 1, 64, output, 64)), 'its window may pass the memory');
    });

    test('a message may be the last byte of what the machine was loaded with, also at the end of a page', async () => {
      const input = compile(layoutOf(struct('BYTE', { Type: u8 })), DEFAULT_LIMITS);
      const message = { name: 'Byte', tags: [7n], input, output: undefined, isOutputOptional: false };
      const set = compileMessageSet(['Type'], [message]);
      const page = 65_536;
      const kernels = [await kernelNamed(name), await kernelNamed(name)];
      const load = (bytes: number) =>
        createMessageEngine(() => kernels.pop() as KernelExports).loadMessages(set, bytes);
      const bytes = 100 * page - load(page).firstByte;
      const { buffer, firstByte } = load(bytes);
      assert.is((firstByte + bytes) % page, 0);
      assert.ok(buffer.byteLength >= firstByte + bytes + K.MESSAGE_SLACK);
    });

    test('nothing is handled before a set is open, and no wrong set is opened', async () => {
      const kernel = await kernelNamed(name);
      kernel.memory.grow(2);
      const memory = kernel.memory.buffer.byteLength;
      assert.ok(isRefused(kernel, kernel.beginMessage(K.PROGRAM_PTR, 64, K.PROGRAM_PTR + 64, 64)));
      assert.ok(isRefused(kernel, kernel.finishMessage(0, K.PROGRAM_PTR, 64)));
      for (const set of [0, 4, K.CONTROL_PTR, K.PROGRAM_PTR + 4, memory, memory - 8, -8])
        assert.is(kernel.openMessages(set), K.BAD_CALL, `a set at ${set}`);
      const words = new Int32Array(kernel.memory.buffer);
      const table = K.PROGRAM_PTR >> 2;
      for (const count of [-1, 1, 1_000_000, 2 ** 31 - 1]) {
        words[table + K.M_COUNT] = count;
        assert.is(kernel.openMessages(K.PROGRAM_PTR), K.BAD_CALL, `${count} messages, of programs that are none`);
      }
      const good = await opened(name);
      const own = new Int32Array(good.kernel.memory.buffer);
      const second = table + K.MESSAGE_SET_WORDS + K.MESSAGE_WORDS;
      const change = (word: number, value: number, what: string): void => {
        const before = own[word] as number;
        own[word] = value;
        assert.is(good.kernel.openMessages(K.PROGRAM_PTR), K.BAD_CALL, what);
        own[word] = before;
        assert.is(good.kernel.openMessages(K.PROGRAM_PTR), K.OK);
      };
      change(second + K.MESSAGE_TAG, 1, 'two messages with one tag');
      change(second + K.MESSAGE_TAG, 0, 'tags that descend');
      change(second + K.MESSAGE_INPUT, 0, 'a message without a program');
      change(second + K.MESSAGE_INPUT, good.memory, 'a program behind the memory');
      change(second + K.MESSAGE_OUTPUT, 4, 'a reply’s program in the kernel’s own memory');
      for (const offset of [4, -1, 2 ** 31]) change(table + K.M_WINDOW_OFFSET, offset, 'a window behind what is there');
      for (const least of [-1, 2 ** 31 - 1])
        change(table + K.M_LEAST_BYTES, least, 'more bytes than a message may have');
    });

    test('further windows lie in what every message has, and what they show ascends', async () => {
      const { kernel, free, memory } = await opened(name, ['Type', 'Code'], Far);
      const words = new Int32Array(kernel.memory.buffer);
      const table = K.PROGRAM_PTR >> 2;
      const second = table + K.MESSAGE_SET_WORDS + K.MESSAGE_WORDS;
      const windows = (words[table + K.M_MORE] as number) >> 2;
      const tags = (words[second + K.MESSAGE_MORE_TAGS] as number) >> 2;
      assert.is(words[table + K.M_MORE_COUNT], 1);
      for (const [word, value, what] of [
        [table + K.M_MORE_COUNT, -1, 'fewer than no windows'],
        [table + K.M_MORE_COUNT, 2 ** 30, 'more windows than memory'],
        [table + K.M_MORE, memory, 'windows behind the memory'],
        [table + K.M_MORE, 4, 'windows in the kernel’s own memory'],
        [windows + K.MORE_OFFSET, 24, 'a window behind what is there'],
        [windows + K.MORE_OFFSET, -8, 'a window before the message'],
        [second + K.MESSAGE_MORE_TAGS, memory - 4, 'what a message shows, behind the memory'],
        [tags, 1, 'two messages that show the same'],
        [tags, 0, 'what descends'],
      ] as const) {
        const before = words[word] as number;
        words[word] = value;
        assert.is(kernel.openMessages(K.PROGRAM_PTR), K.BAD_CALL, what);
        words[word] = before;
        assert.is(kernel.openMessages(K.PROGRAM_PTR), K.OK);
      }
      const view = new DataView(kernel.memory.buffer);
      for (const [type, code, want] of [
        [1, 1, 0],
        [1, 2, 1],
        [1, 3, -1],
        [2, 1, -1],
      ] as const) {
        view.setUint32(free, type, true);
        view.setUint32(free + 20, code, true);
        view.setUint32(free + 24, 0, true);
        assert.is(kernel.beginMessage(free, 28, free + 1024, 64), want, `${type}, ${code}`);
      }
    });

    test('a message is read, and its reply written, inside their buffers only', async () => {
      const { kernel, free } = await opened(name);
      const memory = new Uint8Array(kernel.memory.buffer);
      const view = new DataView(kernel.memory.buffer);
      for (let alignment = 0; alignment < 16; alignment++) {
        for (const [size, room] of [
          [12, 8],
          [16, 40],
          [300, 300],
        ] as const) {
          for (const around of [0x00, 0xff]) {
            memory.fill(around, free, free + 2048);
            const [input, output] = [free + 64 + alignment, free + 1024 + alignment];
            memory.fill(0, input, input + size);
            view.setUint32(input, 1, true);
            view.setUint32(input + 8, size - 12, true);
            const before = memory.slice(free, free + 2048);
            assert.is(kernel.beginMessage(input, size, output, room), 0);
            assert.equal(
              memory.slice(output, output + 8),
              new Uint8Array(8),
              'the reply is zeroed as far as it is fixed',
            );
            view.setUint32(output + 4, room - 8, true);
            assert.is(kernel.finishMessage(0, output, room), room);
            assert.is(view.getUint32(output, true), room, 'the length is filled in');
            const after = memory.slice(free, free + 2048);
            after.set(before.subarray(output - free, output - free + room), output - free);
            assert.equal(after, before, 'nothing else changes');
            view.setUint32(output + 4, room - 7, true);
            assert.is(kernel.finishMessage(0, output, room), -1, 'one byte more than there is');
            view.setUint32(input + 8, size - 11, true);
            assert.is(kernel.beginMessage(input, size, output, room), -1, 'a count that is one too high');
          }
        }
      }
    });
  });
}
