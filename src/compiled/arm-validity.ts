import type { ShownRows } from './batch-type.js';

/**
 * Which rows of a column have a value, of a type with tagged unions.
 * @param arms whether a record has what the arm around a column holds, by the column's path
 */
export function armValidity(arms: Readonly<Record<string, (view: DataView, at: number) => boolean>>) {
  return (path: string, rows: ShownRows, view: DataView): Uint8Array<ArrayBuffer> | undefined => {
    const isThere = Object.hasOwn(arms, path) ? arms[path] : undefined;
    if (isThere === undefined) return undefined;
    const bitmap = new Uint8Array(Math.ceil(rows.rowCount / 8));
    rows.offsets.forEach((at, row) => {
      if (isThere(view, at)) bitmap[row >> 3] = (bitmap[row >> 3] as number) | (1 << (row & 7));
    });
    return bitmap;
  };
}
