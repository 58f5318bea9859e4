import {
  align,
  anonymous,
  array,
  at,
  bytes,
  checksum,
  crc,
  layoutOf,
  le,
  packedAbi,
  records,
  recordSet,
  split,
  struct,
  sumBy,
  tagged,
  text,
  u16,
  u24,
  u32,
  u64,
  u8,
  union,
  unnamed,
  bits,
  be,
  type Abi,
  type AnyType,
  type ChecksumAlgorithm,
  type CrcModel,
  type Layout,
  type StructOptions,
} from '../../src/surface.js';
import { byteOrderOf, OwnSum, type LaidMember } from '../../src/schema/index.js';
import type { Choices } from './choices.js';
import { drawMeasure, type DrawnMeasure } from './random-measure.js';
import {
  asCounter,
  drawBitGroup,
  drawBits,
  drawChecked,
  drawCounter,
  drawFixedRange,
  drawNamed,
  drawScalar,
  ENCODINGS,
  inSomeEndian,
  type DrawnCounter,
  type DrawnType,
  type DrawnUnder,
} from './random-types.js';
import { drawBytes, drawText, unitsOf, type DrawnValue } from './random-values.js';
import { ANYTHING, DERIVED } from './same-value.js';

type Row = Record<string, unknown>;

/** A message's type under an ABI, as source text too, and values that fit it. */
export interface DrawnSchema {
  readonly type: AnyType;
  readonly abi: Abi;
  readonly source: string;
  /** A record takes all that is left, so that a stream has only one. */
  readonly takesRest: boolean;
  /** Records say how far the next one is; the last takes the rest. */
  readonly isChain: boolean;
  readonly hasChecksum: boolean;
  /** An arm of an untagged union shows less than its bytes: bools, NaNs and texts do. */
  readonly isLossy: boolean;
  value(choices: Choices): DrawnValue;
  /** Members of the message that a view may change, as nothing else follows from them. */
  readonly settable: readonly { readonly name: string; readonly value: DrawnType['value'] }[];
}

type DrawnChecksum = readonly [algorithm: ChecksumAlgorithm | CrcModel | OwnSum, base: AnyType, source: string];

/** By bytes, from one on. */
const UNSIGNED = [
  [u8, 'u8'],
  [u16, 'u16'],
  [u24, 'u24'],
  [u32, 'u32'],
] as const;

/** Each way that a checksum is computed, and one that the kernel has special code for. */
const NAMED_CHECKSUMS: readonly DrawnChecksum[] = [
  ['sum-8', u8, 'u8'],
  ['sum-to-zero-8', u8, 'u8'],
  ['sum-16', u16, 'u16'],
  ['sum-to-zero-32', u32, 'u32'],
  ['xor-8', u8, 'u8'],
  ['internet', u16, 'u16'],
  ['adler-32', u32, 'u32'],
  ['fletcher-16', u16, 'u16'],
  ['fletcher-16/ubx', u16, 'u16'],
  ['fletcher-32', u32, 'u32'],
  ['crc-16/modbus', u16, 'u16'],
  ['crc-16/xmodem', u16, 'u16'],
  ['crc-24/ble', u24, 'u24'],
  ['crc-32', u32, 'u32'],
  ['crc-32c', u32, 'u32'],
  ['crc-32/mpeg-2', u32, 'u32'],
  ['crc-64/xz', u64, 'u64'],
  ['crc-64/ecma-182', u64, 'u64'],
];

/** By functions, which engines ask for when all else is good. */
const OWN_SUMS: readonly DrawnChecksum[] = [
  [sumBy((summed) => summed.reduce((sum, byte) => (sum * 31 + byte) & 0xff, 7)), u8, 'u8'],
  [sumBy((summed) => summed.reduce((sum, byte, at) => (sum + byte * at) & 0xffffff, summed.length)), u24, 'u24'],
  [
    sumBy((summed) => summed.reduce((sum, byte) => (sum * 257n + BigInt(byte)) & 0xffff_ffff_ffff_ffffn, 1n)),
    u64,
    'u64',
  ],
];

interface DrawnMember {
  /** Key in the schema; '' where the members are promoted. */
  readonly name: string;
  readonly type: AnyType;
  readonly source: string;
  /** Takes no space: nothing can be aligned to it or summed from it. */
  readonly isVirtual?: boolean;
  readonly isPromoted?: boolean;
  /** Nothing follows from it and it follows from nothing. */
  readonly isPlain?: boolean;
  readonly value?: DrawnType['value'];
  /** Adds what it holds to the record's value. */
  fill(choices: Choices, given: Row, expected: Row): void;
}

/** Which parts a record may have. */
interface Place {
  readonly depth: number;
  /** The record may end with a part of varying length. */
  readonly mayVary: boolean;
  readonly inUnion: boolean;
  /** The record itself is versioned. */
  readonly versioned: boolean;
  /** It stands in a versioned record, which has no at(…). */
  readonly inVersioned: boolean;
  /** Bytes of the whole message are known: sized unions may keep unknown tags. */
  readonly hasLength: boolean;
  /** Members may stand after the part of varying length. */
  readonly mayTrail?: boolean;
}

const MOST_DEPTH = 3;

/**
 * @param hasLists messages may have records(…)
 * @param hasOwnSums messages may have checksums by functions, which compiled codecs have not
 */
export function drawSchema(choices: Choices, hasLists = false, hasOwnSums = false): DrawnSchema {
  return new SchemaDrawing(choices, hasLists, hasOwnSums).schema();
}

class SchemaDrawing {
  private names = 0;
  private under: DrawnUnder = { pointerBytes: 8, noChecks: false };
  private abi: Abi = 'msvc-x64';
  private isGcc = false;
  private ownOrder: 'little' | 'big' = 'little';
  private hasChecksum = false;
  /** Of the message itself. One of its checksums is by a function, or none of them is: no other may sum its bytes. */
  private hasOwnSum: boolean | undefined;
  private takesRest = false;

  constructor(
    private readonly choices: Choices,
    private hasLists: boolean,
    private readonly hasOwnSums: boolean,
  ) {}

  schema(): DrawnSchema {
    const { choices } = this;
    const [abi, abiSource] = choices.pick<[Abi, string]>([
      ['msvc-x64', `'msvc-x64'`],
      ['msvc-x86', `'msvc-x86'`],
      ['gcc-x64', `'gcc-x64'`],
      ['gcc-arm', `'gcc-arm'`],
      ['gcc-powerpc', `'gcc-powerpc'`],
      ['gcc-s390x', `'gcc-s390x'`],
      [packedAbi(1, 'gcc-powerpc64'), `packed(1, 'gcc-powerpc64')`],
      [packedAbi(1), 'packed(1)'],
      [packedAbi(2), 'packed(2)'],
      [packedAbi(4), 'packed(4)'],
      [packedAbi(1, 'gcc-x64'), `packed(1, 'gcc-x64')`],
      [packedAbi(4, 'msvc-x86'), `packed(4, 'msvc-x86')`],
    ]);
    this.abi = abi;
    this.isGcc = abiSource.includes('gcc');
    this.ownOrder = byteOrderOf(abi);
    this.under = { ...this.under, pointerBytes: /x86|arm|powerpc'/.test(abiSource) ? 4 : 8 };
    const rule = choices.pick(['plain', 'plain', 'plain', 'length', 'versioned', 'next', 'union'] as const);
    if (rule === 'union') return this.rootUnion(abiSource);
    return this.rootStruct(rule, abiSource);
  }

  private rootStruct(rule: 'plain' | 'length' | 'versioned' | 'next', abiSource: string): DrawnSchema {
    const { choices } = this;
    const place: Place = {
      depth: 0,
      mayVary: rule !== 'versioned',
      inUnion: false,
      versioned: rule === 'versioned',
      inVersioned: rule === 'versioned',
      hasLength: rule === 'length',
      mayTrail: rule !== 'versioned' && rule !== 'next',
    };
    const members = this.members(place);
    const options: StructOptions = { ...this.recordOptions() };
    if (rule !== 'plain') {
      const name = this.name('size');
      const field = drawCounter(choices, 16);
      const member: DrawnMember = {
        name,
        type: field.type,
        source: field.source,
        fill(_, given, expected) {
          if (rule !== 'versioned') given[name] = undefined;
          expected[name] = DERIVED;
        },
      };
      if (rule === 'versioned') members.unshift(member);
      else members.splice(choices.below(2) === 0 ? 0 : countFixed(members), 0, member);
      const { size } = drawMeasure(choices, name, field, { leastPlus: -4, mostPlus: 1, leastBits: 15 });
      const length = rule === 'versioned' ? name : size;
      Object.assign(options, rule === 'next' ? { next: name } : { length, versioned: rule === 'versioned' });
      if (rule === 'next') this.takesRest = true;
    }
    if (choices.chance(25)) Object.assign(options, { startAlign: choices.pick([2, 4, 8, 16]) });
    const drawn = this.assemble('ROOT', members, options);
    const settable = members.flatMap(({ name, isPlain, value }) => (isPlain && value ? [{ name, value }] : []));
    return {
      ...drawn,
      abi: this.abi,
      source: `${drawn.source}, ${abiSource}`,
      takesRest: this.takesRest,
      isChain: rule === 'next',
      hasChecksum: this.hasChecksum,
      isLossy: /union\('\w*'/.test(drawn.source) && /bool|f16|f32|f64|text/.test(drawn.source),
      settable: rule === 'versioned' ? [] : settable,
      value: (inner) =>
        rule === 'versioned'
          ? versionedValue(inner, members, layoutOf(drawn.type, this.abi))
          : recordValue(inner, members),
    };
  }

  private rootUnion(abiSource: string): DrawnSchema {
    const drawn = this.untagged('ROOT', {
      depth: 0,
      mayVary: false,
      inUnion: false,
      versioned: false,
      inVersioned: false,
      hasLength: false,
    });
    return {
      ...drawn,
      abi: this.abi,
      source: `${drawn.source}, ${abiSource}`,
      takesRest: false,
      isChain: false,
      hasChecksum: this.hasChecksum,
      isLossy: /union\('\w*'/.test(drawn.source) && /bool|f16|f32|f64|text/.test(drawn.source),
      settable: [],
      value: (inner) => drawn.value(inner),
    };
  }

  private name(prefix = 'm'): string {
    return `${prefix}${this.names++}`;
  }

  private recordOptions(): StructOptions {
    const { choices } = this;
    return {
      ...(choices.chance(20) && { pack: choices.pick([1, 2, 4, 8, 16]) }),
      ...(choices.chance(15) && { align: choices.pick([2, 4, 8, 16]) }),
      // gcc's bit-fields have no units, so that those in another order would share bytes.
      ...(choices.chance(25) && { endian: this.isGcc ? this.ownOrder : choices.pick(['big', 'little'] as const) }),
    };
  }

  private assemble(name: string, members: readonly DrawnMember[], options: StructOptions) {
    const types = Object.fromEntries(members.map((member) => [member.name, member.type]));
    const listed = members.map((member) => `${member.name}: ${member.source}`).join(', ');
    const written = Object.entries(options).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    const last = written.length === 0 ? '' : `, { ${written.join(', ')} }`;
    return {
      type: struct(name, types, options) as AnyType,
      source: `struct('${name}', { ${listed} }${last})`,
      value: (choices: Choices) => recordValue(choices, members),
    };
  }

  private members(place: Place): DrawnMember[] {
    const { choices } = this;
    const count = choices.between(1, place.depth === 0 ? 7 : 3);
    const members: DrawnMember[] = [];
    for (let i = 0; i < count; i++) members.push(...this.fixedMember(place));
    if (choices.chance(15) && !place.inUnion) this.addChecksum(members, place.depth === 0);
    const hasPointed = !place.inVersioned && !place.inUnion && choices.chance(20);
    const pointed = Array.from({ length: hasPointed ? choices.pick([1, 1, 1, 2]) : 0 }, () =>
      this.pointed(place),
    ).flat();
    members.push(...pointed.filter((member) => !member.isVirtual));
    const tail = place.mayVary && choices.chance(50) ? this.tail(place) : [];
    members.push(...tail);
    if (place.depth === 0 && place.mayTrail === true && tail.length > 0 && !this.hasPointed && choices.chance(35))
      members.push(...this.trailing(place, members));
    members.push(...pointed.filter((member) => member.isVirtual));
    if (place.depth === 0 && members.every((member) => member.isVirtual)) members.push(this.plain(place));
    return members;
  }

  /** One or more members of fixed size. */
  private fixedMember(place: Place): DrawnMember[] {
    const { choices } = this;
    const isDeep = place.depth >= MOST_DEPTH;
    const kinds = ['plain', 'plain', 'plain', 'bit', 'bit', 'unnamed'];
    if (!isDeep) kinds.push('struct', 'union', 'group', 'promoted');
    if (!isDeep) kinds.push('tagged', 'tagged');
    if (!isDeep && !this.under.noChecks) kinds.push('capacity');
    if (!place.versioned) kinds.push('split');
    switch (choices.pick(kinds)) {
      case 'bit':
        return [this.member(drawBits(choices), true)];
      case 'unnamed': {
        const [base, type] = choices.pick([
          ['u8', u8],
          ['u16', u16],
          ['u32', u32],
          ['u64', u64],
        ] as const);
        const width = choices.pick([0, 1, 3, 8]);
        return [
          this.member(drawBits(choices), true),
          { name: this.name(), type: unnamed(type, width), source: `unnamed(${base}, ${width})`, fill() {} },
          this.member(drawBits(choices), true),
        ];
      }
      case 'struct':
        return [
          this.member(this.struct({ ...place, depth: place.depth + 1, mayVary: false, versioned: false }), false),
        ];
      case 'union': {
        const drawn = this.untagged('', { ...place, depth: place.depth + 1 });
        if (choices.chance(50)) return [this.member(drawn, false)];
        return [this.promoted(drawn)];
      }
      case 'group': {
        const names = Array.from({ length: choices.between(1, 3) }, () => this.name('g'));
        const group = drawBitGroup(choices, names);
        const value = (inner: Choices): DrawnValue => {
          const [given, expected]: [Row, Row] = [{}, {}];
          for (const { name, value: draw } of group.members)
            ({ given: given[name], expected: expected[name] } = draw(inner));
          return { given, expected };
        };
        return [this.promoted({ ...group, value })];
      }
      case 'promoted':
        return [
          this.promoted(this.struct({ ...place, depth: place.depth + 1, mayVary: false, versioned: place.versioned })),
        ];
      case 'tagged':
        return this.tagged(place, false);
      case 'capacity':
        return this.counted(place, choices.between(1, 5));
      case 'split':
        return this.split();
      default:
        return [this.plain(place)];
    }
  }

  private plain(place: Place): DrawnMember {
    const member = this.member(this.fixedType(place), true);
    const { choices } = this;
    if (!choices.chance(10)) return member;
    const to = choices.pick([1, 2, 4, 8, 16]);
    return { ...member, type: align(member.type, to), source: `align(${member.source}, ${to})` };
  }

  private member({ type, source, value }: DrawnType, isPlain: boolean): DrawnMember {
    const name = this.name();
    return {
      name,
      type,
      source,
      isPlain,
      value,
      fill(choices, given, expected) {
        ({ given: given[name], expected: expected[name] } = value(choices));
      },
    };
  }

  private promoted({ type, source, value }: DrawnType): DrawnMember {
    return {
      name: this.name('_'),
      type: anonymous(type),
      source: `anonymous(${source})`,
      isPromoted: true,
      fill(choices, given, expected) {
        const drawn = value(choices);
        Object.assign(given, drawn.given);
        Object.assign(expected, drawn.expected);
      },
    };
  }

  /** A type of fixed size that may stand alone: in a struct, an array, an arm, after an offset. */
  private fixedType(place: Place): DrawnType {
    const { choices, under } = this;
    const kinds = ['scalar', 'scalar', 'scalar', 'named', 'range'];
    if (!under.noChecks) kinds.push('checked');
    if (place.depth < MOST_DEPTH) kinds.push('array', 'array', 'struct');
    switch (choices.pick(kinds)) {
      case 'named':
        return drawNamed(choices, under);
      case 'range':
        return drawFixedRange(choices);
      case 'checked':
        return drawChecked(choices, under);
      case 'array': {
        const element = this.fixedType({ ...place, depth: place.depth + 1 });
        const count = choices.between(1, 4);
        return {
          type: array(element.type, count),
          source: `array(${element.source}, ${count})`,
          value: (inner) => elementsOf(inner, element, count),
        };
      }
      case 'struct':
        return this.struct({ ...place, depth: place.depth + 1, mayVary: false, versioned: false });
      default:
        return drawScalar(choices, under);
    }
  }

  private struct(place: Place): DrawnType {
    const members = this.members(place);
    if (members.every((member) => member.isVirtual)) members.push(this.plain({ ...place, depth: MOST_DEPTH }));
    return this.assemble('', members, this.recordOptions());
  }

  /** An untagged union: one arm is given, the others show its bytes. */
  private untagged(name: string, place: Place): DrawnType {
    const { choices } = this;
    const outer = this.under;
    this.under = { ...outer, noChecks: true };
    const inner: Place = { ...place, depth: place.depth + 1, mayVary: false, inUnion: true, versioned: false };
    const parts: {
      type: AnyType | Record<string, AnyType>;
      source: string;
      names: string[];
      value: DrawnType['value'];
    }[] = [];
    const count = choices.between(1, 3);
    for (let i = 0; i < count; i++) {
      if (choices.chance(25)) {
        const names = Array.from({ length: choices.between(1, 3) }, () => this.name('g'));
        const group = drawBitGroup(choices, names);
        const value = (deep: Choices): DrawnValue => {
          const [given, expected]: [Row, Row] = [{}, {}];
          for (const one of group.members) ({ given: given[one.name], expected: expected[one.name] } = one.value(deep));
          return { given, expected };
        };
        parts.push({ type: group.type, source: group.source, names, value });
        continue;
      }
      const arm = this.name('a');
      const drawn = choices.chance(20) ? drawBits(choices) : this.fixedType(inner);
      const value = (deep: Choices): DrawnValue => {
        const { given, expected } = drawn.value(deep);
        return { given: { [arm]: given }, expected: { [arm]: expected } };
      };
      parts.push({ type: { [arm]: drawn.type }, source: `{ ${arm}: ${drawn.source} }`, names: [arm], value });
    }
    this.under = outer;
    return {
      type: union(name, ...parts.map((part) => part.type)) as AnyType,
      source: `union('${name}', ${parts.map((part) => part.source).join(', ')})`,
      value: (deep) => {
        const { given, expected } = deep.pick(parts).value(deep);
        const others = parts.flatMap((part) => part.names).map((other) => [other, DERIVED]);
        return { given, expected: { ...Object.fromEntries(others), ...(expected as Row) } };
      },
    };
  }

  /** A tag and the union that it selects an arm of. */
  private tagged(place: Place, sized: boolean): DrawnMember[] {
    const { choices } = this;
    const tag = drawCounter(choices, 5);
    const tagName = this.name('tag');
    const inner: Place = { ...place, depth: place.depth + 1, mayVary: false, inUnion: true, versioned: false };
    const arms: Record<string, [number | bigint | (number | bigint)[] | 'otherwise', AnyType]> = {};
    const listed: string[] = [];
    const drawn: { name: string; tags: number[]; value: DrawnType['value'] }[] = [];
    let next = tag.least < 0 && choices.chance(50) ? -2 : 0;
    const count = choices.between(1, 3);
    const hasOtherwise = choices.chance(30);
    for (let i = 0; i < count; i++) {
      const name = this.name('arm');
      const mayVary = sized && place.mayVary;
      const arm =
        mayVary && choices.chance(40)
          ? this.struct({ ...inner, mayVary })
          : choices.chance(15)
            ? drawBits(choices)
            : choices.chance(20)
              ? this.untagged('', inner)
              : this.fixedType(inner);
      const isOtherwise = hasOtherwise && i === count - 1;
      const tags = isOtherwise ? [] : choices.chance(30) ? [next++, next++] : [next++];
      const asTag = tags.map((value) => asCounter(tag, value));
      arms[name] = [isOtherwise ? 'otherwise' : asTag.length === 1 ? (asTag[0] as number) : asTag, arm.type];
      listed.push(`${name}: [${isOtherwise ? `'otherwise'` : `[${tags.join(', ')}]`}, ${arm.source}]`);
      drawn.push({ name, tags, value: arm.value });
    }
    const free = [next, next + 1, tag.most, tag.least].filter(
      (value) => !drawn.some(({ tags }) => tags.includes(value)),
    );
    const type = tagged(tagName, arms, { sized }) as AnyType;
    const source = `tagged('${tagName}', { ${listed.join(', ')} }${sized ? ', { sized: true }' : ''})`;
    // Unknown tags keep the union's bytes: how many, its layout knows.
    const keepsRaw = sized ? place.hasLength && place.depth === 0 && !this.hasPointed : !hasOtherwise;
    const armTypes = Object.fromEntries(Object.entries(arms).map(([name, [, arm]]) => [name, arm]));
    const rawBytes = sized || !keepsRaw ? 0 : layoutOf(struct('', { u: union('', armTypes) }), this.abi).size;
    const value = (deep: Choices, given: Row, expected: Row, into: [Row, Row]): void => {
      if (keepsRaw && !hasOtherwise && deep.chance(25)) {
        const raw = drawBytes(deep, sized ? deep.between(0, 9) : rawBytes);
        const unknown = asCounter(tag, deep.pick(free));
        [into[0]['raw'], into[1]['raw']] = [raw, raw];
        [given[tagName], expected[tagName]] = [unknown, unknown];
        return;
      }
      const arm = deep.pick(drawn);
      const held = arm.value(deep);
      // An arm is chosen by being there, even where its value is known.
      [into[0][arm.name], into[1][arm.name]] = [held.given ?? held.expected, held.expected];
      const chosen = asCounter(tag, arm.tags.length === 0 ? deep.pick(free) : deep.pick(arm.tags));
      expected[tagName] = chosen;
      if (arm.tags.length === 0 || arm.tags[0] !== Number(chosen) || deep.chance(50)) given[tagName] = chosen;
    };
    const tagMember = counterMember(tagName, tag);
    const isAnonymous = choices.chance(50) && !(!hasOtherwise && this.rawShown);
    if (isAnonymous && !hasOtherwise) this.rawShown = true;
    const name = this.name('u');
    const unionMember: DrawnMember = {
      name,
      type: isAnonymous ? anonymous(type) : type,
      source: isAnonymous ? `anonymous(${source})` : source,
      isPromoted: isAnonymous,
      fill(deep, given, expected) {
        const into: [Row, Row] = isAnonymous ? [given, expected] : [{}, {}];
        value(deep, given, expected, into);
        if (!isAnonymous) [given[name], expected[name]] = into;
      },
    };
    const tagIsFirst = sized || choices.chance(70);
    return tagIsFirst ? [tagMember, unionMember] : [unionMember, tagMember];
  }

  private hasPointed = false;
  /** Two anonymous unions in one record would both show `raw`. */
  private rawShown = false;

  /** A count, and an array, bytes or a text that it counts: with a capacity, or as a tail. */
  private counted(place: Place, capacity: number | undefined): DrawnMember[] {
    const { choices } = this;
    const count = drawCounter(choices, 5);
    const countName = this.name('n');
    const unit = choices.chance(30) ? 'bytes' : 'elements';
    const options = { ...(unit === 'bytes' && ({ unit } as const)), ...(capacity !== undefined && { capacity }) };
    const measure = drawMeasure(choices, countName, count, { leastPlus: -4, mostPlus: 0, leastBits: 5 });
    const counted = this.countedType(place, measure, options, capacity ?? 6);
    const name = this.name('c');
    const isFirst = choices.chance(80) || capacity === undefined;
    const members = [counterMember(countName, count), this.countedMember(name, counted, countName, count, measure)];
    return isFirst ? members : members.toReversed();
  }

  private countedMember(
    name: string,
    counted: CountedType,
    countName: string,
    count: DrawnCounter,
    measure: DrawnMeasure,
  ): DrawnMember {
    return {
      name,
      type: counted.type,
      source: counted.source,
      fill(choices, given, expected) {
        const { units, ...drawn } = counted.draw(choices, measure.most);
        ({ given: given[name], expected: expected[name] } = drawn);
        const isGiven = choices.chance(40);
        expected[countName] = asCounter(count, measure.value(units, isGiven ? choices : undefined));
        if (isGiven) given[countName] = expected[countName];
      },
    };
  }

  private countedType(
    place: Place,
    { size, source: sizeSource }: DrawnMeasure,
    options: { unit?: 'bytes'; capacity?: number },
    most: number,
  ): CountedType {
    const { choices } = this;
    const written = Object.entries(options).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    const last = written.length === 0 ? '' : `, { ${written.join(', ')} }`;
    const kind = choices.pick(['bytes', 'array', 'text']);
    if (kind === 'bytes') {
      return {
        type: bytes(size, options),
        source: `bytes(${sizeSource}${last})`,
        draw(deep, limit) {
          const drawn = drawBytes(deep, deep.between(0, Math.min(most, limit)));
          return { given: drawn, expected: drawn, units: drawn.length };
        },
      };
    }
    if (kind === 'text') {
      const encoding = choices.pick(ENCODINGS);
      const unitBytes = encoding.startsWith('utf-16') && options.unit === 'bytes' ? 2 : 1;
      return {
        type: text(encoding, size, options),
        source: `text('${encoding}', ${sizeSource}${last})`,
        draw(deep, limit) {
          const units = Math.min(most, Math.floor(limit / unitBytes));
          const sizeOf = (drawn: string): number => unitsOf(drawn, encoding);
          const drawn = drawText(deep, encoding, units, options.capacity === undefined, sizeOf);
          return { given: drawn, expected: drawn, units: sizeOf(drawn) * unitBytes };
        },
      };
    }
    const element = this.fixedType({ ...place, depth: Math.max(1, place.depth + 1), mayVary: false, versioned: false });
    const stride = options.unit === 'bytes' ? strideOf(element.type, this.abi) : 1;
    return {
      type: array(element.type, size, options),
      source: `array(${element.source}, ${sizeSource}${last})`,
      draw(deep, limit) {
        const length = deep.between(0, Math.min(most, Math.floor(limit / stride)));
        return { ...elementsOf(deep, element, length), units: length * stride };
      },
    };
  }

  private split(): DrawnMember[] {
    const { choices } = this;
    const parts: { name: string; type: AnyType; source: string; width: number }[] = [];
    const count = choices.between(1, 3);
    for (let i = 0; i < count; i++) {
      const name = this.name('p');
      if (choices.chance(50)) {
        const width = choices.between(1, 13);
        parts.push({ name, type: bits(u16, width), source: `bits(u16, ${width})`, width });
        continue;
      }
      const [type, source, width] = choices.pick([
        [u8, 'u8', 8],
        [u16, 'u16', 16],
        [be(u16), 'be(u16)', 16],
      ] as const);
      parts.push({ name, type, source, width });
    }
    const width = parts.reduce((sum, part) => sum + part.width, 0);
    const name = this.name();
    const names = parts.map((part) => part.name);
    const order = choices.chance(50) ? names : names.toReversed();
    const value = (deep: Choices): DrawnValue => {
      const drawn = Number(deep.chance(40) ? (1n << BigInt(width)) - 1n : deep.bits(width));
      return { given: drawn, expected: drawn };
    };
    return [
      ...parts.map(({ name, type, source }): DrawnMember => ({ name, type, source, fill() {} })),
      {
        name,
        type: split(...order),
        source: `split(${order.map((part) => `'${part}'`).join(', ')})`,
        isVirtual: true,
        isPlain: true,
        value,
        fill(deep, given, expected) {
          ({ given: given[name], expected: expected[name] } = value(deep));
        },
      },
    ];
  }

  /** Of any width, with a register that begins and ends with anything. */
  private unnamedCrc(): DrawnChecksum {
    const { choices } = this;
    const width = choices.chance(30) ? choices.between(33, 64) : choices.between(1, 32);
    const number = (): number | bigint =>
      width <= 32
        ? choices.below(2 ** width)
        : BigInt(choices.below(2 ** 32)) + (BigInt(choices.below(2 ** (width - 32))) << 32n);
    const [poly, init, xorOut] = [number(), number(), number()];
    const model = crc({ width, poly, init, xorOut, reflectIn: choices.chance(50), reflectOut: choices.chance(50) });
    const [base, source] =
      width > 32 ? ([u64, 'u64'] as const) : (UNSIGNED[Math.ceil(width / 8) - 1] as (typeof UNSIGNED)[number]);
    return [model, base, source];
  }

  private drawSum(isOwn: boolean): DrawnChecksum {
    const { choices } = this;
    if (isOwn) return choices.pick(OWN_SUMS);
    return choices.chance(25) ? this.unnamedCrc() : choices.pick(NAMED_CHECKSUMS);
  }

  private addChecksum(members: DrawnMember[], isOfMessage: boolean): void {
    const { choices } = this;
    if (this.under.noChecks) return;
    this.hasChecksum = true;
    if (isOfMessage) this.hasOwnSum ??= this.hasOwnSums && choices.chance(40);
    const [algorithm, base, source] = this.drawSum(isOfMessage && this.hasOwnSum === true);
    const shown =
      algorithm instanceof OwnSum
        ? `sumBy(${algorithm.sum})`
        : typeof algorithm === 'string'
          ? `'${algorithm}'`
          : `crc(${crcSource(algorithm)})`;
    const edges = members.filter((member) => !member.isVirtual && !member.isPromoted && member.value !== undefined);
    const drawRange = (): { readonly from?: string; readonly to?: string } => {
      const [first, second] = [choices.below(edges.length + 1), choices.below(edges.length + 1)];
      const from = edges[Math.min(first, second) - 1]?.name;
      const to = first === second ? undefined : edges[Math.max(first, second) - 1]?.name;
      return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    };
    // Ranges may lie over each other, and stand in any order.
    const range = choices.chance(30)
      ? { ranges: Array.from({ length: choices.between(1, 3) }, drawRange) }
      : drawRange();
    const name = this.name('sum');
    const drawn = inSomeEndian(choices, {
      type: checksum(base, algorithm, range),
      source: `checksum(${source}, ${shown}, ${JSON.stringify(range)})`,
      value: () => ({ given: undefined, expected: DERIVED }),
    });
    members.splice(choices.between(0, members.length), 0, {
      ...drawn,
      name,
      fill(_, __, expected) {
        expected[name] = DERIVED;
      },
    });
  }

  /** What a record ends with, and the length of which the message says. */
  private tail(place: Place): DrawnMember[] {
    const { choices } = this;
    const kinds = ['counted', 'counted', 'counted', 'terminated'];
    // A part that takes the rest would take the parts that are pointed to, too.
    if (place.depth === 0 && !this.hasPointed) kinds.push('rest', 'rest');
    if (place.depth < MOST_DEPTH) kinds.push('sized', 'struct');
    if (this.hasLists && place.depth < MOST_DEPTH) kinds.push('list', 'list', 'list');
    switch (choices.pick(kinds)) {
      case 'list':
        return this.listTail(place);
      case 'terminated': {
        const encoding = choices.pick(ENCODINGS);
        return [
          this.member(
            {
              type: text(encoding, { until: 'nul' }),
              source: `text('${encoding}', { until: 'nul' })`,
              value: (deep) => {
                const drawn = drawText(deep, encoding, 40, false, (one) => unitsOf(one, encoding));
                return { given: drawn, expected: drawn };
              },
            },
            false,
          ),
        ];
      }
      case 'rest':
        return [this.member(this.rest(place), false)];
      case 'sized':
        return this.tagged(place, true);
      case 'struct':
        return [this.member(this.struct({ ...place, depth: place.depth + 1, versioned: false }), false)];
      default:
        return this.counted(place, undefined);
    }
  }

  /** Records of several types: of so many bytes as a member before them says, or all that is left. */
  private listTail(place: Place): DrawnMember[] {
    const { choices } = this;
    const list = this.list(place);
    const isRest = place.depth === 0 && !this.hasPointed && choices.chance(40);
    if (isRest) {
      this.takesRest = !place.hasLength;
      return [this.member({ type: records(list.set), source: `records(${list.source})`, value: list.value }, false)];
    }
    return this.sizedList(list);
  }

  private sizedList({ set, source, value }: DrawnList): DrawnMember[] {
    const { choices } = this;
    const [name, sizeName] = [this.name('list'), this.name('n')];
    const counter = drawCounter(choices, 16);
    const { size, source: sizeSource } = drawMeasure(choices, sizeName, counter, LIST_MEASURE);
    const fill: DrawnMember['fill'] = (deep, given, expected) => {
      expected[sizeName] = DERIVED;
      ({ given: given[name], expected: expected[name] } = value(deep));
    };
    const type = records(set, size);
    return [counterMember(sizeName, counter), { name, type, source: `records(${source}, ${sizeSource})`, fill }];
  }

  private list(place: Place): DrawnList {
    const { choices, hasPointed, takesRest, hasLists } = this;
    this.hasLists = place.depth === 0 && choices.chance(30);
    const hasLength = choices.chance(60);
    const [tag, tagSource] = choices.pick([
      [u8, 'u8'],
      [le(u16), 'le(u16)'],
      [be(u16), 'be(u16)'],
    ] as const);
    const types = Array.from({ length: choices.between(1, 3) }, (_, index): ListedType => {
      const value = choices.pick([index, index + 100]);
      const head: DrawnMember = {
        name: 'tag',
        type: tag,
        source: tagSource,
        fill: (_, ...both) => setTag(both, value),
      };
      const members = [head, ...(hasLength ? [SIZE] : []), ...this.listedMembers(place, hasLength)];
      const drawn = this.assemble(`T${index}`, members, {
        ...this.recordOptions(),
        ...(hasLength && { length: 'size' }),
      });
      return { name: `T${index}`, tag: value, ...drawn };
    });
    Object.assign(this, { hasPointed, takesRest, hasLists });
    const definitions = Object.fromEntries(types.map(({ name, tag: value, type }) => [name, [value, type] as const]));
    const written = types.map(({ name, tag: value, source }) => `${name}: [${value}, ${source}]`).join(', ');
    return {
      set: recordSet('tag', definitions),
      source: `recordSet('tag', { ${written} })`,
      value: (deep) => listValue(deep, types),
    };
  }

  /** What a record has after its discriminator, and its length. */
  private listedMembers(place: Place, hasLength: boolean): DrawnMember[] {
    this.hasPointed = false;
    const plain = { inUnion: false, versioned: false, inVersioned: false, mayTrail: false };
    return this.members({ ...plain, depth: place.depth + 1, mayVary: true, hasLength });
  }

  /** Members after the part of varying length, perhaps with a checksum over some of the rest. */
  private trailing(place: Place, before: readonly DrawnMember[]): DrawnMember[] {
    const { choices } = this;
    const inner: Place = { ...place, depth: Math.max(1, place.depth + 1), mayVary: false, inVersioned: true };
    const members = Array.from({ length: choices.between(1, 2) }, () => this.member(this.fixedType(inner), true));
    if (choices.chance(40)) {
      const all = [...before, ...members];
      this.addChecksum(all, true);
      return all.filter((member) => !before.includes(member));
    }
    return members;
  }

  private rest(place: Place): DrawnType {
    const { choices } = this;
    this.takesRest = !place.hasLength;
    const kind = choices.pick(['bytes', 'text', 'array']);
    if (kind === 'bytes') {
      return {
        type: bytes(),
        source: 'bytes()',
        value: (deep) => {
          const drawn = drawBytes(deep, deep.between(0, 20));
          return { given: drawn, expected: drawn };
        },
      };
    }
    if (kind === 'text') {
      const encoding = choices.pick(ENCODINGS);
      return {
        type: text(encoding),
        source: `text('${encoding}')`,
        value: (deep) => {
          const drawn = drawText(deep, encoding, 20, true, (one) => unitsOf(one, encoding));
          return { given: drawn, expected: drawn };
        },
      };
    }
    const element = this.fixedType({ ...place, depth: place.depth + 1, mayVary: false });
    return {
      type: array(element.type),
      source: `array(${element.source})`,
      value: (deep) => elementsOf(deep, element, deep.between(0, 5)),
    };
  }

  /** An offset, perhaps a count, and the part that lies there. */
  private pointed(place: Place): DrawnMember[] {
    const { choices } = this;
    this.hasPointed = true;
    const offset = drawCounter(choices, 16);
    const offsetName = this.name('off');
    const name = this.name('at');
    const relative = choices.chance(40) ? ({ relativeTo: 'field' } as const) : undefined;
    const written = relative === undefined ? '' : `, { relativeTo: 'field' }`;
    const fillOffset = (expected: Row): void => {
      expected[offsetName] = DERIVED;
    };
    const offsetMember: DrawnMember = { ...counterMember(offsetName, offset), isVirtual: false };
    const wrap = (target: { type: AnyType; source: string }) => ({
      type: at(offsetName, target.type, relative ?? {}) as AnyType,
      source: `at('${offsetName}', ${target.source}${written})`,
      isVirtual: true,
    });
    const inner: Place = { ...place, depth: Math.max(1, place.depth + 1), mayVary: false };
    if (this.hasLists && place.depth < MOST_DEPTH && choices.chance(25)) {
      const [size, list] = this.sizedList(this.list(place)) as [DrawnMember, DrawnMember];
      const fill: DrawnMember['fill'] = (deep, given, expected) => {
        fillOffset(expected);
        list.fill(deep, given, expected);
      };
      return [offsetMember, size, { ...list, ...wrap(list), fill }];
    }
    if (choices.chance(50)) {
      const count = drawCounter(choices, 5);
      const countName = this.name('n');
      const unit = choices.chance(30) ? ({ unit: 'bytes' } as const) : {};
      const measure = drawMeasure(choices, countName, count, { leastPlus: -4, mostPlus: 0, leastBits: 5 });
      const counted = this.countedType(inner, measure, unit, 5);
      const member = this.countedMember(name, { ...counted, ...wrap(counted) }, countName, count, measure);
      const fill: DrawnMember['fill'] = (deep, given, expected) => {
        fillOffset(expected);
        member.fill(deep, given, expected);
      };
      return [offsetMember, counterMember(countName, count), { ...member, ...wrap(counted), fill }];
    }
    const target = choices.chance(20)
      ? {
          type: text('utf-8', { until: 'nul' }) as AnyType,
          source: `text('utf-8', { until: 'nul' })`,
          value: (deep: Choices): DrawnValue => {
            const drawn = drawText(deep, 'utf-8', 20, false, (one) => unitsOf(one, 'utf-8'));
            return { given: drawn, expected: drawn };
          },
        }
      : this.fixedType(inner);
    const { value } = target;
    const fill: DrawnMember['fill'] = (deep, given, expected) => {
      fillOffset(expected);
      ({ given: given[name], expected: expected[name] } = value(deep));
    };
    return [offsetMember, { name, ...wrap(target), fill }];
  }
}

/** A set whose records a message has, and lists of them. */
interface DrawnList {
  readonly set: ReturnType<typeof recordSet>;
  readonly source: string;
  value(choices: Choices): DrawnValue;
}

interface ListedType extends DrawnType {
  readonly name: string;
  readonly tag: number;
}

/** Whatever lists are drawn, it says their bytes. */
const LIST_MEASURE = { leastPlus: -4, mostPlus: 0, leastBits: 15 };
const SIZE: DrawnMember = {
  name: 'size',
  type: u32,
  source: 'u32',
  fill(_, __, expected) {
    expected['size'] = DERIVED;
  },
};

function setTag([given, expected]: readonly [Row, Row], tag: number): void {
  [given['tag'], expected['tag']] = [tag, tag];
}

function listValue(choices: Choices, types: readonly ListedType[]): DrawnValue {
  const drawn = Array.from({ length: choices.between(0, 4) }, () => {
    const { name, value } = choices.pick(types);
    return { name, ...value(choices) };
  });
  return {
    given: drawn.map(({ name, given }) => ({ type: name, value: given })),
    expected: drawn.map(({ name, expected }) => ({ type: name, value: expected })),
  };
}

interface CountedType {
  readonly type: AnyType;
  readonly source: string;
  /** A value of at most `limit` counted units. */
  draw(choices: Choices, limit: number): DrawnValue & { readonly units: number };
}

/** What counts or selects: filled in by the part that it belongs to. */
function counterMember(name: string, { type, source }: DrawnCounter): DrawnMember {
  return { name, type, source, fill() {} };
}

/** Members before the first part of varying length. */
function countFixed(members: readonly DrawnMember[]): number {
  return Math.max(0, Math.min(1, members.length - 1));
}

function strideOf(element: AnyType, abi: Abi): number {
  const array1 = layoutOf(struct('', { x: array(element, 1) }), abi).root.members[0];
  return array1?.type.kind === 'array' ? array1.type.stride : 1;
}

function elementsOf(choices: Choices, element: DrawnType, count: number): DrawnValue {
  const drawn = Array.from({ length: count }, () => element.value(choices));
  return { given: drawn.map((one) => one.given), expected: drawn.map((one) => one.expected) };
}

function recordValue(choices: Choices, members: readonly DrawnMember[]): DrawnValue {
  const given: Row = {};
  const expected: Row = {};
  for (const member of members) member.fill(choices, given, expected);
  return { given, expected };
}

/** A big-endian bit-field is there when its whole unit is. */
function endOf({ type, bitOffset, bitSize, unitOffset }: LaidMember): number {
  if (type.kind === 'leaf' && type.isBitField && type.bigEndian && !type.fromHigh) return unitOffset + type.bytes;
  return Math.ceil((bitOffset + bitSize) / 8);
}

/** Members up to one of them, with the length that ends there; or all of them, and perhaps more after. */
function versionedValue(choices: Choices, members: readonly DrawnMember[], layout: Layout): DrawnValue {
  const { root } = layout;
  const sizeName = members[0]?.name as string;
  const isCut = choices.chance(50);
  const length = isCut ? choices.between(root.fixedBytes, root.bytes) : root.bytes;
  const left = root.members.filter((member) => endOf(member) > length);
  const leftNames = new Set(left.map((member) => member.name));
  const named = new Set(members.map((member) => member.name));
  const given: Row = {};
  const expected: Row = {};
  for (const member of members) {
    const own: [Row, Row] = [{}, {}];
    member.fill(choices, ...own);
    // Counts and tags are members of their own; the other keys go with the member that gave them.
    const isThere = (key: string): boolean => !leftNames.has(named.has(key) ? key : member.name);
    for (const [key, value] of Object.entries(own[0])) if (isThere(key)) given[key] = value;
    for (const [key, value] of Object.entries(own[1])) if (isThere(key)) expected[key] = value;
  }
  if (!isCut) {
    if (!choices.chance(50)) return { given, expected };
    const unknownTail = drawBytes(choices, choices.between(1, 9));
    return { given: { ...given, unknownTail }, expected: { ...expected, unknownTail } };
  }
  // What a part that is left out would have said.
  for (const [key, value] of Object.entries(expected)) if (value !== DERIVED) given[key] ??= value;
  // Bytes of a member that is not whole are in the tail.
  const cut = { [sizeName]: DERIVED, unknownTail: ANYTHING };
  return { given: { ...given, [sizeName]: length }, expected: { ...expected, ...cut } };
}

/** Its numbers as a schema in code has them. */
function crcSource(model: CrcModel): string {
  const texts = Object.entries(model).map(
    ([name, value]) => `${name}: ${value}${typeof value === 'bigint' ? 'n' : ''}`,
  );
  return `{ ${texts.join(', ')} }`;
}
