import type { RecordOptions } from '../schema/index.js';
import type { RecordType } from './c-type.js';

/** What a record says about the layout inside it, as options of the schema. */
export function layoutOptions({ pack, align: least, bitLayout, byteOrder }: RecordType): Partial<RecordOptions> {
  return {
    pack,
    align: least || undefined,
    bitLayout: bitLayout === 'ms' ? 'ms' : undefined,
    bitsFrom: byteOrder === 'big' ? 'high' : undefined,
  };
}
