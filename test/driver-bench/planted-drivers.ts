import type { Rule, DriverUnderTest, ConformOptions } from '../../src/driver-bench/index.js';
import { defineDriver, messageSet, ManualResetEvent, type MiracastDriverInterface } from '../../src/miracast.js';
import { struct, u32 } from '../../src/index.js';
import { NtStatus } from '../../src/ntstatus.js';
import { adder, newContext, type HandContext } from './right-drivers.js';

/*
 * Drivers with one bug each. All are a right driver, but for one of its functions.
 */

type Functions = Omit<MiracastDriverInterface, 'Size'>;
type Handle = Functions['HandleKernelModeMessage'];

export interface Planted {
  readonly driver: DriverUnderTest;
  /** The rule that it breaks. */
  readonly rule: Rule;
  readonly by: 'conform' | 'explore';
  readonly options?: ConformOptions;
  /** The steps that show it. */
  readonly steps: number;
}

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

function withHandle(handle: Handle, others: Partial<Functions> = {}): DriverUnderTest {
  return () => ({ ...adder(), HandleKernelModeMessage: handle, ...others });
}

/** The first byte of the input, as so many bytes. */
function filledReply(input: Uint8Array, output: Uint8Array, bytesReturned: Uint32Array, bytes: number): number {
  bytesReturned[0] = 0;
  if (input.length === 0) return NtStatus.INFO_LENGTH_MISMATCH;
  if (output.length < bytes) return NtStatus.BUFFER_TOO_SMALL;
  output.fill(input[0] as number, 0, bytes);
  bytesReturned[0] = bytes;
  return NtStatus.SUCCESS;
}

/** A message that is answered later by the sum of its bytes, after `body`. */
function later(body: (context: HandContext, input: Uint8Array) => Promise<number>, others: Partial<Functions> = {}) {
  return withHandle((handle, input, output, bytesReturned, complete) => {
    bytesReturned[0] = 0;
    if (input.length === 0) return NtStatus.INFO_LENGTH_MISMATCH;
    if (output.length === 0) return NtStatus.BUFFER_TOO_SMALL;
    void (async () => {
      output[0] = await body(handle as HandContext, input);
      complete?.(NtStatus.SUCCESS, 1);
    })();
    return NtStatus.PENDING;
  }, others);
}

const Ask = struct('ASK', { Type: u32, Value: u32 });
const ASK = Uint8Array.of(1, 0, 0, 0, 5, 0, 0, 0);
const OTHER_ASK = Uint8Array.of(1, 0, 0, 0, 7, 0, 0, 0);

/** A driver of castbuf whose one handler is asynchronous. */
function defined(
  ask: (value: number, state: { count: number; waiting: (() => void)[] }) => Promise<number>,
  handlerTimeout = 10_000,
): DriverUnderTest {
  return () =>
    defineDriver({
      handlerTimeout,
      onError: () => {},
      messages: messageSet('Type', { Ask: { value: 1, input: Ask, output: Ask } }),
      createContext: () => ({ count: 0, waiting: [] as (() => void)[] }),
      stopSession({ state }) {
        for (const resolve of state.waiting) resolve();
      },
      handle: {
        async Ask(message, reply, { state }) {
          reply.Type = 2;
          reply.Value = await ask(message.Value, state);
          return NtStatus.SUCCESS;
        },
      },
    });
}

let lastContext: HandContext | undefined;

export const PLANTED: Readonly<Record<string, Planted>> = {
  'a length that is larger than the output': {
    driver: withHandle((_context, input, _output, bytesReturned) => {
      bytesReturned[0] = input.length < 8 ? 0 : 257;
      return NtStatus.SUCCESS;
    }),
    rule: 'bytes returned fit the output',
    by: 'conform',
    steps: 3,
  },
  'the needed length where the output is too small': {
    driver: withHandle((_context, input, output, bytesReturned) => {
      const status = filledReply(input, output, bytesReturned, 8);
      if (status === NtStatus.BUFFER_TOO_SMALL) bytesReturned[0] = 8;
      return status;
    }),
    rule: 'bytes returned fit the output',
    by: 'conform',
    steps: 3,
  },
  'a view of the buffer that forgets the byteOffset': {
    driver: withHandle((_context, input, output, bytesReturned) => {
      bytesReturned[0] = 0;
      if (input.length < 4 || output.length < 4) return NtStatus.INFO_LENGTH_MISMATCH;
      new DataView(output.buffer as ArrayBuffer).setUint32(0, 1, true);
      bytesReturned[0] = 4;
      return NtStatus.SUCCESS;
    }),
    rule: 'nothing is written outside of the output',
    by: 'conform',
    steps: 3,
  },
  'one byte too many is written': {
    driver: withHandle((_context, input, output, bytesReturned) => {
      const status = filledReply(input, output, bytesReturned, 4);
      if (status === NtStatus.SUCCESS) output[4] = 1;
      return status;
    }),
    rule: 'nothing is written behind the bytes returned',
    by: 'conform',
    steps: 3,
  },
  'one byte too many is returned': {
    driver: withHandle((_context, input, output, bytesReturned) => {
      const status = filledReply(input, output, bytesReturned, 4);
      if (status === NtStatus.SUCCESS && output.length > 4) bytesReturned[0] = 5;
      return status;
    }),
    rule: 'no stale bytes are returned',
    by: 'conform',
    steps: 4,
  },
  'a reply that is forgotten': {
    driver: withHandle((_context, input, output, bytesReturned) => {
      const status = filledReply(input, output, bytesReturned, 1);
      return status === NtStatus.SUCCESS && input.length === 8 ? (output.fill(0xa5), NtStatus.PENDING) : status;
    }),
    rule: 'a message is answered',
    by: 'conform',
    steps: 3,
  },
  'an answer, and complete, too': {
    driver: withHandle((_context, input, output, bytesReturned, complete) => {
      const status = filledReply(input, output, bytesReturned, 1);
      if (status === NtStatus.SUCCESS) complete?.(status, 1);
      return status;
    }),
    rule: 'a message is answered once',
    by: 'conform',
    steps: 3,
  },
  'a time-out that completes a message again': {
    driver: later(async () => 1, {
      HandleKernelModeMessage(_context, input, output, bytesReturned, complete) {
        const status = filledReply(input, output, bytesReturned, 1);
        if (status !== NtStatus.SUCCESS) return status;
        setTimeout(() => complete?.(NtStatus.IO_TIMEOUT, 0), 1000);
        setTimeout(() => complete?.(NtStatus.SUCCESS, 1), 10);
        return NtStatus.PENDING;
      },
    }),
    rule: 'a message is answered once',
    by: 'conform',
    steps: 3,
  },
  'a completion after Stop': {
    driver: later(async () => {
      await sleep(100);
      return 1;
    }),
    rule: 'Stop ends the messages of its session',
    by: 'explore',
    options: { messages: [ASK] },
    steps: 4,
  },
  'a heartbeat that goes on after Stop': {
    driver: () => {
      const timers = new Map<unknown, ReturnType<typeof setInterval>>();
      return {
        ...adder(),
        StartMiracastSession(context, _socket, _stats, _info, callbacks) {
          const { handle } = context as HandContext;
          const tick = (): void => callbacks?.ReportStatistic(handle, { StatisticType: 3 } as never);
          timers.set(context, setInterval(tick, 1000));
          return NtStatus.SUCCESS;
        },
        DestroyMiracastContext(context) {
          clearInterval(timers.get(context));
          return NtStatus.SUCCESS;
        },
      };
    },
    rule: 'nothing is sent after Stop',
    by: 'conform',
    steps: 3,
  },
  'a timer that leaks': {
    driver: () => ({
      ...adder(),
      StartMiracastSession() {
        setInterval(() => {}, 5000);
        return NtStatus.SUCCESS;
      },
    }),
    rule: 'nothing runs after Destroy',
    by: 'conform',
    steps: 4,
  },
  'a count that all contexts share': {
    driver: () => {
      let count = 0;
      return {
        ...adder(),
        HandleKernelModeMessage(_context, input, output, bytesReturned) {
          const status = filledReply(input, output, bytesReturned, 1);
          if (status === NtStatus.SUCCESS) output[0] = ++count;
          return status;
        },
      };
    },
    rule: 'contexts keep apart',
    by: 'conform',
    steps: 6,
  },
  'a count that outlives its context': {
    driver: {
      ...adder(),
      CreateMiracastContext(handle, _callbacks, out) {
        lastContext ??= newContext(handle);
        out.value = lastContext;
        return NtStatus.SUCCESS;
      },
      HandleKernelModeMessage(context, input, output, bytesReturned) {
        const status = filledReply(input, output, bytesReturned, 1);
        if (status === NtStatus.SUCCESS) output[0] = ++(context as HandContext).count;
        return status;
      },
    },
    rule: 'contexts keep apart',
    by: 'conform',
    steps: 3,
  },
  'the handle of the device that came last': {
    driver: () => {
      let last = 0;
      return {
        ...adder(),
        CreateMiracastContext(handle, _callbacks, out) {
          last = handle;
          out.value = newContext(handle);
          return NtStatus.SUCCESS;
        },
        StartMiracastSession(_context, _socket, _stats, _info, callbacks) {
          callbacks?.ReportStatistic(last, { StatisticType: 3 } as never);
          return NtStatus.SUCCESS;
        },
      };
    },
    rule: 'callbacks have the handle of their device',
    by: 'conform',
    steps: 3,
  },
  'a scratch buffer that two messages share over an await': {
    driver: defined(async (value, state) => {
      state.count = value;
      await sleep(10);
      return state.count;
    }),
    rule: 'messages at once are answered as one after the other',
    by: 'explore',
    options: { messages: [ASK, OTHER_ASK] },
    steps: 4,
  },
  'an update that is lost at an await': {
    driver: defined(async (_value, state) => {
      const { count } = state;
      await Promise.resolve();
      state.count = count + 1;
      return state.count;
    }),
    rule: 'messages at once are answered as one after the other',
    by: 'explore',
    options: { messages: [ASK, ASK] },
    steps: 4,
  },
  'a message that is only read after its first await': {
    driver: later(
      async (_context, input) => {
        await sleep(1);
        return input[4] ?? 0;
      },
      {
        HandleKernelModeMessage(_context, input, output, bytesReturned) {
          const status = filledReply(input, output, bytesReturned, 1);
          if (status === NtStatus.SUCCESS) setTimeout(() => output.fill(0), 1);
          return status;
        },
      },
    ),
    rule: 'buffers are let go with the answer',
    by: 'conform',
    steps: 3,
  },
  'a reply of the message before': {
    driver: () => {
      let before: Uint8Array | undefined;
      return {
        ...adder(),
        HandleKernelModeMessage(_context, input, output, bytesReturned) {
          const status = filledReply(input, output, bytesReturned, 1);
          if (status !== NtStatus.SUCCESS) return status;
          output[0] = before?.[0] ?? input[0] ?? 0;
          before = input;
          return status;
        },
      };
    },
    rule: 'buffers are let go with the answer',
    by: 'conform',
    steps: 4,
  },
  'an input that is turned round in place': {
    driver: withHandle((_context, input, output, bytesReturned) => {
      input.reverse();
      return filledReply(input, output, bytesReturned, 1);
    }),
    rule: 'the input is not changed',
    by: 'conform',
    steps: 3,
  },
  'a reply that is cut': {
    driver: withHandle((_context, input, output, bytesReturned) =>
      filledReply(input, output, bytesReturned, Math.min(8, output.length)),
    ),
    rule: 'a reply is whole, or there is none',
    by: 'conform',
    steps: 3,
  },
  'an event that is lost where it does not fit': {
    driver: () => {
      const events = [4];
      return {
        ...adder(),
        HandleKernelModeMessage(_context, input, output, bytesReturned) {
          if (input.length === 0) return NtStatus.INFO_LENGTH_MISMATCH;
          return filledReply(input, output, bytesReturned, events.shift() ?? 0);
        },
      };
    },
    rule: 'a reply that did not fit is not lost',
    by: 'conform',
    steps: 4,
  },
  'an empty message that is not thought of': {
    driver: withHandle((_context, input, output, bytesReturned) => {
      if (input.length === 0) throw new RangeError('Offset is outside the bounds of the DataView');
      return filledReply(input, output, bytesReturned, 1);
    }),
    rule: 'empty buffers are handled',
    by: 'conform',
    steps: 3,
  },
  'an asynchronous function for the message': {
    driver: withHandle((async () => NtStatus.SUCCESS) as never),
    rule: 'an outcome is an NTSTATUS',
    by: 'conform',
    steps: 3,
  },
  'a promise that rejects, and nobody hears': {
    driver: withHandle((_context, input, output, bytesReturned) => {
      void Promise.reject(new Error('the sink is gone'));
      return filledReply(input, output, bytesReturned, 1);
    }),
    rule: 'nothing is thrown',
    by: 'conform',
    steps: 3,
  },
  'a handler that never settles': {
    driver: defined(() => new Promise(() => {})),
    rule: 'a message is answered',
    by: 'conform',
    steps: 3,
  },
  'a handler that only Stop lets go, which waits for it': {
    driver: defined(
      (_value, state) =>
        new Promise((resolve) => {
          state.waiting.push(() => resolve(1));
        }),
      Infinity,
    ),
    rule: 'Start and Stop return',
    by: 'explore',
    options: { messages: [ASK], answerWithin: 60_000 },
    steps: 4,
  },
  'a message that Stop forgets between two awaits': {
    driver: () => {
      const pending = new Map<unknown, Set<Promise<void>>>();
      return {
        ...adder(),
        CreateMiracastContext(handle, _callbacks, out) {
          out.value = newContext(handle);
          pending.set(out.value, new Set());
          return NtStatus.SUCCESS;
        },
        StopMiracastSession: (context) =>
          Promise.all(pending.get(context) as Set<Promise<void>>).then(() => NtStatus.SUCCESS),
        HandleKernelModeMessage(context, input, output, bytesReturned, complete) {
          const status = filledReply(input, output, bytesReturned, 0);
          if (status !== NtStatus.SUCCESS) return status;
          const first = Promise.resolve();
          pending.get(context)?.add(first);
          const end = async (): Promise<void> => {
            await first;
            pending.get(context)?.delete(first); // the rest is not waited for
            await sleep(1);
            complete?.(NtStatus.SUCCESS, 0);
          };
          void end();
          return NtStatus.PENDING;
        },
      };
    },
    rule: 'Stop ends the messages of its session',
    by: 'explore',
    options: { messages: [ASK] },
    steps: 4,
  },
  'a Stop that waits for what nobody signals': {
    driver: () => {
      const event = new ManualResetEvent();
      return {
        ...adder(),
        StopMiracastSession: () =>
          new Promise((resolve) => event.whenSignalled(() => resolve(NtStatus.SUCCESS))) as Promise<number>,
      };
    },
    rule: 'Start and Stop return',
    by: 'explore',
    steps: 3,
  },
  'a Destroy of 5 seconds': {
    driver: () => ({ ...adder(), DestroyMiracastContext: () => sleep(5000).then(() => NtStatus.SUCCESS) }),
    rule: 'Destroy returns within 3 seconds',
    by: 'conform',
    steps: 2,
  },
  'a socket that is closed': {
    driver: () => {
      const sockets = new Map<unknown, unknown>();
      return {
        ...adder(),
        StartMiracastSession: (context, socket) => (sockets.set(context, socket), NtStatus.SUCCESS),
        StopMiracastSession(context) {
          (sockets.get(context) as { destroy(): void }).destroy();
          return NtStatus.SUCCESS;
        },
      };
    },
    rule: 'the socket is left open',
    by: 'conform',
    steps: 3,
  },
  'a session that starts once': {
    driver: () => {
      let isUsed = false;
      return {
        ...adder(),
        StartMiracastSession() {
          if (isUsed) return NtStatus.DEVICE_BUSY;
          isUsed = true;
          return NtStatus.SUCCESS;
        },
      };
    },
    rule: 'a session starts again after Stop',
    by: 'conform',
    steps: 4,
  },
  'two loops that read chunks': {
    driver: () => ({
      ...adder(),
      StartMiracastSession(context, _socket, _stats, _info, callbacks) {
        const { handle } = context as HandContext;
        const read = () =>
          callbacks?.GetNextChunkDataAsync(handle, 100, [], new Uint32Array(1), new Uint8Array(64), new Uint32Array(1));
        void read();
        void read();
        return NtStatus.SUCCESS;
      },
    }),
    rule: 'one GetNextChunkData at a time',
    by: 'conform',
    steps: 2,
  },
  'notifications that are registered twice': {
    driver: () => ({
      ...adder(),
      StartMiracastSession(context, _socket, _stats, _info, callbacks) {
        const { handle } = context as HandContext;
        callbacks?.RegisterForDataRateNotifications(handle, null, () => {});
        callbacks?.RegisterForDataRateNotifications(handle, null, () => {});
        return NtStatus.SUCCESS;
      },
    }),
    rule: 'data-rate notifications are registered once',
    by: 'conform',
    steps: 2,
  },
  'a report after an await that Stop does not wait for': {
    driver: withHandle(
      (context, input, output, bytesReturned) => {
        const { handle, callbacks } = context as HandContext & {
          callbacks: { ReportStatistic(...given: unknown[]): void };
        };
        const status = filledReply(input, output, bytesReturned, 1);
        if (status === NtStatus.SUCCESS)
          void sleep(5).then(() => callbacks.ReportStatistic(handle, { StatisticType: 3 }));
        return status;
      },
      {
        CreateMiracastContext(handle, callbacks, out) {
          out.value = Object.assign(newContext(handle), { callbacks });
          return NtStatus.SUCCESS;
        },
      },
    ),
    rule: 'nothing is sent after Stop',
    by: 'explore',
    steps: 4,
  },
  'messages before Start that are not held': {
    driver: adder,
    rule: 'messages before Start are held',
    by: 'conform',
    options: { holds: 'driver' },
    steps: 2,
  },
  'messages that are handled after Stop': {
    driver: adder,
    rule: 'messages after Stop are cancelled',
    by: 'conform',
    options: { holds: 'driver' },
    steps: 4,
  },
  'an interface that lacks a function': {
    driver: { ...adder(), StopMiracastSession: undefined } as never,
    rule: 'the interface has its five functions',
    by: 'conform',
    steps: 1,
  },
};
