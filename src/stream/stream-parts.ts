import type { Gap, StreamedRecords } from '../columns/index.js';
import { CastbufError, movedBy } from '../errors/index.js';
import type { PendingBytes } from './pending-bytes.js';

/** What is made of the records that are there: a batch, or figures of it. */
export interface StreamPart<Part> {
  readonly consumedBytes: number;
  readonly error: CastbufError | undefined;
  /** The same as a part of a longer stream. @param before what the stream lost before it */
  at(byteOffset: number, error: CastbufError | undefined, before?: readonly Gap[]): Part;
}

/** How the bytes that are there are decoded. `byteOffset` is where they begin in the source. */
export interface PartDecoder<Part> {
  /** `isOpen`: more may come, and no error is needed of a record that waits for it. */
  decode(bytes: Uint8Array, byteOffset: number, isOpen: boolean): Part;
  /** Of the record that ended the last part: see `Outcome.need`. 0: none did. */
  need(): number;
  readonly program: StreamedRecords;
}

/** The parts of the bytes that have come. */
export interface StreamParts<Part> {
  /** The next one; undefined where none is yet, and more input may make one, or at the end none is left. */
  next(isEnd: boolean): Part | undefined;
  /** Whether the next one may be there already. */
  readonly hasMore: boolean;
}

/** Parts up to the first record that is wrong. */
export class PlainParts<Part extends StreamPart<Part>> implements StreamParts<Part> {
  readonly hasMore = false;
  private isOver = false;

  constructor(
    private readonly decoder: PartDecoder<Part>,
    private readonly pending: PendingBytes,
  ) {}

  next(isEnd: boolean): Part | undefined {
    const { decoder, pending } = this;
    if (!isEnd) return this.wholeRecords();
    if (this.isOver || pending.length === 0) return undefined;
    this.isOver = true;
    const part = decoder.decode(pending.bytes, pending.offset, false);
    return part.at(pending.offset, part.error && movedBy(part.error, pending.offset));
  }

  private wholeRecords(): Part | undefined {
    const { decoder, pending } = this;
    const { limits, takesRest, layout } = decoder.program;
    const { messageBytes } = limits;
    const { next, startAlign } = layout.root.node.options;
    const start = pending.offset;
    const part = decoder.decode(pending.bytes, start, true);
    const { error, consumedBytes } = part;
    const need = decoder.need();
    const failure = failureOf(error, need, messageBytes);
    const isWaiting = need > 0 && need <= messageBytes;
    // A record that takes all that is left, as the last one of a chain does, is whole only at the end of the source.
    const isOpen =
      takesRest && need === 0 && error === undefined && (next !== undefined || pending.length <= messageBytes);
    if (isOpen || (isWaiting && (takesRest || consumedBytes === 0))) {
      const record = need === 0 ? 0 : consumedBytes;
      pending.wait(record + need, next === undefined ? record + messageBytes + 1 : Infinity);
      return undefined;
    }
    // The rows show these bytes, which stay as they are: the rest moves to a buffer of its own.
    pending.give(Math.ceil(consumedBytes / startAlign) * startAlign);
    return part.at(start, isWaiting ? undefined : failure && movedBy(failure, start));
  }
}

/** A record that needs more than a message may have is told to be too long before all of it has come. */
export function failureOf(error: CastbufError | undefined, want: number, have: number): CastbufError | undefined {
  if (error === undefined || want <= have) return error;
  const { offset, path } = error;
  const hint = `a record has ${want} bytes, limits.messageBytes is ${have}`;
  return new CastbufError('ERR_LIMIT_MESSAGE_BYTES', hint, { offset, path, want, have });
}
