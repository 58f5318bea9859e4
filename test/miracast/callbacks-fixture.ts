import type { Engine } from '../../src/message/index.js';
import { CallbackSet, type CallbackHooks, type Statistic } from '../../src/miracast/callbacks/callbacks.js';
import { ChunkQueue, type ChunkData } from '../../src/miracast/callbacks/chunk-queue.js';
import type { DataRateSource } from '../../src/miracast/callbacks/data-rate.js';
import type { CallContext, MiracastCallbacks, NTSTATUS, WaitEvent } from '../../src/miracast/interface.js';
import { LifecycleCalls } from '../../src/miracast/host/lifecycle-calls.js';
import { VirtualClock } from './virtual-clock.js';

export const HANDLE = 0x5eed;

export interface FixtureOptions {
  readonly engine: Engine;
  readonly context?: CallContext;
  readonly dataRates?: DataRateSource;
  readonly capacity?: number;
  readonly hooks?: Partial<CallbackHooks>;
}

/** A context's callbacks with everything that the host would put around them, and what reached the host. */
export class CallbackFixture {
  readonly clock = new VirtualClock();
  readonly lifecycle: LifecycleCalls;
  readonly chunks: ChunkQueue;
  readonly set: CallbackSet;
  readonly callbacks: MiracastCallbacks;
  readonly reported: unknown[] = [];
  readonly tearDowns: number[][] = [];
  readonly sessionStatuses: number[][] = [];
  readonly statistics: Statistic[] = [];
  readonly statisticBytes: Uint8Array[] = [];

  constructor({ engine, context, dataRates, capacity, hooks }: FixtureOptions) {
    this.lifecycle = new LifecycleCalls(context);
    this.chunks = new ChunkQueue(engine, { MaxChunkPrivateDriverDataSize: 64, capacity });
    this.set = new CallbackSet({
      hMiracastDeviceHandle: HANDLE,
      engine,
      clock: this.clock,
      lifecycle: this.lifecycle,
      chunks: this.chunks,
      dataRates,
      hooks: { ...this.recordingHooks(), ...hooks },
    });
    this.callbacks = this.set.boundTo();
  }

  /** The messages of what was reported. */
  get complaints(): string[] {
    return this.reported.map((error) => (error instanceof Error ? error.message : String(error)));
  }

  private recordingHooks(): CallbackHooks {
    return {
      ioControl: () => 0,
      tearDown: (...numbers) => void this.tearDowns.push(numbers),
      logSessionStatus: (...numbers) => void this.sessionStatuses.push(numbers),
      logStatistic: (statistic, bytes) => {
        this.statistics.push(statistic);
        this.statisticBytes.push(bytes);
      },
      report: (error) => void this.reported.push(error),
    };
  }
}

/** A chunk whose private data are `privateBytes` bytes of the value of its frame. */
export function chunkOf(frame: number, privateBytes = 0): ChunkData {
  return {
    ChunkInfo: {
      ChunkType: 2,
      ChunkId: { FrameNumber: frame, PartNumber: 0 },
      ProcessingTime: 1042,
      EncodeRate: 15_000,
    },
    PrivateDriverData: new Uint8Array(privateBytes).fill(frame),
  };
}

/** The parameters of a GetNextChunkData that a test looks into afterwards. */
export class ReadCall {
  readonly buffer: Uint8Array;
  readonly size: Uint32Array;
  readonly outstanding = new Uint32Array([0xffff]);

  constructor(
    private readonly callbacks: MiracastCallbacks,
    bytes = 4096,
    private readonly events: readonly WaitEvent[] = [],
  ) {
    this.buffer = new Uint8Array(bytes);
    this.size = new Uint32Array([bytes]);
  }

  now(timeout: number): NTSTATUS {
    const { events, size, buffer, outstanding } = this;
    return this.callbacks.GetNextChunkData(HANDLE, timeout, events, size, buffer, outstanding);
  }

  later(timeout: number): Promise<NTSTATUS> {
    const { events, size, buffer, outstanding } = this;
    return this.callbacks.GetNextChunkDataAsync(HANDLE, timeout, events, size, buffer, outstanding);
  }

  /** The bytes that were returned. */
  get bytes(): Uint8Array {
    return this.buffer.subarray(0, this.size[0]);
  }
}
