import { CastbufError, movedBy } from '../errors/index.js';
import { Printed } from '../printing/index.js';
import { wholeData } from './fresh-data.js';
import type { BatchData } from './column-data.js';

/** What to do with a record that is wrong: end the batch before it (`stop`), or go on after it where its length is known and good (`skip`). */
export type OnBadRecord = 'stop' | 'skip';

/** Bytes of a stream that are in no row of a batch: a record that is wrong, or what a stream that resynchronises has passed over. */
export interface Gap {
  /** Offset of its first byte in the stream. */
  readonly from: number;
  /** Offset of the first byte after it. */
  readonly to: number;
  /**
   * What is wrong: the error that would have ended the batch. It is made when it is asked for, from the bytes that the batch shows.
   * @throws CastbufError ERR_STALE_BATCH where these are gone, or were changed
   */
  readonly reason: CastbufError;
}

/** Where the gaps of a batch are, in its bytes: as little as that, as every record may be one. */
export class GapPlaces {
  private readonly places: number[] = [];
  private passed = 0;

  /** @param known where records lie that are wrong by something that no engine looks at, each with its end, in their order */
  constructor(private readonly known: readonly number[] = []) {}

  /** Where the next of those begins; Infinity where there are no more. */
  get nextKnown(): number {
    return this.known[this.passed] ?? Infinity;
  }

  /** It is a gap, too: where it ends. */
  passKnown(): number {
    const [from, to] = [this.nextKnown, this.known[this.passed + 1] as number];
    this.passed += 2;
    this.add(from, to);
    return to;
  }

  get count(): number {
    return this.places.length / 2;
  }

  add(from: number, to: number): void {
    this.places.push(from, to);
  }

  /** Where the first begins that does so at `offset` or later; Infinity where none does. */
  firstFrom(offset: number): number {
    const { places } = this;
    let low = 0;
    for (let high = this.count; low < high;) {
      const middle = (low + high) >> 1;
      if ((places[2 * middle] as number) < offset) low = middle + 1;
      else high = middle;
    }
    return places[2 * low] ?? Infinity;
  }

  /** As users see them. `byteOffset`: where the batch's bytes begin in the stream; `explain`: what is wrong with a record that begins and ends with the bytes. */
  shown(data: BatchBytes, byteOffset: number, explain: ExplainRecord): readonly Gap[] {
    const gaps: Gap[] = [];
    const { places } = this;
    for (let at = 0; at < places.length; at += 2) {
      const [from, to] = [places[at] as number, places[at + 1] as number];
      const why = (): CastbufError | undefined => {
        const error = explain(wholeData(data).bytes.subarray(from, to));
        return error && movedBy(error, byteOffset + from);
      };
      gaps.push(new LostBytes(byteOffset + from, byteOffset + to, why));
    }
    return Object.freeze(gaps);
  }
}

/** What a batch knows of the records that were passed over. */
export interface BatchGaps {
  readonly places: GapPlaces;
  readonly explain: ExplainRecord;
}

/** As `batch.gaps` shows them: those before the batch, and those of its records. */
export function gapsOf(
  gaps: BatchGaps | undefined,
  before: readonly Gap[],
  data: BatchBytes,
  byteOffset: number,
): readonly Gap[] {
  return gaps === undefined ? before : gaps.places.shown(data, byteOffset, gaps.explain);
}

/** What printing a batch says of them, where there are any. */
export function countOfGaps(gaps: BatchGaps | undefined, before: readonly Gap[]): { gaps?: number } {
  const count = gaps?.places.count ?? before.length;
  return count === 0 ? {} : { gaps: count };
}

export const NO_GAPS: readonly Gap[] = /* @__PURE__ */ Object.freeze([]);

/** Bytes in which a stream found no record. */
export function gapBetween(from: number, to: number, reason: CastbufError): Gap {
  return new LostBytes(from, to, () => reason);
}

/** The same gaps in a stream that begins `bytes` bytes earlier. */
export function movedGaps(gaps: readonly Gap[], bytes: number): readonly Gap[] {
  if (bytes === 0) return gaps;
  return Object.freeze(
    gaps.map(({ from, to, reason }) => gapBetween(from + bytes, to + bytes, movedBy(reason, bytes))),
  );
}

/** What is wrong with the record that the bytes are; undefined: nothing. */
export type ExplainRecord = (record: Uint8Array) => CastbufError | undefined;

type BatchBytes = Pick<BatchData, 'bytes' | 'consumed' | 'owner' | 'epoch'>;

class LostBytes extends Printed implements Gap {
  private known: CastbufError | undefined;

  constructor(
    readonly from: number,
    readonly to: number,
    /** What is wrong with its bytes as they are now; undefined: nothing. */
    private readonly explain: () => CastbufError | undefined,
  ) {
    super();
  }

  get reason(): CastbufError {
    return (this.known ??= this.error());
  }

  private error(): CastbufError {
    const error = this.explain();
    if (error !== undefined) return error;
    const hint = 'the bytes of this batch were changed before this reason was asked for; ask before that';
    throw new CastbufError('ERR_STALE_BATCH', hint);
  }

  get [Symbol.toStringTag](): string {
    return 'Gap';
  }

  toJSON(): object {
    const { from, to } = this;
    return { from, to };
  }
}
