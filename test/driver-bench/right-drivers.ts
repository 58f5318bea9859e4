import { array, createCodec, range, struct, u32 } from '../../src/index.js';
import { defineDriver, messageSet, type MiracastDriver, type MiracastDriverInterface } from '../../src/miracast.js';
import { NtStatus } from '../../src/ntstatus.js';
import type { DriverUnderTest } from '../../src/driver-bench/index.js';

/*
 * Drivers that keep every rule.
 */

const Header = struct('MESSAGE_HEADER', { Size: u32, Type: u32 });
const SetPower = struct('SET_POWER', { Header, Power: range(u32, 0, 1) }, { length: 'Header.Size' });
const SetBitRate = struct('SET_BIT_RATE', { Header, EncodeRate: u32 }, { length: 'Header.Size' });
const BitRate = struct('BIT_RATE', { Size: u32, EncodeRate: u32 }, { length: 'Size' });
const AskModes = struct('ASK_MODES', { Header, First: u32 }, { length: 'Header.Size' });
const Modes = struct('MODES', { Count: u32, Modes: array(u32, 'Count') });

export const setPower = createCodec(SetPower).encode({ Header: { Type: 1 }, Power: 0 });
export const setBitRate = createCodec(SetBitRate).encode({ Header: { Type: 2 }, EncodeRate: 25_000 });
export const askModes = createCodec(AskModes).encode({ Header: { Type: 3 }, First: 7 });

/** README's driver, and a message whose reply takes time. */
export const readmeDriver: DriverUnderTest = () =>
  defineDriver({
    onError: () => {},
    messages: messageSet('Header.Type', {
      SetPower: { value: 1, input: SetPower },
      SetBitRate: { value: 2, input: SetBitRate, output: BitRate },
      AskModes: { value: 3, input: AskModes, output: Modes },
    }),
    createContext: () => ({ isMonitorOn: true }),
    startSession(_context, { sessionInfo }) {
      sessionInfo.MonitorConnected = 1;
    },
    handle: {
      SetPower(message, _reply, { state }) {
        state.isMonitorOn = message.Power === 1;
        return NtStatus.SUCCESS;
      },
      SetBitRate(message, reply, { state }) {
        if (!state.isMonitorOn) return NtStatus.DEVICE_NOT_READY;
        reply.EncodeRate = Math.min(message.EncodeRate, 18_000);
        return NtStatus.SUCCESS;
      },
      async AskModes(message, _reply, _context, call) {
        const { First } = message;
        await new Promise((resolve) => setTimeout(resolve, 10));
        call.encode({ Modes: [First, First + 1] });
        return NtStatus.SUCCESS;
      },
    },
  });

/** The parts that hand-written drivers have in common: contexts by their handle. */
export interface HandContext {
  readonly handle: number;
  readonly sessionState: 0 | 2;
  readonly timers: Set<ReturnType<typeof setTimeout>>;
  readonly pending: Set<() => void>;
  isStarted: boolean;
  count: number;
}

export function newContext(handle: number): HandContext {
  return { handle, sessionState: 0, timers: new Set(), pending: new Set(), isStarted: false, count: 0 };
}

type Handwritten = Omit<MiracastDriverInterface, 'Size'>;

/** No castbuf behind it: 8 bytes are answered by their sum, at once; other lengths are refused. */
export function adder(): Handwritten {
  return {
    CreateMiracastContext(handle, _callbacks, out) {
      out.value = newContext(handle);
      return NtStatus.SUCCESS;
    },
    StartMiracastSession: () => NtStatus.SUCCESS,
    StopMiracastSession: () => NtStatus.SUCCESS,
    DestroyMiracastContext: () => NtStatus.SUCCESS,
    HandleKernelModeMessage(_context, input, output, bytesReturned) {
      bytesReturned[0] = 0;
      if (input.length !== 8) return NtStatus.INFO_LENGTH_MISMATCH;
      if (output.length < 4) return NtStatus.BUFFER_TOO_SMALL;
      const words = new DataView(input.buffer, input.byteOffset, 8);
      const sum = words.getUint32(0, true) + words.getUint32(4, true);
      new DataView(output.buffer, output.byteOffset, 4).setUint32(0, sum, true);
      bytesReturned[0] = 4;
      return NtStatus.SUCCESS;
    },
  };
}

/** Each message takes 20 ms; Stop cancels those that are left. A heartbeat reports a statistic each second of a session. */
export function patient(): MiracastDriver {
  const functions: Handwritten = {
    ...adder(),
    async StartMiracastSession(handle, _socket, _stats, info, callbacks) {
      const context = handle as HandContext;
      await new Promise((resolve) => setTimeout(resolve, 50));
      info.MonitorConnected = 1;
      const report = (): void =>
        callbacks?.ReportStatistic(context.handle, { StatisticType: 3, ProtocolEvent: { Event: 1 } } as never);
      context.timers.add(setInterval(report, 1000));
      return NtStatus.SUCCESS;
    },
    async StopMiracastSession(handle) {
      const { timers, pending } = handle as HandContext;
      for (const timer of timers) clearInterval(timer);
      timers.clear();
      for (const cancel of pending) cancel();
      await Promise.resolve();
      return NtStatus.SUCCESS;
    },
    HandleKernelModeMessage(handle, input, output, bytesReturned, complete) {
      bytesReturned[0] = 0;
      if (input.length < 1) return NtStatus.INFO_LENGTH_MISMATCH;
      if (output.length < input.length) return NtStatus.BUFFER_TOO_SMALL;
      const { timers, pending } = handle as HandContext;
      const end = (status: number, bytes: number): void => {
        clearTimeout(timer);
        timers.delete(timer);
        pending.delete(cancel);
        complete?.(status, bytes);
      };
      const cancel = (): void => end(NtStatus.CANCELLED, 0);
      const timer = setTimeout(() => {
        output.set(input.map((byte) => byte ^ 0xff));
        end(NtStatus.SUCCESS, input.length);
      }, 20);
      timers.add(timer);
      pending.add(cancel);
      return NtStatus.PENDING;
    },
  };
  return {
    QueryMiracastDriverInterface(version, _size, filled) {
      if (version !== 1) return NtStatus.NOT_SUPPORTED;
      Object.assign(filled, functions, { Size: 48 });
      return NtStatus.SUCCESS;
    },
  };
}
