import { GapPlaces, gapsOf, NO_GAPS, type Gap } from '../columns/index.js';
import { CastbufError } from '../errors/index.js';
import { wronglyRefused } from './compiled-kernel.js';
import { neededBytes, needing } from './needs.js';
import type { Lease } from './linear-memory.js';
import type { RowPlaces, RowsType } from './batch-type.js';

/** What checks and measures the records of a type, or of a set. */
interface Measured {
  check(view: DataView, at: number, end: number): number;
  extent(view: DataView, at: number, end: number): number;
}

/** The records that a batch passes over, with what measures them. */
export class SkippedRecords {
  readonly places = new GapPlaces();

  constructor(private readonly of: Measured) {}

  /** Bytes of the record at `at`, which a kernel has refused; else the error that ends the batch, which says how many bytes the record needs to be measured. */
  measure(view: DataView, at: number): number | CastbufError {
    const end = view.byteLength;
    let need = 0;
    try {
      const bytes = this.of.extent(view, at, end);
      // A record of no bytes is followed by itself.
      if (bytes > 0) return bytes;
    } catch (error) {
      need = neededBytes(error);
    }
    const error = refusalOf(this.of, view, at);
    return need > 0 ? needing(error, need) : error;
  }

  /**
   * Passes over the record at `at`, which a kernel has refused, where it ends at `end` or before. Its bytes; 0 where it ends after `end`; the error that
   * ends the batch where nothing says how long it is.
   */
  pass(view: DataView, at: number, end: number): number | CastbufError {
    const bytes = this.measure(view, at);
    if (typeof bytes !== 'number') return bytes;
    if (at + bytes > end) return 0;
    this.places.add(at, at + bytes);
    return bytes;
  }

  /** As `batch.gaps` shows them. */
  shown({ bytes, consumed, lease }: ShownBytes, byteOffset: number): readonly Gap[] {
    const explain = (record: Uint8Array): CastbufError | undefined => {
      const { buffer, byteOffset: first, length } = record;
      return refusal(this.of, new DataView(buffer, first, length), 0);
    };
    const owner = {
      get epoch(): number {
        return lease.probe;
      },
    };
    return gapsOf({ places: this.places, explain }, NO_GAPS, { bytes, consumed, owner, epoch: 0 }, byteOffset);
  }
}

interface ShownBytes {
  readonly bytes: Uint8Array;
  readonly consumed: number;
  readonly lease: Lease;
}

function refusalOf(of: Measured, view: DataView, at: number): CastbufError {
  return refusal(of, view, at) ?? wronglyRefused();
}

function refusal({ check }: Measured, view: DataView, at: number): CastbufError | undefined {
  try {
    check(view, at, view.byteLength);
    return undefined;
  } catch (error) {
    if (error instanceof CastbufError) return error;
    throw error;
  }
}

/** What measures the records of one type. */
export function measuredType({ bytes, check, extent }: RowsType<unknown>): Measured {
  if (extent !== undefined) return { check, extent };
  if (bytes === 0) return { check, extent: check };
  // Of one length: where there are so many bytes, that is it.
  return { check, extent: (view, at, end) => (end - at < bytes ? check(view, at, end) : bytes) };
}

/** Where the rows lie of a batch with gaps, whose records are as the type says. */
export function placesWithGaps(
  { places, bytes, align }: Pick<RowsType<unknown>, 'places' | 'bytes' | 'align'>,
  gaps: GapPlaces,
): RowPlaces {
  const isEven = places.slots.length === 0;
  return {
    ...places,
    offsets: (rows) => (isEven ? evenOffsets(rows.rowCount, bytes, align, gaps) : places.offsets(rows)),
    size: ({ offsets, rowCount, consumedBytes }, row) => {
      const offset = offsets[row] as number;
      const next = row + 1 < rowCount ? (offsets[row + 1] as number) : consumedBytes;
      return Math.min(next, gaps.firstFrom(offset)) - offset;
    },
  };
}

/** Offsets of records of one length, of which those in gaps are no rows. */
function evenOffsets(rowCount: number, bytes: number, align: number, gaps: GapPlaces): Uint32Array {
  const stride = Math.ceil(bytes / align) * align;
  const offsets = new Uint32Array(rowCount);
  for (let row = 0, at = 0, gap = gaps.firstFrom(0); row < rowCount; at += stride) {
    if (at === gap) gap = gaps.firstFrom(at + 1);
    else offsets[row++] = at;
  }
  return offsets;
}
