import type { Endian, RecordOptions } from '../schema/index.js';
import type { RecordType } from './c-type.js';

/** What a record says about the layout inside it, as options of the schema. @param order what notes and flags say of its byte order, where no attribute does */
export function layoutOptions(
  { pack, align: least, bitLayout, byteOrder }: RecordType,
  order: Endian | undefined,
): Partial<RecordOptions> {
  return {
    pack,
    align: least || undefined,
    bitLayout: bitLayout === 'ms' ? 'ms' : undefined,
    bitsFrom: (byteOrder ?? order) === 'big' ? 'high' : undefined,
  };
}
