import { gapBetween, type Gap } from '../columns/index.js';
import { CastbufError, movedBy } from '../errors/index.js';
import type { PendingBytes } from './pending-bytes.js';
import { HIDING_BYTES, type RecordStarts } from './record-starts.js';
import { failureOf, type PartDecoder, type StreamPart, type StreamParts } from './stream-parts.js';

/** Bytes that are decoded first after a gap: where much is damaged, the next gap is near, and what is after it would be copied in vain. */
const FIRST_BYTES = 16 * 1024;
/** Bytes that are decoded at once, but for a record that is longer. */
const MOST_BYTES = 256 * 1024;

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
    const { decoder, pending, starts } = this;
    const { messageBytes } = decoder.program.limits;
    for (;;) {
      if (this.lost !== undefined && !this.leave(this.lost, isEnd)) return undefined;
      if (pending.length === 0) return isEnd ? this.lastGaps() : undefined;
      // The rows show these bytes, which are theirs.
      const bytes = pending.copy(this.most);
      const isOpen = !isEnd || bytes.length < pending.length;
      const part = decoder.decode(bytes, pending.offset, isOpen);
      const need = decoder.need();
      const error = isOpen && need <= messageBytes && need > 0 ? undefined : failureOf(part.error, need, messageBytes);
      const end = this.aligned(part.consumedBytes);
      const held = isEnd ? end : starts.heldBefore(pending.bytes, end, error !== undefined);
      if (held < end) return this.hold(bytes, held, end);
      if (error !== undefined || (end > 0 && starts.isDoubtful(pending.bytes, end))) {
        const good = this.lose(part, bytes, error);
        if (good !== undefined) return good;
      } else if (end > 0) {
        this.most = Math.min(this.most * 2, MOST_BYTES);
        return this.told(part, end);
      } else if (this.loseLong(bytes, need)) {
        continue;
      } else if (bytes.length < pending.length) {
        this.most = Math.max(this.most * 2, need);
      } else {
        // A long record that may be none is looked at again long before all of it has come.
        const enough = starts.isDoubtful(bytes, 0) ? Math.min(need, bytes.length * 2 + HIDING_BYTES) : need;
        pending.wait(enough, Math.min(enough, messageBytes) + 1);
        return undefined;
      }
    }
  }

  /** A part without records, for gaps that reach to the end. */
  private lastGaps(): Part | undefined {
    if (this.gaps.length === 0) return undefined;
    return this.told(this.decoder.decode(new Uint8Array(0), this.pending.offset, false), 0);
  }

  /** The records before those that wait until it is seen what follows them: so it is the same wherever pieces end. */
  private hold(bytes: Uint8Array, held: number, end: number): Part | undefined {
    const good = this.toldBefore(bytes, held);
    const enough = end - held + HIDING_BYTES;
    this.pending.wait(enough, enough);
    return good;
  }

  /** The part that the first bytes are; undefined where these are none. */
  private toldBefore(bytes: Uint8Array, end: number): Part | undefined {
    if (end === 0) return undefined;
    return this.told(this.decoder.decode(bytes.subarray(0, end), this.pending.offset, false), end);
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
   * The record after the part is wrong, for `error`, or may be none of the stream's. A gap begins there, or earlier in the part, where it has records that are
   * none. The part without these; undefined where it has no others.
   */
  private lose(part: Part, bytes: Uint8Array, error: CastbufError | undefined): Part | undefined {
    const { pending, starts } = this;
    const end = this.aligned(part.consumedBytes);
    const hiding = starts.hidingBefore(pending.bytes, end, error !== undefined);
    const from = hiding ?? end;
    if (hiding !== undefined) this.begin(from, noRecord(from));
    else if (error !== undefined) this.begin(from, error);
    return from === end && end > 0 ? this.told(part, end) : this.toldBefore(bytes, from);
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
