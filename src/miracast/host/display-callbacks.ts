import { createCodecWith, type Codec, type Engine } from '../../message/index.js';
import { CastbufError } from '../../errors/index.js';
import { NtStatus } from '../../ntstatus/index.js';
import type { ChunkQueue } from '../callbacks/chunk-queue.js';
import type { ChunkInfo, ChunkInfoInput, MiracastDisplayCallbacks, SendMessageCallback } from '../display-interface.js';
import type { HANDLE, NTSTATUS } from '../interface.js';
import type { MessageSender } from './send-message.js';
import { MIRACAST_CHUNK_INFO } from '../structures.js';

export interface DisplayCallbacksOptions {
  readonly MiracastHandle: HANDLE;
  readonly engine: Engine;
  readonly messages: MessageSender;
  readonly chunks: ChunkQueue;
  /** Is there a session, whose driver may read chunks? */
  hasSession(): boolean;
  /** Logs a chunk that no packet is queued for: its value and the bytes of its MIRACAST_CHUNK_INFO; must not throw. */
  logChunkInfo(chunkInfo: ChunkInfo, bytes: Uint8Array): void;
}

const NO_BYTES = /* @__PURE__ */ new Uint8Array(0);

/** What the operating system hands to one device's miniport. */
export class DisplayCallbacks implements MiracastDisplayCallbacks {
  readonly MiracastHandle: HANDLE;
  private readonly messages: MessageSender;
  private readonly chunkInfos: Codec<typeof MIRACAST_CHUNK_INFO>;
  private isClosed = false;

  constructor(private readonly options: DisplayCallbacksOptions) {
    this.MiracastHandle = options.MiracastHandle;
    this.messages = options.messages;
    this.chunkInfos = createCodecWith(options.engine, MIRACAST_CHUNK_INFO);
  }

  /** The device is gone, and its handle with it. */
  close(): void {
    this.isClosed = true;
  }

  DxgkCbMiracastSendMessage<C = undefined>(
    MiracastHandle: HANDLE,
    pInputBuffer: Uint8Array,
    pOutputBuffer: Uint8Array,
    pCallback?: SendMessageCallback<C> | null,
    pCallbackContext?: C,
  ): NTSTATUS {
    if (!this.isOpen(MiracastHandle)) return NtStatus.INVALID_HANDLE;
    return this.messages.send(pInputBuffer, pOutputBuffer, pCallback, pCallbackContext);
  }

  DxgkCbReportChunkInfo(MiracastHandle: HANDLE, pChunkInfo: ChunkInfoInput, pPrivateDriverData?: null): NTSTATUS {
    if (!this.isOpen(MiracastHandle)) return NtStatus.INVALID_HANDLE;
    if (pPrivateDriverData !== undefined && pPrivateDriverData !== null) return NtStatus.INVALID_PARAMETER;
    const bytes = this.encoded(pChunkInfo);
    if (bytes === undefined) return NtStatus.INVALID_PARAMETER;
    this.options.logChunkInfo(this.chunkInfos.decode(bytes), bytes);
    return NtStatus.SUCCESS;
  }

  notifyChunkProcessingComplete(
    MiracastHandle: HANDLE,
    pChunkInfo: ChunkInfoInput,
    pPrivateDriverData?: Uint8Array | null,
  ): NTSTATUS {
    if (!this.isOpen(MiracastHandle)) return NtStatus.INVALID_HANDLE;
    if (!this.options.hasSession()) return NtStatus.INVALID_DEVICE_STATE;
    return this.options.chunks.submit({ ChunkInfo: pChunkInfo, PrivateDriverData: pPrivateDriverData ?? NO_BYTES });
  }

  private isOpen(MiracastHandle: HANDLE): boolean {
    return MiracastHandle === this.MiracastHandle && !this.isClosed;
  }

  private encoded(chunkInfo: ChunkInfoInput): Uint8Array | undefined {
    try {
      return this.chunkInfos.encode(chunkInfo);
    } catch (error) {
      if (!(error instanceof CastbufError) || error.code === 'ERR_KERNEL') throw error;
      return undefined;
    }
  }
}
