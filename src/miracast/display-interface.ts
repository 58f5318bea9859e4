import type { Infer, InferInput } from '../schema/index.js';
import type { Awaitable, HANDLE, IoStatusBlock, NTSTATUS } from './interface.js';
import type { MIRACAST_CHUNK_INFO } from './structures.js';

/*
 * The calls between the operating system and a display miniport driver (dispmprt.h, WDDM 1.3). DriverContext and
 * MiracastContext are not among the parameters: here they are the object whose functions are called.
 */

/** A step of a chunk, as a miniport gives it. */
export type ChunkInfoInput = InferInput<typeof MIRACAST_CHUNK_INFO>;
/** A step of a chunk, as it is logged. */
export type ChunkInfo = Infer<typeof MIRACAST_CHUNK_INFO>;

/** Runs once after a message was handled or cancelled. A promise that it returns is not waited for. */
export type SendMessageCallback<C> = (pCallbackContext: C, pIoStatusBlock: IoStatusBlock) => unknown;

/** DXGK_MIRACAST_CAPS: must not change while the adapter is connected. */
export interface MiracastCaps {
  /** Bytes of private data that a chunk has at most. */
  readonly MaxChunkPrivateDriverDataSize: number;
  /** Does the adapter support HDCP over Miracast? */
  readonly HdcpSupport: boolean;
}

/** DXGK_MIRACAST_DISPLAY_CALLBACKS: what a miniport may call, from DxgkDdiMiracastCreateContext until DxgkDdiMiracastDestroyContext. */
export interface MiracastDisplayCallbacks {
  /** The device: first argument of the functions. */
  readonly MiracastHandle: HANDLE;
  /**
   * Sends a message to the driver's HandleKernelModeMessage. Both buffers belong to the message until `pCallback` runs.
   *
   * STATUS_PENDING: accepted; `pCallback(pCallbackContext, pIoStatusBlock)` runs exactly once, perhaps before this function returns. The block is
   * reused: what is needed later has to be copied from it. Every other status is an error, and no callback follows:
   * STATUS_INSUFFICIENT_RESOURCES where too many messages wait, STATUS_INVALID_HANDLE, STATUS_INVALID_PARAMETER.
   *
   * A message sent from a driver's function that handles one, or from a callback, is delivered after that one has ended.
   */
  DxgkCbMiracastSendMessage<C = undefined>(
    MiracastHandle: HANDLE,
    pInputBuffer: Uint8Array,
    pOutputBuffer: Uint8Array,
    pCallback?: SendMessageCallback<C> | null,
    pCallbackContext?: C,
  ): NTSTATUS;
  /** Logs a chunk that no packet is queued for; `pPrivateDriverData` is reserved. STATUS_INVALID_PARAMETER: not a chunk info. */
  DxgkCbReportChunkInfo(MiracastHandle: HANDLE, pChunkInfo: ChunkInfoInput, pPrivateDriverData?: null): NTSTATUS;
  /**
   * The interrupt DXGK_INTERRUPT_MICACAST_CHUNK_PROCESSING_COMPLETE: queues a packet for GetNextChunkData.
   * STATUS_NO_MEMORY: it and all packets that waited are lost; STATUS_INVALID_PARAMETER: not a chunk info, or too much private data;
   * STATUS_INVALID_DEVICE_STATE: there is no session.
   */
  notifyChunkProcessingComplete(
    MiracastHandle: HANDLE,
    pChunkInfo: ChunkInfoInput,
    pPrivateDriverData?: Uint8Array | null,
  ): NTSTATUS;
}

/** DXGK_MIRACAST_DISPLAY_INTERFACE: what a display miniport driver implements for one adapter. */
export interface MiracastDisplayInterface {
  /** Called once an adapter, before anything else. */
  DxgkDdiMiracastQueryCaps(): MiracastCaps;
  /** Called before CreateMiracastContext. STATUS_RESOURCE_IN_USE: the adapter's resources for a session are taken. */
  DxgkDdiMiracastCreateContext(MiracastCallbacks: MiracastDisplayCallbacks): NTSTATUS;
  /**
   * Answers a request of the driver's MiracastIoControl; checks the sizes. Sets `BytesReturned[0]`. `HardwareAccess`, which in
   * Windows only shows in how the call is synchronised, is the driver's.
   */
  DxgkDdiMiracastIoControl(
    pInputBuffer: Uint8Array,
    pOutputBuffer: Uint8Array,
    BytesReturned: Uint32Array,
    HardwareAccess: boolean,
  ): Awaitable<NTSTATUS>;
  /** Called after DestroyMiracastContext has returned; neither side calls the other after it. */
  DxgkDdiMiracastDestroyContext(): void;
  /** Does DxgkDdiMiracastIoControl answer with promises? Then only MiracastIoControlAsync can be served. */
  readonly ioControlAnswersLater?: boolean;
}
