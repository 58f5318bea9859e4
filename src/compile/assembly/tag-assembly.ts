import type { Op } from '../../cursor/index.js';
import { SeededSearch } from './seeded-search.js';
import type { RecordSetText } from '../record-set-text.js';
import { bitsOf } from './assembly-leaf.js';
import type { ScratchPlan } from './set-scratch.js';

/*
 * Which type a record has, as an expression of its discriminator that has no branch: the number of the type, or `none` where there is no such type.
 */
export interface TagText {
  /** The number of the type of the record at an address: a u32. */
  of(at: string): string;
  /** Statements that fill its tables. */
  readonly prepare: readonly string[];
  readonly functions: readonly string[];
  /** Bytes of a record that have to be there. */
  readonly end: number;
}

type Tags = readonly (readonly [tag: bigint, type: number])[];

/** Longest table that is looked up by the discriminator itself. */
const MOST_TABLE_BYTES = 1024;
/** Most tags of a table that is looked up by a hash of the discriminator. */
const MOST_HASHED_TAGS = 128;

export function tagText(text: RecordSetText, scratch: ScratchPlan): TagText {
  const { set } = text;
  const { tag } = set;
  const { type: width, text: bits } = bitsOf(tag as Op, '$');
  const bitsAt = (at: string): string => bits.replaceAll('$', () => at);
  const plan = lookUp({
    tags: set.tags,
    none: noneOf(text),
    hasOthers: set.otherwise >= 0,
    width: width as 'u32' | 'u64',
    scratch,
    name: text.name,
  });
  return {
    of: (at) => plan.of(bitsAt(at)),
    prepare: plan.prepare ?? [],
    functions: plan.functions ?? [],
    end: tag.offset + tag.bytes,
  };
}

/** The number that stands for all values that no type has. */
export function noneOf({ set }: RecordSetText): number {
  return set.otherwise >= 0 ? set.otherwise : set.types.length;
}

interface LookUp {
  of(bits: string): string;
  readonly prepare?: readonly string[];
  readonly functions?: readonly string[];
}

interface Wanted {
  readonly tags: Tags;
  readonly none: number;
  /** `none` is a type. */
  readonly hasOthers: boolean;
  readonly width: 'u32' | 'u64';
  readonly scratch: ScratchPlan;
  readonly name: string;
}

function lookUp(wanted: Wanted): LookUp {
  const { tags, none } = wanted;
  const [first] = tags;
  if (first === undefined) return { of: () => String(none) };
  if (tags.every(([tag, type], index) => tag === first[0] + BigInt(index) && type === index)) return inOrder(wanted);
  const span = (tags.at(-1) as Tags[0])[0] - first[0] + 1n;
  if (span < MOST_TABLE_BYTES && none < 256) return inTable(wanted, Number(span));
  if (tags.length <= MOST_HASHED_TAGS && none < 256) {
    const hashed = byHash(wanted);
    if (hashed !== undefined) return hashed;
  }
  return bySearch(wanted);
}

/** The types have tags that follow one another. */
function inOrder({ tags, none, width, hasOthers }: Wanted): LookUp {
  const [least] = tags[0] as Tags[0];
  return {
    of(bits) {
      const index = least === 0n ? bits : `(${bits} - ${least})`;
      if (none !== tags.length) return `(${index} < ${tags.length} ? <u32>${index} : ${none})`;
      // Where no type is for all others, whoever asks looks whether there is one.
      if (width === 'u32' && !hasOthers) return index;
      return `<u32>min<${width}>(${index}, ${none})`;
    },
  };
}

function inTable({ tags, none, width, scratch, name }: Wanted, span: number): LookUp {
  const [least] = tags[0] as Tags[0];
  const table = new Uint8Array(span + 1).fill(none);
  for (const [tag, type] of tags) table[Number(tag - least)] = type;
  const at = scratch.take(
    `TYPE_OF_TAG_${name}`,
    table.length + 15,
    'The type of each tag; after them that of all others.',
  );
  return {
    of(bits) {
      const index = least === 0n ? bits : `${bits} - ${least}`;
      return `<u32>load<u8>(${at} + <usize>min<${width}>(${index}, ${span}))`;
    },
    prepare: vectorStores(at, table),
  };
}

/** A product whose high bits tell all tags apart: the one that stands there is the same, or there is none. */
function byHash({ tags, none, width, scratch, name }: Wanted): LookUp | undefined {
  const bits = width === 'u32' ? 32 : 64;
  const found = new SeededSearch(
    tags.map(([tag]) => tag),
    bits,
  ).find();
  if (found === undefined) return undefined;
  const { factor, slotBits, slots } = found;
  const size = 1 << slotBits;
  const keyBytes = bits / 8;
  const keys = new Uint8Array(size * keyBytes);
  const types = new Uint8Array(size).fill(none);
  const view = new DataView(keys.buffer);
  // A slot without a tag has one that belongs elsewhere.
  const stray = tags[0] as Tags[0];
  for (let slot = 0; slot < size; slot++) setKey(view, slot, keyBytes, stray[0]);
  tags.forEach(([tag, type], index) => {
    const slot = slots[index] as number;
    setKey(view, slot, keyBytes, tag);
    types[slot] = type;
  });
  const keysAt = scratch.take(`TAGS_${name}`, keys.length, 'Tags, each where its product leads.');
  const typesAt = scratch.take(`TYPES_${name}`, size + 15, 'Their types.');
  const shift = bits - slotBits;
  return {
    of: (tag) => `${name}Type(${tag})`,
    functions: [
      `/** The type of a tag. */
@inline function ${name}Type(tag: ${width}): u32 {
  const slot = <usize>((tag * ${factor}) >> ${shift});
  const type = <u32>load<u8>(${typesAt} + slot);
  return load<${width}>(${keysAt} + (slot << ${Math.log2(keyBytes)})) == tag ? type : ${none};
}`,
    ],
    prepare: [...vectorStores(keysAt, keys), ...vectorStores(typesAt, types)],
  };
}

function setKey(view: DataView, slot: number, bytes: number, tag: bigint): void {
  if (bytes === 4) view.setUint32(slot * 4, Number(tag), true);
  else view.setBigUint64(slot * 8, tag, true);
}

/** Runs of tags of one type, in a tree of comparisons. */
function bySearch({ tags, none, width, name }: Wanted): LookUp {
  const runs: { least: bigint; most: bigint; type: number }[] = [];
  for (const [tag, type] of tags) {
    const last = runs.at(-1);
    if (last !== undefined && last.type === type && last.most + 1n === tag) last.most = tag;
    else runs.push({ least: tag, most: tag, type });
  }
  const tree = (low: number, high: number, indent: string): string => {
    if (high - low === 1) {
      const { least, most, type } = runs[low] as (typeof runs)[0];
      return `${indent}return tag - ${least} <= ${most - least} ? ${type} : ${none};\n`;
    }
    const middle = (low + high) >> 1;
    const { least } = runs[middle] as (typeof runs)[0];
    return `${indent}if (tag < ${least}) {\n${tree(low, middle, `${indent}  `)}${indent}}\n${tree(middle, high, indent)}`;
  };
  return {
    of: (tag) => `${name}Type(${tag})`,
    functions: [
      `/** The type of a tag. */\nfunction ${name}Type(tag: ${width}): u32 {\n${tree(0, runs.length, '  ')}}`,
    ],
  };
}

/** Statements that put bytes at an address, 16 at a time; up to 15 more become 0. */
function vectorStores(at: string, bytes: Uint8Array): string[] {
  const lines: string[] = [];
  for (let from = 0; from < bytes.length; from += 16) {
    const lanes = Array.from({ length: 16 }, (_, index) => bytes[from + index] ?? 0).map((byte) => (byte << 24) >> 24);
    lines.push(`v128.store(${at}, i8x16(${lanes.join(', ')})${from === 0 ? '' : `, ${from}`});`);
  }
  return lines;
}
