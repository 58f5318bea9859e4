import type { Attributes } from './attributes.js';
import { builtInType, vectorType } from './built-in-types.js';
import type { CType } from './c-type.js';

/** A vector's attribute makes another type of the one it stands beside; so does a mode. */
export function withVector(type: CType, { vectorBytes, modeBytes }: Attributes): CType {
  if (vectorBytes > 0) return vectorType(vectorBytes);
  if (modeBytes === 0 || type.kind !== 'number') return type;
  const words = { 1: '__int8', 2: '__int16', 4: '__int32', 8: '__int64' }[modeBytes] as string;
  return builtInType(type.integer?.isSigned === false ? ['unsigned', words] : [words], 8) ?? type;
}
