import { joinBytes } from '../bytes/index.js';
import { alignUp } from '../schema/index.js';
import { CastbufError } from '../errors/index.js';
import type { Seated } from './cursor.js';
import { atRow } from './row-errors.js';
import type { RowWords } from './row-type.js';

/** Values as records one after the other. @throws CastbufError as encode does, with the row */
export function joinedValues({ write, align, withNext }: RowWords, values: readonly unknown[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // By index: forEach passes over holes of an array.
  for (let row = 0; row < values.length; row++) {
    const isLast = row === values.length - 1;
    try {
      if (row > 0 && values[row] === values[row - 1]) assertStandsStill(values[row]);
      let part = write(values[row]);
      if (withNext !== undefined && !isLast) part = write(withNext(values[row], alignUp(part.length, align)));
      const padded = new Uint8Array(isLast ? part.length : alignUp(part.length, align));
      padded.set(part);
      parts.push(padded);
      bytes += padded.length;
    } catch (error) {
      throw atRow(error, row, bytes);
    }
  }
  return joinBytes(parts, bytes);
}

/** A cursor that moves shows the record where it stands now, however often it is given. @throws CastbufError ERR_USAGE */
function assertStandsStill(value: unknown): void {
  const mover = (value as Partial<Seated> | null | undefined)?.['~place']?.mover;
  if (mover !== undefined) throw new CastbufError('ERR_USAGE', `one cursor is given twice: ${mover.describePlace()}`);
}
