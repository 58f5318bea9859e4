import { asBytes, isShared, type Bytes } from '../bytes/index.js';
import { CastbufError, shownValue } from '../errors/index.js';
import type { ByteRanges } from '../stream/index.js';
import type { FileRange } from './protocol.js';

/** A Blob or a File, as far as a pool needs it. */
export interface SizedBlob {
  readonly size: number;
  /** Bytes from `start` on, up to `end`, which is not one of them. */
  slice(
    start: number,
    end: number,
  ): {
    /** The bytes. */
    arrayBuffer(): PromiseLike<ArrayBuffer>;
  };
}

/**
 * Bytes whose length is known, and of which parts can be had: bytes that are there, a Blob or File, what gives ranges of itself; in Node a file by its path,
 * which the workers read themselves.
 */
export type PoolSource = Bytes | SizedBlob | ByteRanges | string | URL;

/** What a worker is sent of a part. */
export interface SentPart {
  readonly input: Uint8Array | FileRange;
  readonly transfer: ArrayBuffer[];
}

/** Where the parts of a stream come from. */
export interface PartInput {
  readonly byteLength: number;
  /** What a worker gets of the bytes from `start` to `end`. */
  send(start: number, end: number): SentPart | PromiseLike<SentPart>;
  /** The bytes that a batch shows, of which a worker has sent back `bytes`. */
  shown(start: number, bytes: Uint8Array): Uint8Array;
  /** Nobody wants the bytes any more that a worker has sent back. */
  free(bytes: Uint8Array): void;
  /** All that is known of the bytes from `start` on, of which `bytes` are the first. */
  rest(start: number, bytes: Uint8Array): Uint8Array;
}

/** Of all sources but files. @throws CastbufError ERR_TYPE for what has no parts */
export function inputOf(source: unknown): PartInput {
  if (isWhole(source)) return new MemoryInput(asBytes(source, 'the source'));
  const { size, byteLength, slice } = (source ?? {}) as Partial<SizedBlob & ByteRanges>;
  if (typeof slice === 'function') {
    if (typeof byteLength === 'number') return new RangeInput(source as ByteRanges, false);
    if (typeof size === 'number') return new RangeInput(rangesOfBlob(source as SizedBlob), true);
  }
  const hint = `a pool decodes bytes, a Blob, or what has byteLength and slice; stream() takes other sources. This is ${shownValue(source)}`;
  throw new CastbufError('ERR_TYPE', hint);
}

function isWhole(source: unknown): source is Bytes {
  const name = Object.prototype.toString.call(source);
  return ArrayBuffer.isView(source) || name === '[object ArrayBuffer]' || name === '[object SharedArrayBuffer]';
}

function rangesOfBlob(blob: SizedBlob): ByteRanges {
  return { byteLength: blob.size, slice: (start, end) => blob.slice(start, end).arrayBuffer() };
}

/** Bytes that are there. A worker gets a copy, in a buffer that comes back and is filled again; of shared memory it makes one itself, which the batch shows. */
class MemoryInput implements PartInput {
  readonly byteLength: number;
  private readonly isShared: boolean;
  private readonly spare: ArrayBuffer[] = [];

  constructor(private readonly bytes: Uint8Array) {
    this.byteLength = bytes.length;
    this.isShared = isShared(bytes.buffer);
  }

  send(start: number, end: number): SentPart {
    const part = this.bytes.subarray(start, end);
    if (this.isShared) return { input: part, transfer: [] };
    const fitting = this.spare.findIndex(({ byteLength }) => byteLength >= part.length);
    const [buffer = new ArrayBuffer(part.length)] = fitting < 0 ? [] : this.spare.splice(fitting, 1);
    const input = new Uint8Array(buffer, 0, part.length);
    input.set(part);
    return { input, transfer: [buffer] };
  }

  shown(start: number, bytes: Uint8Array): Uint8Array {
    if (this.isShared) return bytes;
    this.spare.push(bytes.buffer as ArrayBuffer);
    return this.bytes.subarray(start, start + bytes.length);
  }

  free(): void {
    // They are there again since a worker has sent them.
  }

  rest(start: number): Uint8Array {
    return this.bytes.subarray(start);
  }
}

/** Bytes that are read on this thread, and go to a worker and back. */
class RangeInput implements PartInput {
  readonly byteLength: number;

  /** @param isOwn nobody else has the bytes that it gives */
  constructor(
    private readonly ranges: ByteRanges,
    private readonly isOwn: boolean,
  ) {
    this.byteLength = ranges.byteLength;
  }

  async send(start: number, end: number): Promise<SentPart> {
    const given = asBytes(await this.ranges.slice(start, end), 'a range of the source');
    const { length } = given;
    if (length !== end - start) {
      const hint = `slice(${start}, ${end}) of the source gave ${length} bytes; it gives ${end - start}, up to its byteLength`;
      throw new CastbufError('ERR_TYPE', hint, { want: end - start, have: length });
    }
    // What the source gave may be a part of what it keeps.
    const input = this.isOwn ? (given as Uint8Array<ArrayBuffer>) : new Uint8Array(given);
    return { input, transfer: [input.buffer] };
  }

  shown(_start: number, bytes: Uint8Array): Uint8Array {
    return bytes;
  }

  free(): void {
    // The source makes new ones.
  }

  rest(_start: number, bytes: Uint8Array): Uint8Array {
    return bytes;
  }
}
