import * as assert from 'uvu/assert';
import type { ErrorOrigin, MiracastContext } from '../../src/miracast/driver/context.js';
import { defineDriverWith, type DefinedDriver, type DriverDefinition } from '../../src/miracast/driver/driver.js';
import type { ContextOut, MiracastCallbacks, NTSTATUS } from '../../src/miracast/interface.js';
import type { MessageDefinitions } from '../../src/miracast/driver/message-set.js';
import { NtStatus } from '../../src/ntstatus/index.js';
import type { MessageEngine } from '../../src/message-set/index.js';
import { compiledSet } from './compiled-messages.js';
import { promisesSettled, VirtualClock } from './virtual-clock.js';

/** What an own output buffer holds before a message: whatever is not returned must still hold it. */
export const DIRT = 0xee;

export const NO_CALLBACKS: MiracastCallbacks = {
  ReportSessionStatus() {},
  MiracastIoControl: () => NtStatus.NOT_SUPPORTED,
  MiracastIoControlAsync: async () => NtStatus.NOT_SUPPORTED,
  ReportStatistic() {},
  GetNextChunkData: () => NtStatus.NOT_SUPPORTED,
  GetNextChunkDataAsync: async () => NtStatus.NOT_SUPPORTED,
  RegisterForDataRateNotifications: () => NtStatus.NOT_SUPPORTED,
};

const NO_STATS = { CurrentBitRate: 0n, LocalMaxBitRate: 0n, RemoteMaxBitRate: 0n };

/** What the driver told onError. */
export interface Heard extends ErrorOrigin {
  readonly error: unknown;
}

export function dirty(bytes: number): Uint8Array {
  return new Uint8Array(bytes).fill(DIRT);
}

/** One message and all that came of it. */
export class Sent {
  readonly bytesReturned = Uint32Array.of(0xdead);
  /** Each call of `complete`: there may be one. */
  readonly completions: [status: NTSTATUS, bytes: number][] = [];
  status: NTSTATUS = NtStatus.PENDING;

  constructor(readonly output: Uint8Array) {}

  /** The status that counts, of the call or of its completion. */
  get outcome(): NTSTATUS | undefined {
    return this.status === NtStatus.PENDING ? this.completions[0]?.[0] : this.status;
  }

  get bytes(): number | undefined {
    return this.status === NtStatus.PENDING ? this.completions[0]?.[1] : this.bytesReturned[0];
  }

  get reply(): number[] {
    return [...this.output.subarray(0, this.bytes ?? 0)];
  }
}

/** A driver with virtual time, one context and all that it reported. */
export class DriverFixture<D extends MessageDefinitions, State = undefined> {
  readonly clock = new VirtualClock();
  readonly heard: Heard[] = [];
  readonly driver: DefinedDriver<State>;
  context!: MiracastContext<State>;

  constructor(engine: MessageEngine, definition: DriverDefinition<D, State>) {
    const { messages } = definition;
    const isCompiled = engine.name === 'compiled' && messages instanceof Object && '~compiled' in messages;
    this.driver = defineDriverWith<D, State>(engine, {
      clock: this.clock,
      onError: (error, origin) => void this.heard.push({ error, ...origin }),
      ...definition,
      ...(isCompiled && { messages: compiledSet(messages) }),
    });
    this.context = this.newContext();
  }

  /** Another context of the same driver, not started. */
  newContext(): MiracastContext<State> {
    const out: ContextOut = { value: undefined };
    assert.is(this.driver.CreateMiracastContext(7, NO_CALLBACKS, out), NtStatus.SUCCESS);
    return out.value as MiracastContext<State>;
  }

  /** Starts a session; returns the fixture when Start has returned at once. */
  started(): this {
    assert.is(this.start(), NtStatus.SUCCESS);
    return this;
  }

  start(): NTSTATUS | Promise<NTSTATUS> {
    return this.startOf(this.context);
  }

  startOf(context: MiracastContext<State>): NTSTATUS | Promise<NTSTATUS> {
    const info = { MonitorConnected: 0, ReducedModeListDueToBandwidth: 0, Reserved: 0, Value: 0 };
    return this.driver.StartMiracastSession(context, undefined, NO_STATS, info);
  }

  /** One message, from a buffer of the caller's to one that is dirty. */
  send(input: Uint8Array, output: Uint8Array | number = 64): Sent {
    return this.sendTo(this.context, input, output);
  }

  sendTo(context: MiracastContext<State>, input: Uint8Array, output: Uint8Array | number = 64): Sent {
    const sent = new Sent(typeof output === 'number' ? dirty(output) : output);
    sent.status = this.driver.HandleKernelModeMessage(
      context,
      input,
      sent.output,
      sent.bytesReturned,
      (...completion) => void sent.completions.push(completion),
    );
    return sent;
  }

  /** The codes of what onError heard. */
  get codes(): unknown[] {
    return this.heard.map(({ error }) => (error as { code?: unknown } | undefined)?.code ?? error);
  }
}

/** Bytes of little-endian u32 words. */
export function words(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, index) => view.setUint32(index * 4, value, true));
  return new Uint8Array(view.buffer);
}

/** Bytes one after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((bytes, part) => bytes + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** `value`, so many times. */
export function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}

/** What console.error was told meanwhile. */
export async function printedBy(during: () => unknown): Promise<unknown[][]> {
  const { error } = console;
  const lines: unknown[][] = [];
  console.error = (...line: unknown[]) => void lines.push(line);
  try {
    await during();
    await promisesSettled();
  } finally {
    console.error = error;
  }
  return lines;
}
