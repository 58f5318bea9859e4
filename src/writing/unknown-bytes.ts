import { CastbufError, shownValue } from '../errors/index.js';
import type { RecordWriter } from './record-writer.js';
import type { UnknownGap } from '../schema/index.js';

/*
 * What a message has and no member holds: `unknownTail`, and `unknownGaps` between parts that offsets point to. Decode shows them, and
 * encode writes them back.
 */

const NOTHING = /* @__PURE__ */ new Uint8Array(0);

/** @throws CastbufError ERR_TYPE */
export function tailOf(given: unknown): Uint8Array {
  if (given === undefined) return NOTHING;
  if (given instanceof Uint8Array) return given;
  throw new CastbufError('ERR_TYPE', `give a Uint8Array, not ${shownValue(given)}`, { path: 'unknownTail' });
}

/** @throws CastbufError ERR_TYPE, ERR_OUT_OF_RANGE */
export function writeGaps(record: RecordWriter, given: unknown): void {
  if (given === undefined) return;
  if (!Array.isArray(given)) throw wrongGap('unknownGaps', `an array, not ${shownValue(given)}`);
  given.forEach((gap: Partial<UnknownGap> | null | undefined, index) => {
    const { offset, bytes } = gap ?? {};
    const path = `unknownGaps[${index}]`;
    if (!(bytes instanceof Uint8Array)) throw wrongGap(`${path}.bytes`, `a Uint8Array, not ${shownValue(bytes)}`);
    if (typeof offset !== 'number') throw wrongGap(`${path}.offset`, `a number, not ${shownValue(offset)}`);
    if (!Number.isInteger(offset) || offset < 0 || offset > MAX_OFFSET) {
      const hint = `${offset} is no whole number from 0 to ${MAX_OFFSET}`;
      throw new CastbufError('ERR_OUT_OF_RANGE', hint, { path: `${path}.offset`, have: offset });
    }
    record.unknownGap(offset, bytes);
  });
}

const MAX_OFFSET = 0x7fffffff;

function wrongGap(path: string, want: string): CastbufError {
  return new CastbufError('ERR_TYPE', `give ${want}`, { path });
}
