import type { LaidMember, LaidRecord, LaidType, Leaf } from '../../src/schema/index.js';

/** A value of a record, as castbuf takes it and as a C initialiser. */
export interface DrawnValue {
  readonly value: unknown;
  readonly c: string;
}

/** Draws values of records that a header declares; of a union one arm. What castbuf has no number for, and pointers, are left 0. */
export class ValueDrawing {
  constructor(private readonly random: () => number) {}

  record(record: LaidRecord): DrawnValue {
    const parts = this.members(record);
    return {
      value: Object.assign({}, ...parts.map(({ value }) => value)),
      c: `{ ${parts.map(({ c }) => c).join(' ')} }`,
    };
  }

  /** Of each member an object with it, and its designated initialiser; promoted ones stand among the others. */
  private members(record: LaidRecord): { value: object; c: string }[] {
    const named = record.members.filter(({ unnamed }) => !unnamed);
    const chosen = record.node.union
      ? named.filter(({ bitSize }) => bitSize === Math.max(...named.map((one) => one.bitSize))).slice(0, 1)
      : named;
    return chosen.flatMap((member) => this.member(member));
  }

  private member({ name, anonymous, type }: LaidMember): { value: object; c: string }[] {
    if (anonymous && type.kind === 'record') return this.members(type);
    if (type.kind === 'bytes' && countOf(type) === 0) return [{ value: { [name]: new Uint8Array() }, c: '' }];
    if (type.kind === 'array' && countOf(type) === 0) return [{ value: { [name]: [] }, c: '' }];
    const { value, c } = this.part(type);
    return [{ value: { [name]: value }, c: `.${name} = ${c},` }];
  }

  private part(type: LaidType): DrawnValue {
    switch (type.kind) {
      case 'leaf':
        return this.leaf(type);
      case 'record':
        return isNumber(type) ? { value: zerosOf(type), c: '{0}' } : this.record(type);
      case 'array': {
        const elements = Array.from({ length: countOf(type) }, () => this.part(type.element));
        return { value: elements.map(({ value }) => value), c: `{ ${elements.map(({ c }) => c).join(', ')} }` };
      }
      case 'bytes': {
        const bytes = Uint8Array.from({ length: countOf(type) }, () => this.below(256));
        return { value: bytes, c: `{ ${bytes.join(', ')} }` };
      }
      default:
        throw new Error(`a header has no ${type.kind}`);
    }
  }

  private leaf({ scalar, width }: Leaf): DrawnValue {
    if (scalar.bytes === 0) return { value: 0n, c: '0' };
    if (scalar.format === 'bool') return this.random() < 0.5 ? { value: true, c: '1' } : { value: false, c: '0' };
    if (scalar.format === 'float') {
      const number = this.below(2000) / 8 - 125;
      return { value: number, c: String(number) };
    }
    const bits = BigInt.asUintN(width, (BigInt(this.below(2 ** 32)) << 32n) | BigInt(this.below(2 ** 32)));
    const integer = scalar.format === 'signed' ? BigInt.asIntN(width, bits) : bits;
    return {
      value: width > 53 ? integer : Number(integer),
      c: scalar.format === 'signed' ? signedText(integer) : `${integer}ULL`,
    };
  }

  private below(end: number): number {
    return Math.floor(this.random() * end);
  }
}

/** C has no literal of the least long long. */
function signedText(integer: bigint): string {
  return `(${integer + 1n}LL - 1)`;
}

const NUMBERS = /^(?:long double|(?:unsigned )?__int128|vector of .*)$/;

function isNumber({ node }: LaidRecord): boolean {
  return NUMBERS.test(node.name ?? '');
}

function zerosOf({ members }: LaidRecord): object {
  return Object.fromEntries(members.map(({ name, bitSize }) => [name, bitSize === 64 ? 0n : 0]));
}

function countOf({ count }: { count: { readonly kind: string; readonly count?: unknown } }): number {
  return count.kind === 'fixed' ? (count.count as number) : 0;
}
