/** Numbers from a seed, the same on every machine (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const INTEGERS: readonly [name: string, bits: number][] = [
  ['char', 8],
  ['signed char', 8],
  ['unsigned char', 8],
  ['short', 16],
  ['unsigned short', 16],
  ['int', 32],
  ['unsigned', 32],
  ['long', 32],
  ['unsigned long int', 32],
  ['long long', 64],
  ['unsigned long long', 64],
  ['ULONG', 32],
  ['enum Colour', 32],
];
const OTHERS = ['float', 'double', 'long double', '_Bool', 'void *', 'struct Later *', 'Handler', 'ULONG **'];
/** Types whose typedefs set an alignment: gcc's also a lower one. Those of whole elements make arrays. */
const GNU_TYPEDEFS = [
  'typedef unsigned Low2 __attribute__((aligned(2)));',
  'typedef long long Low4 __attribute__((aligned(4)));',
  'typedef int LowArray[3] __attribute__((aligned(2)));',
  'struct Inner { char a; double b; };',
  'typedef struct Inner LowInner __attribute__((aligned(2)));',
  'typedef char High __attribute__((aligned(4)));',
];
const MICROSOFT_TYPEDEFS = [
  'typedef __declspec(align(8)) int High;',
  'typedef __declspec(align(16)) struct { char a; int b; } HighInner;',
  'typedef struct { char a; } __declspec(align(8)) HighName;',
];
const GNU_WHOLE = ['Low2', 'Low4', 'LowArray', 'LowInner'];
const PACKS = [1, 2, 4, 8, 16];
const ALIGNS = [1, 2, 4, 8, 16, 32];

/** Writes headers that every target of clang takes: bit-fields, packs, alignments, nesting, in any mixture. */
export class RandomHeader {
  private readonly lines: string[] = [
    'typedef unsigned long ULONG;',
    'struct Later;',
    'typedef void (*Handler)(void *context, ULONG length);',
    'enum Colour { RED, GREEN = 1 << 4, BLUE = GREEN + 3 };',
    'typedef short __attribute__((aligned(8))) WideShort;',
    'typedef int Vector __attribute__((vector_size(16)));',
  ];
  readonly names: string[] = [];
  private pushed = 0;
  /** A pack is in effect. What gcc then makes of `aligned` on bit-fields, clang does not follow in every case. */
  private isPacked = false;
  private readonly wasPacked: boolean[] = [];
  private members = 0;

  constructor(
    private readonly random: () => number,
    private readonly isMicrosoft: boolean,
    /** Vectors, modes, packed bit-fields, and typedefs that set alignments: the schema language has no words for some of them. */
    private readonly hasRareParts = true,
    /** Integers of 16 bytes, which 32-bit targets have not, and the bits of an enum of small values. */
    private readonly target = { hasInt128: true, enumBits: 32 },
  ) {
    this.lines.push(...(isMicrosoft ? MICROSOFT_TYPEDEFS : GNU_TYPEDEFS));
  }

  text(recordCount: number): string {
    for (let index = 0; index < recordCount; index++) this.record(`R${index}`);
    for (; this.pushed > 0; this.pushed--) this.lines.push('#pragma pack(pop)');
    // The size of each type makes clang lay it out.
    const uses = this.names.map((name) => `extern char use_${name.split(' ')[1]}[sizeof(${name})];`);
    return [...this.lines, ...uses, ''].join('\n');
  }

  /** A whole number from 0 to `end` - 1. */
  private below(end: number): number {
    return Math.floor(this.random() * end);
  }

  private chance(share: number): boolean {
    return this.random() < share;
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  private record(name: string): void {
    this.pragma();
    const keyword = this.chance(0.25) ? 'union' : 'struct';
    const depth = this.below(3);
    const [front, behind] = this.recordAttributes();
    const tail = keyword === 'struct' && this.chance(0.1) ? ` ${this.pick(INTEGERS)[0]} tail[];` : '';
    // Under Microsoft's ABI a record that has nothing but a tail is smaller than its alignment.
    const body = this.body(1 + this.below(7), depth, !this.isMicrosoft || tail !== '');
    this.lines.push(`${keyword} ${front}${name} {${body}${tail} }${behind};`);
    this.names.push(`${keyword} ${name}`);
  }

  /** In front of the tag, or after the body. */
  private recordAttributes(): [front: string, behind: string] {
    const found: string[] = [];
    if (this.chance(0.15)) found.push(this.alignment());
    if (this.chance(0.15))
      found.push(this.pick(['__attribute__((packed))', '__attribute__((__packed__, unused))', '[[gnu::packed]]']));
    const text = found.join(' ');
    const mayStandBehind = !/declspec|\[\[/.test(text) && text !== '';
    if (mayStandBehind && this.chance(0.4)) return ['', ` ${text}`];
    // C23's attributes stand in front of all others.
    return [found.toSorted((one) => (one.startsWith('[[') ? -1 : 1)).join(' ') + (text === '' ? '' : ' '), ''];
  }

  private pragma(): void {
    if (this.chance(0.1)) {
      this.wasPacked.push(this.isPacked);
      this.isPacked = true;
      this.lines.push(`#pragma pack(push${this.chance(0.3) ? `, label${this.pushed}` : ''}, ${this.pick(PACKS)})`);
      this.pushed++;
    } else if (this.pushed > 0 && this.chance(0.2)) {
      this.lines.push('#pragma pack(pop)');
      this.pushed--;
      this.isPacked = this.wasPacked.pop() as boolean;
    } else if (this.chance(0.04)) {
      this.isPacked = this.chance(0.5);
      this.lines.push(`#pragma pack(${this.isPacked ? this.pick(PACKS) : ''})`);
    }
  }

  /** gcc gives a record without bytes none, so the first member may have to have some. */
  private body(count: number, depth: number, needsBytes = !this.isMicrosoft): string {
    return Array.from({ length: count }, (_, index) => `\n  ${this.member(depth, needsBytes && index === 0)}`).join('');
  }

  private alignment(): string {
    const bytes = this.pick(ALIGNS);
    return this.isMicrosoft ? `__declspec(align(${bytes}))` : `__attribute__((aligned(${bytes})))`;
  }

  private member(depth: number, hasBytes: boolean): string {
    const kind = hasBytes ? 1 : this.random();
    const name = `m${this.members++}`;
    const before = this.chance(0.08) ? `${this.alignment()} ` : '';
    if (kind < 0.35) return this.bitField(name, this.isMicrosoft || this.gccPlaces(before) ? before : '');
    if (kind < 0.5 && depth > 0) return this.nested(name, depth);
    if (kind < 0.6 && this.names.length > 0) return `${before}${this.pick(this.names)} ${name}${this.dimensions(0.3)};`;
    if (kind < 0.64) return `${this.hasRareParts ? this.pick(['WideShort', 'High']) : 'WideShort'} ${name};`;
    if (kind < 0.72 && this.hasRareParts) return this.alignedTypedef(name);
    const type = this.chance(0.3) ? this.pick(OTHERS) : this.pick(INTEGERS)[0];
    const packed = this.chance(0.05) ? ' __attribute__((packed))' : '';
    if (this.hasRareParts && this.chance(0.04))
      return `${before}unsigned ${name}${packed} __attribute__((mode(${this.pick(['QI', 'HI', 'DI', this.target.hasInt128 ? 'TI' : 'SI', 'word'])})));`;
    if (this.chance(0.04)) return `_Alignas(${this.pick([16, 32])}) ${type} ${name}${this.dimensions(0.25)};`;
    return `${before}${type} ${name}${this.dimensions(0.25)}${packed};`;
  }

  /**
   * Where clang does with an alignment on a bit-field as gcc: a bit-field that it brings across two units of its type moves on to the next one under gcc,
   * and stays under clang. Such a one is below that of the type; gcc's own layouts of them are in test/schema/gcc-rules.json.
   */
  private gccPlaces(alignment: string): boolean {
    const [bytes = '8'] = /\d+/.exec(alignment) ?? [];
    return !this.isPacked && Number(bytes) >= 8;
  }

  private alignedTypedef(name: string): string {
    if (this.chance(0.1)) return `Vector ${name}${this.dimensions(0.3)};`;
    if (!this.isMicrosoft) return `${this.pick(GNU_WHOLE)} ${name}${this.dimensions(0.4)};`;
    return this.chance(0.5) ? `HighInner ${name}${this.dimensions(0.4)};` : `HighName ${name};`;
  }

  private bitField(name: string, before: string): string {
    const [type, most] = this.hasRareParts && this.chance(0.1) ? this.alignedBits() : this.pick(INTEGERS);
    const bits = type.startsWith('enum') ? this.target.enumBits : most;
    if (this.chance(0.12)) return `${type} : 0;`;
    const width = this.chance(0.2) ? bits : 1 + this.below(bits);
    const packed = this.hasRareParts && this.chance(0.1) ? ' __attribute__((packed))' : '';
    return this.chance(0.1) ? `${type} : ${width};` : `${before}${type} ${name} : ${width}${packed};`;
  }

  /** clang takes a typedef that raises an alignment otherwise than gcc where the bit-field is a whole integer. */
  private alignedBits(): [type: string, bits: number] {
    if (this.isMicrosoft) return ['High', 32];
    return this.pick<[string, number]>([
      ['Low2', 31],
      ['Low4', 63],
    ]);
  }

  private nested(name: string, depth: number): string {
    const keyword = this.chance(0.4) ? 'union' : 'struct';
    const tag = this.chance(0.2) ? ` Tag${name}` : '';
    const align = this.chance(0.1) ? ` ${this.alignment()}` : '';
    const inner = this.body(1 + this.below(4), depth - 1);
    const isAnonymous = this.chance(0.4);
    return `${keyword}${align}${tag} {${inner}\n  }${isAnonymous ? '' : ` ${name}${this.dimensions(0.2)}`};`;
  }

  private dimensions(share: number): string {
    let text = '';
    while (text.length < 30 && this.chance(share))
      text += this.pick(['[2]', '[1 + 2]', '[sizeof(short)]', '[(7 & 5)]']);
    return text;
  }
}
