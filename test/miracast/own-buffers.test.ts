import * as assert from 'uvu/assert';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import { createReferenceMessageEngine } from '../../src/oracle/index.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import { array, be, range, struct, u16, u32, u64, u8 } from '../../src/schema/index.js';
import type { MessageEngine } from '../../src/message-set/index.js';
import { driverSuite, rounds } from '../harness/index.js';
import { SeededChoices } from '../robustness/seeded-choices.js';
import { DIRT, DriverFixture, type Sent } from './driver-fixture.js';

const SEED = 20260417;
const MESSAGES = rounds(3000, 300);
/** Views of the caller's words are made when the same buffers come the second time, and used from the third on. */
const TIMES = 4;

const Header = struct('HEADER', { Size: u32, Type: u32 });
const Level = struct('LEVEL', { Header, Level: range(u32, 0, 100), Outcome: u32, Id: u64 }, { length: 'Header.Size' });
const Items = struct('ITEMS', { Header, Outcome: u16, Count: u16, Items: array(u16, 'Count') });
const Odd = struct('ODD', { Header, Outcome: u8, Level: be(range(u16, 1, 500)), Rest: u8 });
const LevelSet = struct('LEVEL_SET', { Size: u32, Level: u32, Id: u64 }, { length: 'Size' });
const ItemsSet = struct('ITEMS_SET', { Count: u16, Items: array(u16, 'Count') });

const messages = messageSet('Header.Type', {
  Level: { value: 1, input: Level, output: LevelSet },
  Items: { value: 2, input: Items, output: ItemsSet },
  Odd: { value: 3, input: Odd, output: LevelSet },
  Silent: { value: 4, input: Level },
});

const REFUSED = NtStatus.INVALID_PARAMETER;

/** What a message asks of its handler: to answer, to answer with an error, to throw, or to answer later. */
function answerOf(outcome: number): number {
  if (outcome % 8 === 6) return REFUSED;
  if (outcome % 8 === 7) throw new Error('the message asks for it');
  return NtStatus.SUCCESS;
}

type Driver = ReturnType<typeof driverOn>;

function driverOn(engine: MessageEngine) {
  return new DriverFixture(engine, {
    messages,
    handle: {
      Level(message, reply) {
        reply.Level = message.Level;
        reply.Id = message.Id;
        return answerOf(message.Outcome);
      },
      Items(message, reply) {
        reply.Items.assign([...message.Items].toReversed());
        return answerOf(message.Outcome);
      },
      Odd(message, reply) {
        reply.Level = message.Level;
        return answerOf(message.Outcome);
      },
      Silent: (message) => answerOf(message.Outcome),
    },
  }).started();
}

/** Bytes of a message, and of those that come in its buffer after it. */
function lengthFrom(choices: SeededChoices): number {
  return choices.pick([24, 24, 12, 20, 28, 64, 76, 128, 130, 131, 200, 256, 257, 260, choices.below(300)]);
}

/** One message, good or not, of any of the types. */
function messageFrom(choices: SeededChoices, length: number): Uint8Array {
  const bytes = Uint8Array.from({ length }, () => choices.below(256));
  const view = new DataView(bytes.buffer);
  const word = (at: number, value: number): void => {
    if (at + 4 <= bytes.length) view.setUint32(at, value, true);
  };
  word(0, choices.below(8) === 0 ? choices.below(40) : bytes.length);
  const type = length > 28 && choices.below(4) > 0 ? 2 : 1 + choices.below(4);
  word(4, choices.below(16) === 0 ? 99 : type);
  const count = choices.pick([1, (length - 12) >> 1, (length - 12) >> 1, choices.below(130)]);
  word(8, type === 2 ? (count << 16) | choices.below(8) : choices.below(102));
  if (bytes.length > 15) word(12, choices.below(8));
  return bytes;
}

const Resizable = ArrayBuffer as unknown as new (bytes: number, options: { maxByteLength: number }) => ArrayBuffer;

const INPUTS = {
  'at a word': (bytes: Uint8Array) => bytes.slice(),
  'at a word of a longer buffer': (bytes: Uint8Array) => placed(new ArrayBuffer(bytes.length + 64), 12, bytes),
  'between words': (bytes: Uint8Array) => placed(new ArrayBuffer(bytes.length + 64), 7, bytes),
  'in shared memory': (bytes: Uint8Array) => placed(new SharedArrayBuffer(bytes.length + 64), 8, bytes),
  'in a buffer that can grow': (bytes: Uint8Array) =>
    placed(new Resizable(bytes.length + 64, { maxByteLength: 1024 }), 8, bytes),
  'in message memory': (bytes: Uint8Array, { context }: Driver) => filled(context.input(bytes.length), bytes),
  'in message memory, between words': (bytes: Uint8Array, { context }: Driver) =>
    filled(context.input(bytes.length + 3).subarray(3), bytes),
} satisfies Record<string, (bytes: Uint8Array, driver: Driver) => Uint8Array>;

const OUTPUTS = {
  'at a word': (bytes: number) => placed(new ArrayBuffer(bytes), 0, dirt(bytes)),
  'at a word of a longer buffer': (bytes: number) => placed(new ArrayBuffer(bytes + 64), 20, dirt(bytes)),
  'between words': (bytes: number) => placed(new ArrayBuffer(bytes + 64), 9, dirt(bytes)),
  'in shared memory': (bytes: number) => placed(new SharedArrayBuffer(bytes + 64), 4, dirt(bytes)),
} satisfies Record<string, (bytes: number) => Uint8Array>;

function dirt(bytes: number): Uint8Array {
  return new Uint8Array(bytes).fill(DIRT);
}

function filled(view: Uint8Array, bytes: Uint8Array): Uint8Array {
  view.set(bytes);
  return view;
}

function placed(buffer: ArrayBufferLike, at: number, bytes: Uint8Array): Uint8Array {
  new Uint8Array(buffer).fill(DIRT);
  return filled(new Uint8Array(buffer, at, bytes.length), bytes);
}

/** All that a caller can see of one call. */
function seen({ status, bytes, output }: Sent): string {
  const all = new Uint8Array(output.buffer);
  const around = [...all.subarray(0, output.byteOffset), ...all.subarray(output.byteOffset + output.length)];
  assert.ok(
    around.every((byte) => byte === DIRT),
    'nothing around the buffer has changed',
  );
  return `${status} ${bytes} [${output}]`;
}

driverSuite('Buffers of the caller’s own', (test, { engine }) => {
  test(`have the status, the bytes and the reply of one in the reference engine, wherever they lie (${MESSAGES} messages, seed ${SEED})`, () => {
    const choices = new SeededChoices(SEED);
    const wanted = driverOn(createReferenceMessageEngine());
    const found = driverOn(engine);
    const outcomes = new Map<string, number>();
    for (let round = 0; round < MESSAGES; round++) {
      const length = lengthFrom(choices);
      const room = choices.pick([16, 20, 64, 257, 512, 512, 512, 0, 15]);
      const [inputName, makeInput] = choices.pick(Object.entries(INPUTS));
      const [outputName, makeOutput] = choices.pick(Object.entries(OUTPUTS));
      const context = found.newContext();
      found.startOf(context);
      const input = makeInput(new Uint8Array(length), { ...found, context } as Driver);
      const output = makeOutput(room);
      for (let time = 0; time < TIMES; time++) {
        const bytes = messageFrom(choices, length);
        input.set(bytes);
        output.fill(DIRT);
        const want = wanted.send(bytes.slice(), dirt(room));
        const what = `${inputName}, ${outputName}, time ${time}: [${bytes}] with room for ${room}`;
        assert.is(seen(found.sendTo(context, input, output)), seen(want), what);
        assert.equal(new Uint8Array(input), bytes, 'the message is as it was');
        outcomes.set(String(want.status), (outcomes.get(String(want.status)) ?? 0) + 1);
      }
      assert.is(found.driver.StopMiracastSession(context), NtStatus.SUCCESS);
      assert.is(found.driver.DestroyMiracastContext(context), NtStatus.SUCCESS);
    }
    assert.equal(found.codes.length, wanted.codes.length, 'as many errors are told');
    assert.ok((outcomes.get(String(NtStatus.SUCCESS)) ?? 0) > MESSAGES, 'messages that are good');
    assert.ok(outcomes.size > 5, 'and messages that are refused in several ways');
  });

  test('that are transferred away after some messages are STATUS_INVALID_USER_BUFFER, and no handler runs', () => {
    for (const which of ['input', 'output'] as const) {
      let runs = 0;
      const one = { Only: { value: 1, input: Level, output: LevelSet } };
      const fixture = new DriverFixture(engine, {
        messages: messageSet('Header.Type', one),
        handle: { Only: () => (runs++, NtStatus.SUCCESS) },
      }).started();
      const buffers = { input: levelOf(1), output: new Uint8Array(64) };
      for (let time = 0; time < TIMES; time++)
        assert.is(fixture.send(buffers.input, buffers.output).status, NtStatus.SUCCESS);
      const { buffer } = buffers[which];
      structuredClone(buffer, { transfer: [buffer] });
      for (let time = 0; time < TIMES; time++)
        assert.is(fixture.send(buffers.input, buffers.output).status, NtStatus.INVALID_USER_BUFFER, which);
      assert.is(runs, TIMES, which);
    }
  });

  test('that grow after some messages are as long as they are then', () => {
    const fixture = driverOn(engine);
    const buffer = new Resizable(24, { maxByteLength: 64 }) as ArrayBuffer & { resize(bytes: number): void };
    const input = new Uint8Array(buffer);
    const output = new Uint8Array(16);
    for (let time = 0; time < TIMES; time++) {
      input.set(levelOf(time));
      assert.is(fixture.send(input, output).status, NtStatus.SUCCESS);
    }
    buffer.resize(28);
    input.set(levelOf(7, 28));
    assert.is(fixture.send(input, output).status, NtStatus.SUCCESS, 'the message takes all that is there');
    buffer.resize(20);
    assert.is(fixture.send(input, output).status, NtStatus.INFO_LENGTH_MISMATCH);
  });
});

/** A good message that says to have so many bytes. */
function levelOf(level: number, bytes = 24): Uint8Array {
  const message = new Uint8Array(bytes);
  const view = new DataView(message.buffer);
  view.setUint32(0, bytes, true);
  view.setUint32(4, 1, true);
  view.setUint32(8, level, true);
  return message;
}
