import type { Layout } from '../schema/index.js';
import type { AnyBatch, Cell } from './cells.js';
import { PLACE_KINDS, placeKey, type PlaceKind } from './row-keys.js';
import type { TextBuffer } from './text-buffer.js';

/** What a row says of its record, and the key that says it. */
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

/** Where there are several inputs, a row says which; where there are several types, which; and of what packet it is, where there are packets. */
export function placesOf(
  layouts: readonly Layout[],
  has: { readonly file: boolean; readonly type: boolean; readonly packet: boolean },
): readonly Place[] {
  const isThere = { ...has, time: has.packet, interface: has.packet, offset: true, length: true };
  const kinds = PLACE_KINDS.filter((kind) => isThere[kind]);
  return kinds.map((kind) => ({ kind, key: placeKey(layouts, kind) }));
}

/** Of a place that is a number of the record. */
export function placeCell(kind: 'offset' | 'length'): Cell {
  return kind === 'offset' ? new OffsetCell() : new LengthCell();
}
