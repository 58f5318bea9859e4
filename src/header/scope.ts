import type { AliasType, CType, EnumType, RecordType } from './c-type.js';
import type { IntegerValue } from './integer.js';

/** What a header has declared so far. C has one scope for all of it: records inside records are visible outside. */
export class Scope {
  readonly typedefs = new Map<string, AliasType>();
  readonly tags = new Map<string, RecordType | EnumType>();
  readonly constants = new Map<string, IntegerValue>();
  /** In the order in which their bodies began. */
  readonly records: RecordType[] = [];
  /** How many of them have become schemas. */
  finishedRecords = 0;
  readonly enums: EnumType[] = [];

  constructor(
    /** Types that a compiler has without a declaration: `__int128_t`, `__builtin_va_list`. */
    private readonly builtIn: ReadonlyMap<string, CType>,
    /** Integers that say their width in their name: `uint32_t`. */
    private readonly wellKnown: (name: string) => CType | undefined,
  ) {}

  /** What a name of a type stands for; undefined where it is none. The header's own typedef wins. */
  typeNamed(name: string): CType | undefined {
    return this.typedefs.get(name) ?? this.builtIn.get(name) ?? this.wellKnown(name);
  }

  /** Whether the header or the compiler has the type: one that is known by its name alone is worth a note. */
  hasType(name: string): boolean {
    return this.typedefs.has(name) || this.builtIn.has(name);
  }
}
