import { assertOptions, type OptionRules } from '../errors/index.js';
import { NtStatus } from '../ntstatus/index.js';
import { MOST_PRIVATE_BYTES } from './callbacks/chunk-queue.js';
import type {
  ChunkInfoInput,
  MiracastCaps,
  MiracastDisplayCallbacks,
  MiracastDisplayInterface,
  SendMessageCallback,
} from './display-interface.js';
import { isOutcome } from './driver-outcome.js';
import type { Awaitable, HANDLE, IoStatusBlock, NTSTATUS } from './interface.js';
import { missingFunction } from '../schema/index.js';

/** The display miniport driver's own functions and capabilities; all have a default. */
export interface DisplayMiniportOptions {
  /** Bytes of private data that a chunk has at most; 0 by default. */
  readonly MaxChunkPrivateDriverDataSize?: number;
  /** false by default */
  readonly HdcpSupport?: boolean;
  /** Prepares for a session. Where it answers an error, there is no device. */
  DxgkDdiMiracastCreateContext?(MiracastCallbacks: MiracastDisplayCallbacks): NTSTATUS;
  /** Answers the driver's MiracastIoControl; STATUS_NOT_SUPPORTED by default. */
  DxgkDdiMiracastIoControl?(
    pInputBuffer: Uint8Array,
    pOutputBuffer: Uint8Array,
    BytesReturned: Uint32Array,
    HardwareAccess: boolean,
  ): Awaitable<NTSTATUS>;
  /** Gives back what CreateContext took. */
  DxgkDdiMiracastDestroyContext?(): void;
  /** To be set where DxgkDdiMiracastIoControl answers with promises. */
  readonly ioControlAnswersLater?: boolean;
}

const MINIPORT_OPTIONS: OptionRules = {
  MaxChunkPrivateDriverDataSize: { least: 0, most: MOST_PRIVATE_BYTES, isWhole: true },
  HdcpSupport: 'boolean',
  DxgkDdiMiracastCreateContext: 'function',
  DxgkDdiMiracastIoControl: 'function',
  DxgkDdiMiracastDestroyContext: 'function',
  ioControlAnswersLater: 'boolean',
};

/** What a miniport calls of those that it is given. */
const CALLBACKS = [
  'DxgkCbMiracastSendMessage',
  'DxgkCbReportChunkInfo',
  'notifyChunkProcessingComplete',
] as const satisfies (keyof MiracastDisplayCallbacks)[];

/**
 * The sender's side: a display miniport driver of one adapter, which serves one Miracast device at a time. A host attaches it with
 * `createDevice`; until then, and after the device was destroyed, every call is answered STATUS_INVALID_HANDLE.
 */
export class DisplayMiniport implements MiracastDisplayInterface {
  readonly ioControlAnswersLater: boolean;
  private callbacks: MiracastDisplayCallbacks | undefined;

  /** @throws CastbufError ERR_USAGE for an option that is not known, or not what it has to be */
  constructor(private readonly options: DisplayMiniportOptions = {}) {
    assertOptions('DisplayMiniport', options, MINIPORT_OPTIONS);
    this.ioControlAnswersLater = options.ioControlAnswersLater ?? false;
  }

  /** The device; undefined where there is none. */
  get MiracastHandle(): HANDLE | undefined {
    return this.callbacks?.MiracastHandle;
  }

  /** See MiracastDisplayCallbacks. */
  DxgkCbMiracastSendMessage<C = undefined>(
    MiracastHandle: HANDLE | undefined,
    pInputBuffer: Uint8Array,
    pOutputBuffer: Uint8Array,
    pCallback?: SendMessageCallback<C> | null,
    pCallbackContext?: C,
  ): NTSTATUS {
    const { callbacks } = this;
    if (callbacks === undefined || MiracastHandle === undefined) return NtStatus.INVALID_HANDLE;
    return callbacks.DxgkCbMiracastSendMessage(
      MiracastHandle,
      pInputBuffer,
      pOutputBuffer,
      pCallback,
      pCallbackContext,
    );
  }

  /**
   * The same as a promise of the message's outcome: a block of its own, frozen. Never rejects: a message that was not accepted ends with the
   * status that says why.
   */
  sendMessage(pInputBuffer: Uint8Array, pOutputBuffer: Uint8Array): Promise<IoStatusBlock> {
    return new Promise((resolve) => {
      const { MiracastHandle } = this;
      const Status = this.DxgkCbMiracastSendMessage(
        MiracastHandle,
        pInputBuffer,
        pOutputBuffer,
        resolveWithCopy,
        resolve,
      );
      if (Status !== NtStatus.PENDING) resolve(Object.freeze({ Status, Information: 0 }));
    });
  }

  /** See MiracastDisplayCallbacks. */
  DxgkCbReportChunkInfo(MiracastHandle: HANDLE | undefined, pChunkInfo: ChunkInfoInput): NTSTATUS {
    const { callbacks } = this;
    if (callbacks === undefined || MiracastHandle === undefined) return NtStatus.INVALID_HANDLE;
    return callbacks.DxgkCbReportChunkInfo(MiracastHandle, pChunkInfo);
  }

  /** See MiracastDisplayCallbacks. */
  notifyChunkProcessingComplete(
    MiracastHandle: HANDLE | undefined,
    pChunkInfo: ChunkInfoInput,
    pPrivateDriverData?: Uint8Array | null,
  ): NTSTATUS {
    const { callbacks } = this;
    if (callbacks === undefined || MiracastHandle === undefined) return NtStatus.INVALID_HANDLE;
    return callbacks.notifyChunkProcessingComplete(MiracastHandle, pChunkInfo, pPrivateDriverData);
  }

  DxgkDdiMiracastQueryCaps(): MiracastCaps {
    const { MaxChunkPrivateDriverDataSize = 0, HdcpSupport = false } = this.options;
    return { MaxChunkPrivateDriverDataSize, HdcpSupport };
  }

  DxgkDdiMiracastCreateContext(MiracastCallbacks: MiracastDisplayCallbacks): NTSTATUS {
    if (missingFunction(MiracastCallbacks, CALLBACKS) !== undefined) return NtStatus.INVALID_PARAMETER;
    if (this.callbacks !== undefined) return NtStatus.RESOURCE_IN_USE;
    this.callbacks = MiracastCallbacks;
    let status: NTSTATUS = NtStatus.UNSUCCESSFUL;
    try {
      status = this.options.DxgkDdiMiracastCreateContext?.(MiracastCallbacks) ?? NtStatus.SUCCESS;
    } finally {
      // Also where it is no status at all: the host makes no device then.
      if (!isOutcome(status) || (status | 0) < 0) this.callbacks = undefined;
    }
    return status;
  }

  DxgkDdiMiracastIoControl(
    pInputBuffer: Uint8Array,
    pOutputBuffer: Uint8Array,
    BytesReturned: Uint32Array,
    HardwareAccess: boolean,
  ): Awaitable<NTSTATUS> {
    const { options } = this;
    if (options.DxgkDdiMiracastIoControl === undefined) return NtStatus.NOT_SUPPORTED;
    return options.DxgkDdiMiracastIoControl(pInputBuffer, pOutputBuffer, BytesReturned, HardwareAccess);
  }

  DxgkDdiMiracastDestroyContext(): void {
    this.callbacks = undefined;
    this.options.DxgkDdiMiracastDestroyContext?.();
  }
}

function resolveWithCopy(resolve: (block: IoStatusBlock) => void, { Status, Information }: IoStatusBlock): void {
  resolve(Object.freeze({ Status, Information }));
}
