import type { AnyBatch, Cell } from './cells.js';
import type { TextBuffer } from './text-buffer.js';

/** Where a record lies in the input. A type that declares members of these names shows those instead. */
export type Place = 'offset' | 'length';

class OffsetCell implements Cell {
  private offsets: Uint32Array = new Uint32Array(0);
  private base = 0;

  bind(batch: AnyBatch): void {
    this.offsets = batch.offsets;
    this.base = batch.byteOffset;
  }

  write(out: TextBuffer, row: number): void {
    out.integer(this.base + (this.offsets[row] as number));
  }
}

class LengthCell implements Cell {
  private lengths: Uint32Array = new Uint32Array(0);

  bind(batch: AnyBatch): void {
    this.lengths = batch.lengths;
  }

  write(out: TextBuffer, row: number): void {
    out.integer(this.lengths[row] as number);
  }
}

export const PLACES: readonly Place[] = ['offset', 'length'];

export function placeCell(place: Place): Cell {
  return place === 'offset' ? new OffsetCell() : new LengthCell();
}
