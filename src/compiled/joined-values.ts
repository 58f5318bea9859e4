import { joinBytes } from '../bytes/index.js';
import { alignUp } from '../schema/index.js';
import { CastbufError } from '../errors/index.js';
import type { Seated } from './cursor.js';
import { atRow } from './row-errors.js';
import type { ValueWords } from './row-type.js';

/**
 * Values as records one after the other.
 * @param wordsOf says how the value of a row is written
 * @throws CastbufError as encode does, with the row
 */
export function joinedValues(values: readonly unknown[], wordsOf: (row: number) => ValueWords): Uint8Array {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  // By index: forEach passes over holes of an array.
  for (let row = 0; row < values.length; row++) {
    const isLast = row === values.length - 1;
    try {
      if (row > 0 && values[row] === values[row - 1]) assertStandsStill(values[row]);
      const words = wordsOf(row);
      const { align, withNext } = words;
      let part = words.write(values[row]);
      if (withNext !== undefined && !isLast) part = words.write(withNext(values[row], alignUp(part.length, align)));
      words.assertType?.(part);
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
