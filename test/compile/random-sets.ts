import { createReferenceEngine } from '../../src/oracle/index.js';
import { createCodecWith } from '../../src/message/index.js';
import {
  be,
  bits,
  CastbufError,
  i16,
  i32,
  i64,
  i8,
  recordSet,
  struct,
  u16,
  u32,
  u64,
  u8,
  type Abi,
  type AnyType,
  type RecordDefinitions,
} from '../../src/surface.js';
import type { Choices } from '../robustness/choices.js';
import { onReference, type AnySet } from '../robustness/random-record-set.js';
import { drawSchema, type DrawnSchema } from '../robustness/random-schema.js';

type Tag = number | bigint;

export interface WideSet {
  readonly definitions: RecordDefinitions;
  readonly abi: Abi;
  readonly startAlign: number;
  /** The bytes of a record of a random type; undefined where what was drawn is no value. */
  record(choices: Choices): Uint8Array | undefined;
}

const TAG_KINDS = [
  { type: u8, width: 8, isSigned: false },
  { type: u16, width: 16, isSigned: false },
  { type: u32, width: 32, isSigned: false },
  { type: i8, width: 8, isSigned: true },
  { type: i16, width: 16, isSigned: true },
  { type: be(i32), width: 32, isSigned: true },
  { type: be(u16), width: 16, isSigned: false },
  { type: be(u32), width: 32, isSigned: false },
  { type: u64, width: 64, isSigned: false },
  { type: be(u64), width: 64, isSigned: false },
  { type: i64, width: 64, isSigned: true },
  { type: bits(u32, 11), width: 11, isSigned: false },
  { type: bits(u64, 53), width: 53, isSigned: false },
];
const SIZE_KINDS = [u16, u32, be(u16), be(u32)];

const reference = createReferenceEngine();

/** Sets with discriminators of all kinds, tags near each other or far apart, few types or many, aligned or not, whose records say their length or do not. */
export function drawWideSet(choices: Choices): WideSet | undefined {
  const kind = choices.pick(TAG_KINDS);
  const startAlign = choices.pick([1, 1, 2, 4, 8]);
  const hasLength = choices.chance(50);
  const size = choices.pick(SIZE_KINDS);
  const header = choices.chance(50) ? { size, tag: kind.type } : { tag: kind.type, size };
  const isSmall = choices.chance(25);
  const types = isSmall ? choices.between(5, 40) : choices.between(1, 5);
  const tags = new Tags(choices, kind);
  const definitions: Record<string, [Tag | Tag[] | 'otherwise', AnyType]> = {};
  const schemas = new Map<string, DrawnSchema>();
  let abi: Abi | undefined;
  for (let type = 0; type < types; type++) {
    const schema = isSmall ? smallSchema(choices, type) : drawSchema(choices, type === 1);
    abi ??= isSmall ? 'msvc-x64' : (schema as DrawnSchema).abi;
    const name = `T${type}`;
    const tag = type === 2 && choices.chance(50) ? 'otherwise' : tags.draw();
    try {
      const options = { startAlign, ...(hasLength && choices.chance(95) && { length: 'head.size' }) };
      const wrapped = struct(name, { head: struct('HEAD', header), body: schema.type }, options as object);
      onReference(recordSet('head.tag', { ...definitions, [name]: [tag, wrapped] }), { abi });
      definitions[name] = [tag, wrapped];
      schemas.set(name, schema as DrawnSchema);
    } catch (error) {
      if (!(error instanceof CastbufError)) throw error;
    }
  }
  if (abi === undefined || schemas.size === 0) return undefined;
  const own = abi;
  const codecs = new Map(
    Object.entries(definitions).map(([name, [, type]]) => [name, createCodecWith(reference, type, { abi: own })]),
  );
  const record = (drawn: Choices): Uint8Array | undefined => {
    const name = drawn.pick([...schemas.keys()]);
    const [given] = definitions[name] as [Tag | Tag[] | 'otherwise', AnyType];
    const tag = given === 'otherwise' ? tags.unknown(drawn) : Array.isArray(given) ? drawn.pick(given) : given;
    const codec = codecs.get(name) as AnySet['codecs'][string];
    try {
      const { given: body } = (schemas.get(name) as DrawnSchema).value(drawn);
      return codec.encode({
        head: { tag: kind.width > 53 ? BigInt(tag) : Number(tag), size: hasLength ? undefined : 0 },
        body,
      } as never);
    } catch (error) {
      if (error instanceof CastbufError) return undefined;
      throw error;
    }
  };
  return { definitions, abi: own, startAlign, record };
}

class Tags {
  private readonly used = new Set<bigint>();
  private readonly first: bigint;
  private readonly isFar: boolean;

  constructor(
    private readonly choices: Choices,
    private readonly kind: { readonly width: number; readonly isSigned: boolean },
  ) {
    this.first = this.valueOf(choices.chance(50) ? BigInt(choices.below(3)) : choices.bits(kind.width));
    this.isFar = choices.chance(40);
  }

  draw(): Tag | Tag[] {
    const count = this.choices.pick([1, 1, 1, 2, 3]);
    const tags = Array.from({ length: count }, () => this.next());
    return tags.length === 1 ? (tags[0] as Tag) : tags;
  }

  unknown(choices: Choices): Tag {
    return this.shown(this.valueOf(choices.bits(this.kind.width)));
  }

  private next(): Tag {
    for (let tries = 0n; ; tries++) {
      const near = this.first + BigInt(this.used.size) + tries;
      const value = this.valueOf(this.isFar ? this.choices.bits(this.kind.width) + tries : near);
      if (this.used.has(value)) continue;
      this.used.add(value);
      return this.shown(value);
    }
  }

  private valueOf(bits: bigint): bigint {
    const { width, isSigned } = this.kind;
    return isSigned ? BigInt.asIntN(width, bits) : BigInt.asUintN(width, bits);
  }

  private shown(value: bigint): Tag {
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }
}

function smallSchema(choices: Choices, type: number): Pick<DrawnSchema, 'type' | 'value'> {
  const members = { a: choices.pick([u8, u16, u32]), b: choices.pick([u8, be(u32), u64]) };
  const isWide = members.b === u64;
  const value = (drawn: Choices): never => {
    const b = drawn.bits(8);
    return { given: { a: drawn.below(256), b: isWide ? b : Number(b) } } as never;
  };
  return { type: struct(`S${type}`, members), value } as Pick<DrawnSchema, 'type' | 'value'>;
}
