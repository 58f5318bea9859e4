import { gapBetween, type Gap } from '../columns/index.js';
import { CastbufError, movedBy } from '../errors/index.js';
import type { PendingBytes } from './pending-bytes.js';
import { HIDING_BYTES, type RecordStarts } from './record-starts.js';
import { failureOf, type PartDecoder, type StreamPart, type StreamParts } from './stream-parts.js';

/** Bytes that are decoded first after a gap: where much is damaged, the next gap is near, and what is after it would be copied in vain. */
const FIRST_BYTES = 16 * 1024;
/** Bytes that are decoded at once, but for a record that is longer. */
const MOST_BYTES = 256 * 1024;

/** No part was made, and the bytes are looked at once more. */
const AGAIN = Symbol('again');

/** Bytes in which no record was found yet. */
interface OpenGap {
  readonly from: number;
  /** What is wrong with the record that begins there. */
  readonly reason: CastbufError;
  /** Where to look on for a record. Offsets count from the start of the source. */
  readonly next: number;
}

/** Parts of a stream that goes on after a record that is wrong, at the next place where records begin again. */
export class ResynchronisedParts<Part extends StreamPart<Part>> implements StreamParts<Part> {
  private lost: OpenGap | undefined;
  /** Gaps that no part has told yet. */
  private gaps: Gap[] = [];
  /** How many of the bytes are decoded at once. */
  private most = MOST_BYTES;

  constructor(
    private readonly decoder: PartDecoder<Part>,
    private readonly pending: PendingBytes,
    private readonly starts: RecordStarts,
  ) {}

  get hasMore(): boolean {
    return this.lost !== undefined || this.pending.isDue;
  }

  next(isEnd: boolean): Part | undefined {
    for (;;) {
      if (this.lost !== undefined && !this.leave(this.lost, isEnd)) return undefined;
      if (this.pending.length === 0) return isEnd ? this.lastGaps() : undefined;
      const part = this.step(isEnd);
      if (part !== AGAIN) return part;
    }
  }

  /** Decodes what has come, where no gap is open. AGAIN: it gave no part, and more may be made of the same bytes. */
  private step(isEnd: boolean): Part | undefined | typeof AGAIN {
    const { decoder, pending, starts } = this;
    const { messageBytes } = decoder.program.limits;
    // The rows show these bytes, which are theirs.
    const bytes = pending.copy(this.most);
    const isOpen = !isEnd || bytes.length < pending.length;
    const part = decoder.decode(bytes, pending.offset, isOpen);
    const need = decoder.need();
    const isWaiting = isOpen && need > 0 && need <= messageBytes;
    const error = isWaiting ? undefined : failureOf(part.error, need, messageBytes);
    const end = this.aligned(part.consumedBytes);
    const held = isEnd ? end : starts.heldBefore(pending.bytes, end);
    if (held < end) {
      const good = this.lose(part, bytes, held, undefined);
      if (this.lost === undefined) pending.wait(end - held + HIDING_BYTES, end - held + HIDING_BYTES);
      return good;
    }
    if (error !== undefined || (end > 0 && starts.isDoubtful(pending.bytes, end)))
      return this.lose(part, bytes, end, error) ?? AGAIN;
    if (end === 0) return this.waits(bytes, need) ? undefined : AGAIN;
    this.most = Math.min(this.most * 2, MOST_BYTES);
    return this.told(part, end);
  }

  /** What to do about a record of `need` bytes that is not all there: whether more have to come. */
  private waits(bytes: Uint8Array, need: number): boolean {
    const { pending, starts, decoder } = this;
    if (this.loseLong(bytes, need)) return false;
    if (bytes.length < pending.length) {
      this.most = Math.max(this.most * 2, need);
      return false;
    }
    // A long record that may be none is looked at again long before all of it has come.
    const enough = starts.isDoubtful(bytes, 0) ? Math.min(need, bytes.length * 2 + HIDING_BYTES) : need;
    pending.wait(enough, Math.min(enough, decoder.program.limits.messageBytes) + 1);
    return true;
  }

  /** A part without records, for gaps that reach to the end. */
  private lastGaps(): Part | undefined {
    if (this.gaps.length === 0) return undefined;
    return this.told(this.decoder.decode(new Uint8Array(0), this.pending.offset, false), 0);
  }

  /** The records of a part up to `end`; undefined where these are none. */
  private toldBefore(part: Part, bytes: Uint8Array, end: number): Part | undefined {
    if (end === 0) return undefined;
    const isAll = end === this.aligned(part.consumedBytes);
    return this.told(isAll ? part : this.decoder.decode(bytes.subarray(0, end), this.pending.offset, false), end);
  }

  /** A part takes bytes, and tells the gaps before it. */
  private told(part: Part, bytes: number): Part {
    const { pending, gaps } = this;
    this.gaps = [];
    const start = pending.offset;
    pending.skip(bytes);
    return part.at(start, undefined, Object.freeze(gaps));
  }

  /**
   * The records up to `end`, after which one is wrong, for `error`, or may be none of the stream's. A gap begins there, or earlier, where one of them is none.
   * The part of those before the gap; undefined where there are none.
   */
  private lose(part: Part, bytes: Uint8Array, end: number, error: CastbufError | undefined): Part | undefined {
    const { pending, starts } = this;
    const hiding = starts.hidingBefore(pending.bytes, end);
    const from = hiding ?? end;
    if (hiding !== undefined) this.begin(from, noRecord(from));
    else if (error !== undefined) this.begin(from, error);
    return this.toldBefore(part, bytes, from);
  }

  /** Whether a record that has not all come is none: else a stream would wait for it, and lose all that comes meanwhile. */
  private loseLong(bytes: Uint8Array, need: number): boolean {
    const isNone = this.starts.hidesAtStart(bytes, need);
    if (isNone) this.begin(0, noRecord(0));
    return isNone;
  }

  /** A gap begins with a record that is wrong, or none. */
  private begin(from: number, error: CastbufError): void {
    const { offset } = this.pending;
    this.lost = { from: offset + from, reason: movedBy(error, offset), next: offset + from + 1 };
    this.most = FIRST_BYTES;
  }

  /** Whether the gap ends in the bytes that are there. */
  private leave(lost: OpenGap, isEnd: boolean): boolean {
    const { pending, starts } = this;
    const { at, isFound } = starts.next(pending.bytes, lost.next - pending.offset, isEnd);
    pending.skip(at);
    if (!isFound && !isEnd) {
      this.lost = { ...lost, next: pending.offset };
      pending.wait(0, Infinity);
      return false;
    }
    this.lost = undefined;
    this.gaps.push(gapBetween(lost.from, pending.offset, lost.reason));
    return true;
  }

  /** Where the record after so many bytes begins. */
  private aligned(bytes: number): number {
    const { startAlign } = this.decoder.program.layout.root.node.options;
    return Math.ceil(bytes / startAlign) * startAlign;
  }
}

function noRecord(offset: number): CastbufError {
  const looks = 'padding is not zero, an enum or bool has a value that it should not have, or bytes follow the members';
  const hint = `these bytes decode, but do not look like a record (${looks}), and records begin inside of them`;
  return new CastbufError('ERR_DISAGREE', hint, { offset });
}
