import { defineDriver } from '../../src/miracast.js';
import type { DriverDefinition } from '../../src/miracast/driver/driver.js';
import type { MiracastContext } from '../../src/miracast/driver/context.js';
import type { MessageCall } from '../../src/miracast/driver/message-slot.js';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import { NtStatus, NtStatusError } from '../../src/ntstatus/index.js';
import { range, struct, u32 } from '../../src/schema/index.js';
import { threadPort } from './gate-threads.js';

/** What the handler is to do. */
export const Action = {
  /** Replies with the message's value. */
  ECHO: 0,
  /** Waits, with its thread, until the test lets it go. */
  BLOCK: 1,
  HANG: 2,
  /** Throws where nobody catches it. */
  CRASH: 3,
  EXIT: 4,
  REFUSE: 5,
  /** Settles later; the value is the milliseconds. */
  LATER: 6,
  NEVER: 7,
  IO_CONTROL: 8,
  CHUNKS: 9,
  REPORT: 10,
  /** Replies how many of the synchronous callbacks answered STATUS_CANT_WAIT. */
  CANT_WAIT: 11,
  /** Crashes after its reply. */
  CRASH_LATER: 12,
  /** Posts what looks like a pool's messages, then replies with the message's value. */
  FOREIGN: 13,
  FOREIGN_THEN_NEVER: 14,
  /** Until its signal is aborted. */
  UNTIL_ABORTED: 15,
  /** Replies 1 where the call of the message before it is refused, 0 where it is not, 2 where there was none. */
  KEPT: 16,
} as const;

/** Words that the test and its workers share. */
export const Word = { BEGUN: 0, RELEASED: 1, RUNNING: 2, MOST_RUNNING: 3, LOGGED: 4, ATTACHED: 5, LOG: 8 } as const;
export const WORDS = 20_000;

const Header = struct('HEADER', { Size: u32, Type: u32 });
const Work = struct('WORK', { Header, Action: range(u32, 0, 16), Value: u32 }, { length: 'Header.Size' });
const Done = struct('DONE', { Value: u32, Calls: u32 });
const messages = messageSet('Header.Type', { Work: { value: 1, input: Work, output: Done } });
export const MESSAGE_BYTES = 16;
export const REPLY_BYTES = 8;

export function workMessage(action: number, value: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Uint32Array.of(MESSAGE_BYTES, 1, action, value).buffer);
}

/** A context's state in its worker. */
interface State {
  readonly words: Int32Array;
  calls: number;
}
type Definition = DriverDefinition<(typeof messages)['definitions'], State>;

/** The driver on both sides: with `workers` where the contexts are, without on the workers. */
export function poolDriver(words: Int32Array, options: Partial<Definition> = {}) {
  const state = (): State => ({ words, calls: 0 });
  return defineDriver<(typeof messages)['definitions'], State>({
    messages,
    onError: () => {}, // on the workers, which are given what cannot be handled
    createContext: state,
    attachContext(device) {
      if (device === REFUSED_DEVICE) throw new NtStatusError(NtStatus.NO_SUCH_DEVICE);
      Atomics.add(words, Word.ATTACHED, 1);
      return state();
    },
    handle: {
      async Work(message, reply, context, call) {
        const { Action: action, Value: value } = message;
        begin(words, value);
        const result = actions[action]?.(value, context, words, call);
        reply.Value = typeof result === 'number' ? result : ((await result) ?? value);
        reply.Calls = ++context.state.calls;
        Atomics.sub(words, Word.RUNNING, 1);
        return NtStatus.SUCCESS;
      },
    },
    ...options,
  });
}

export const REFUSED_DEVICE = 99;

function begin(words: Int32Array, value: number): void {
  const running = Atomics.add(words, Word.RUNNING, 1) + 1;
  let most = Atomics.load(words, Word.MOST_RUNNING);
  while (most < running) most = Atomics.compareExchange(words, Word.MOST_RUNNING, most, running);
  words[Word.LOG + Atomics.add(words, Word.LOGGED, 1)] = value;
  Atomics.add(words, Word.BEGUN, 1);
}

type Context = MiracastContext<State>;
type Act = (value: number, context: Context, words: Int32Array, call: MessageCall) => number | void | Promise<number>;

const rest = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const actions: Record<number, Act> = {
  [Action.BLOCK]: (_, __, words) => {
    Atomics.wait(words, Word.RELEASED, 0);
  },
  [Action.HANG]: () => {
    for (;;);
  },
  [Action.CRASH]: () => {
    crashSoon();
    return new Promise(() => {});
  },
  [Action.EXIT]: () => process.exit(7),
  [Action.REFUSE]: () => {
    throw new NtStatusError(NtStatus.DEVICE_BUSY);
  },
  [Action.LATER]: (value) => rest(value).then(() => value),
  [Action.NEVER]: () => new Promise(() => {}),
  [Action.UNTIL_ABORTED]: (_, __, ___, { signal }) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    }),
  [Action.KEPT]: (_, __, ___, call) => {
    const before = kept;
    kept = call;
    if (before === undefined) return 2;
    try {
      return before.input.length < 0 ? 2 : 0;
    } catch (error) {
      return Number((error as { code?: unknown }).code === 'ERR_USAGE');
    }
  },
  [Action.IO_CONTROL]: ioControl,
  [Action.CHUNKS]: readChunks,
  [Action.REPORT]: (value, { callbacks, hMiracastDeviceHandle }) => {
    callbacks.ReportSessionStatus(hMiracastDeviceHandle, value, NtStatus.CONNECTION_RESET);
    callbacks.ReportStatistic(hMiracastDeviceHandle, { StatisticType: 1 } as never);
  },
  [Action.CANT_WAIT]: (_, { callbacks, hMiracastDeviceHandle }) => {
    const [bytes, numbers] = [new Uint8Array(4), new Uint32Array(1)];
    const answers = [
      callbacks.MiracastIoControl(hMiracastDeviceHandle, false, bytes, bytes, numbers),
      callbacks.GetNextChunkData(hMiracastDeviceHandle, 0, [], numbers, bytes, numbers),
    ];
    return answers.filter((status) => status === NtStatus.CANT_WAIT).length;
  },
  [Action.CRASH_LATER]: crashSoon,
  [Action.FOREIGN]: (value) => {
    postForeign();
    return value;
  },
  [Action.FOREIGN_THEN_NEVER]: (_, __, words) => {
    postForeign();
    Atomics.store(words, Word.RELEASED, 1);
    return new Promise(() => {});
  },
};

let kept: MessageCall | undefined;

function postForeign(): void {
  const reply = new Uint8Array(4).fill(0xdd);
  const foreign = [
    { kind: 'done' },
    { kind: 'done', status: NtStatus.SUCCESS },
    { kind: 'done', status: NtStatus.SUCCESS, reply },
    { kind: 'done', key: 1, job: 1, status: NtStatus.SUCCESS, reply },
    { kind: 'call' },
    { kind: 'call', context: 1, call: 0, callback: 'toString', parameters: [] },
    { kind: 'call', context: 1, call: 0, callback: 'ReportStatistic', parameters: [] },
    { kind: 'ready' },
    'done',
    null,
  ];
  for (const message of foreign) threadPort?.postMessage(message, []);
}

function crashSoon(): void {
  setTimeout(() => {
    throw new Error('the worker crashes');
  });
}

/** The sum of status 0, bytes returned and the bytes that came back into a part of a larger buffer. */
async function ioControl(value: number, { callbacks, hMiracastDeviceHandle }: Context): Promise<number> {
  const output = new Uint8Array(100).subarray(50, 54);
  const returned = new Uint32Array(1);
  const input = Uint8Array.of(9, value, 9).subarray(1, 2);
  const status = await callbacks.MiracastIoControlAsync(hMiracastDeviceHandle, true, input, output, returned);
  return (status + (returned[0] as number) * 1000 + (output[0] as number)) >>> 0;
}

async function readChunks(value: number, { callbacks, hMiracastDeviceHandle }: Context): Promise<number> {
  const [size, buffer, outstanding] = [Uint32Array.of(64), new Uint8Array(64), new Uint32Array(1)];
  const events = value === 0 ? [] : [{ isSignalled: false, whenSignalled: () => () => {} }];
  const status = await callbacks.GetNextChunkDataAsync(hMiracastDeviceHandle, 5, events, size, buffer, outstanding);
  if (status !== NtStatus.SUCCESS) return status >>> 0;
  return (size[0] as number) + (buffer[0] as number) * 100 + (outstanding[0] as number) * 1000;
}
