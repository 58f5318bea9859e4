import type { AliasType, EnumType, RecordType } from './c-type.js';
import type { IntegerValue } from './integer.js';

/** What a header has declared so far. C has one scope for all of it: records inside records are visible outside. */
export class Scope {
  readonly typedefs = new Map<string, AliasType>();
  readonly tags = new Map<string, RecordType | EnumType>();
  readonly constants = new Map<string, IntegerValue>();
  /** In the order in which their bodies began. */
  readonly records: RecordType[] = [];
  readonly enums: EnumType[] = [];
}
