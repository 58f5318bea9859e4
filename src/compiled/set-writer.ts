import { asBytes, copyInto, type Bytes } from '../bytes/index.js';
import { CastbufError, recordsHint, shownValue } from '../errors/index.js';
import { joinedValues } from './joined-values.js';
import type { ValueWords } from './row-type.js';

/** The streams that a compiled record set is written as. */
export class SetWriter {
  readonly #wordsOf: (record: unknown) => ValueWords;

  /** @param wordsOf says how the values of a record's type are written. It throws where the record names none */
  constructor(wordsOf: (record: unknown) => ValueWords) {
    this.#wordsOf = wordsOf;
  }

  /** Records one after the other, as `batch.value` has them. @throws CastbufError as encode does, with the row */
  encode(records: unknown): Uint8Array<ArrayBuffer> {
    if (!Array.isArray(records)) throw new CastbufError('ERR_TYPE', recordsHint(shownValue(records)));
    const values = records.map((record: { readonly value?: unknown } | null | undefined) => record?.value);
    return joinedValues(values, (row) => this.#wordsOf(records[row])) as Uint8Array<ArrayBuffer>;
  }

  /** The same at the start of `target`; returns the bytes of the stream. @throws CastbufError ERR_TARGET_TOO_SMALL, and as encode does */
  encodeInto(records: unknown, given: Bytes): number {
    const target = asBytes(given, 'the target');
    return copyInto(target, this.encode(records), 'stream');
  }
}
