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
  ];
  readonly names: string[] = [];
  private pushed = 0;
  /** A pack is in effect. What gcc then makes of attributes on bit-fields, clang does not follow in every case. */
  private isPacked = false;
  private readonly wasPacked: boolean[] = [];
  private members = 0;

  constructor(
    private readonly random: () => number,
    private readonly isMicrosoft: boolean,
  ) {}

  text(recordCount: number): string {
    for (let index = 0; index < recordCount; index++) this.record(`R${index}`);
    for (; this.pushed > 0; this.pushed--) this.lines.push('#pragma pack(pop)');
    // A variable of each type makes clang lay it out.
    return [...this.lines, ...this.names.map((name) => `extern ${name} use_${name.split(' ')[1]}[1];`), ''].join('\n');
  }

  private mayPack(): boolean {
    return this.isMicrosoft || !this.isPacked;
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
    const before = this.chance(0.15) ? `${this.alignment()} ` : '';
    const packed = this.chance(0.1) && this.mayPack() ? '__attribute__((packed)) ' : '';
    const tail = keyword === 'struct' && this.chance(0.1) ? ` ${this.pick(INTEGERS)[0]} tail[];` : '';
    this.lines.push(`${keyword} ${before}${packed}${name} {${this.body(1 + this.below(7), depth)}${tail} };`);
    this.names.push(`${keyword} ${name}`);
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

  private body(count: number, depth: number): string {
    return Array.from({ length: count }, (_, index) => `\n  ${this.member(depth, index === 0)}`).join('');
  }

  private alignment(): string {
    // gcc moves a bit-field with aligned(1) to the next byte; the schema does not tell an alignment of 1 from none.
    const bytes = this.pick(this.isMicrosoft ? ALIGNS : ALIGNS.slice(1));
    return this.isMicrosoft ? `__declspec(align(${bytes}))` : `__attribute__((aligned(${bytes})))`;
  }

  /** gcc gives a record without bytes none; castbuf wants a byte in each element of an array. */
  private member(depth: number, isFirst: boolean): string {
    const kind = isFirst && !this.isMicrosoft ? 1 : this.random();
    const name = `m${this.members++}`;
    const before = this.chance(0.08) ? `${this.alignment()} ` : '';
    if (kind < 0.35) return this.bitField(name, this.mayPack() ? before : '');
    if (kind < 0.5 && depth > 0) return this.nested(name, depth);
    if (kind < 0.6 && this.names.length > 0) return `${before}${this.pick(this.names)} ${name}${this.dimensions(0.3)};`;
    if (kind < 0.64) return `WideShort ${name};`;
    const type = this.chance(0.3) ? this.pick(OTHERS) : this.pick(INTEGERS)[0];
    const packed = this.chance(0.05) ? ' __attribute__((packed))' : '';
    return `${before}${type} ${name}${this.dimensions(0.25)}${packed};`;
  }

  private bitField(name: string, before: string): string {
    const [type, bits] = this.pick(INTEGERS);
    if (this.chance(0.12)) return `${type} : 0;`;
    const width = this.chance(0.2) ? bits : 1 + this.below(bits);
    return this.chance(0.1) ? `${type} : ${width};` : `${before}${type} ${name} : ${width};`;
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
