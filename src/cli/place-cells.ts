import type { Layout } from '../schema/index.js';
import type { AnyBatch, Cell } from './cells.js';
import { PLACE_KINDS, placeKey, type PlaceKind } from './row-keys.js';
import type { TextBuffer } from './text-buffer.js';

/** Where a record lies in the input, and the key that says it. */
export interface Place {
  readonly kind: PlaceKind;
  readonly key: string;
}

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

export function placesOf(layout: Layout): readonly Place[] {
  return PLACE_KINDS.map((kind) => ({ kind, key: placeKey(layout, kind) }));
}

export function placeCell({ kind }: Place): Cell {
  return kind === 'offset' ? new OffsetCell() : new LengthCell();
}
