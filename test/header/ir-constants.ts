/*
 * The bytes of constants in what clang prints with -emit-llvm: `@x = constant { i8, [3 x i8], i32 } { i8 1, … }`. It needs no code generator for the
 * target: byte order and alignments of LLVM's types are those of its data layout, and bit-fields have become bytes before.
 */

interface DataLayout {
  readonly isBig: boolean;
  readonly pointerBytes: number;
  /** Alignment in bytes of `i64`, `f80`, …; LLVM's defaults where the layout says nothing. */
  readonly aligns: ReadonlyMap<string, number>;
}

type IrType =
  | { readonly kind: 'number'; readonly name: string; readonly size: number; readonly align: number }
  | {
      readonly kind: 'array';
      readonly element: IrType;
      readonly count: number;
      readonly size: number;
      readonly align: number;
    }
  | {
      readonly kind: 'struct';
      readonly members: readonly IrType[];
      readonly offsets: readonly number[];
      readonly size: number;
      readonly align: number;
    };

/** Constants by their names. Bytes that nobody says are 0. */
export function irConstants(text: string): Map<string, Uint8Array> {
  return new IrReader(text).constants();
}

const DEFAULT_ALIGNS = {
  i8: 1,
  i16: 2,
  i32: 4,
  i64: 4,
  i128: 16,
  f16: 2,
  f32: 4,
  f64: 8,
  f80: 16,
  f128: 16,
  p: 8,
} as const;

function dataLayoutOf(text: string): DataLayout {
  const said = /^target datalayout = "(.*)"$/m.exec(text)?.[1];
  if (said === undefined) throw new Error('no data layout');
  const aligns = new Map<string, number>(Object.entries(DEFAULT_ALIGNS));
  let pointerBytes = 8;
  for (const part of said.split('-')) {
    const [, name = '', align] = /^([if]\d+):(\d+)/.exec(part) ?? [];
    if (align !== undefined) aligns.set(name, Number(align) / 8);
    const [, bits, pointerAlign] = /^p:(\d+):(\d+)/.exec(part) ?? [];
    if (bits !== undefined) [pointerBytes] = [Number(bits) / 8, aligns.set('p', Number(pointerAlign) / 8)];
  }
  return { isBig: said.startsWith('E'), pointerBytes, aligns };
}

const FLOAT_NAMES: Readonly<Record<string, string>> = {
  half: 'f16',
  float: 'f32',
  double: 'f64',
  x86_fp80: 'f80',
  fp128: 'f128',
  ppc_fp128: 'f128',
};

class IrReader {
  private readonly layout: DataLayout;
  private readonly named = new Map<string, string>();
  private tokens: string[] = [];
  private at = 0;

  constructor(private readonly text: string) {
    this.layout = dataLayoutOf(text);
    for (const [, name = '', body = ''] of text.matchAll(/^(%\S+) = type (.*)$/gm)) this.named.set(name, body);
  }

  constants(): Map<string, Uint8Array> {
    const found = new Map<string, Uint8Array>();
    for (const [, name = '', rest = ''] of this.text.matchAll(
      /^@(\w+) = .*?(?:constant|global) (.*?)(?:, align \d+)?$/gm,
    )) {
      this.tokens = tokensOf(rest);
      this.at = 0;
      const type = this.type();
      const bytes = new Uint8Array(type.size);
      this.value(type, bytes, 0);
      if (this.at !== this.tokens.length) throw new Error(`more behind the constant ${name}: ${rest}`);
      found.set(name, bytes);
    }
    return found;
  }

  private next(): string {
    const token = this.tokens[this.at++];
    if (token === undefined) throw new Error('the constant ends too soon');
    return token;
  }

  private accept(token: string): boolean {
    const is = this.tokens[this.at] === token;
    if (is) this.at++;
    return is;
  }

  private type(): IrType {
    const token = this.next();
    if (token === '[' || token === '<') return this.array(token);
    if (token === '{' || token === '<{') return this.struct(token === '<{');
    if (token.startsWith('%')) {
      const [tokens, at] = [this.tokens, this.at];
      [this.tokens, this.at] = [tokensOf(this.named.get(token) ?? ''), 0];
      const type = this.type();
      [this.tokens, this.at] = [tokens, at];
      return type;
    }
    return this.number(token);
  }

  private number(name: string): IrType {
    const { aligns, pointerBytes } = this.layout;
    const short = name === 'ptr' ? 'p' : (FLOAT_NAMES[name] ?? name);
    const align = aligns.get(short);
    if (align === undefined) throw new Error(`no type ${name}`);
    const bytes = name === 'ptr' ? pointerBytes : Number(short.slice(1)) / 8;
    return { kind: 'number', name, size: Math.ceil(bytes / align) * align, align };
  }

  private array(open: string): IrType {
    const count = Number(this.next());
    this.next(); // x
    const element = this.type();
    this.next();
    const size = count * element.size;
    return { kind: 'array', element, count, size, align: open === '<' ? size : element.align };
  }

  private struct(isPacked: boolean): IrType {
    const close = isPacked ? '}>' : '}';
    const members: IrType[] = [];
    const offsets: number[] = [];
    let [size, align] = [0, 1];
    while (!this.accept(close)) {
      const member = this.type();
      const own = isPacked ? 1 : member.align;
      size = Math.ceil(size / own) * own;
      align = Math.max(align, own);
      members.push(member);
      offsets.push(size);
      size += member.size;
      this.accept(',');
    }
    return { kind: 'struct', members, offsets, size: Math.ceil(size / align) * align, align };
  }

  private value(type: IrType, bytes: Uint8Array, at: number): void {
    if (['zeroinitializer', 'undef', 'poison', 'null'].some((word) => this.accept(word))) return;
    if (type.kind === 'number') return this.scalar(type, bytes, at);
    const token = this.next();
    if (token.startsWith('c"')) return bytes.set(bytesOfText(token), at);
    const count = type.kind === 'array' ? type.count : type.members.length;
    for (let index = 0; index < count; index++) {
      const member = this.type();
      this.value(
        member,
        bytes,
        at + (type.kind === 'array' ? index * type.element.size : (type.offsets[index] as number)),
      );
      this.accept(',');
    }
    this.next();
  }

  private scalar({ name, size }: IrType & { kind: 'number' }, bytes: Uint8Array, at: number): void {
    const token = this.next();
    const bits =
      FLOAT_NAMES[name] === undefined
        ? BigInt(token === 'true' ? 1 : token === 'false' ? 0 : token)
        : floatBits(name, token);
    for (let byte = 0; byte < size; byte++) {
      const place = this.layout.isBig ? size - 1 - byte : byte;
      bytes[at + place] = Number((BigInt.asUintN(128, bits) >> BigInt(byte * 8)) & 0xffn);
    }
  }
}

function tokensOf(text: string): string[] {
  return text.match(/c"[^"]*"|<\{|\}>|[[\]{}<>,]|[^\s[\]{}<>,]+/g) ?? [];
}

function bytesOfText(token: string): number[] {
  return [...token.slice(2, -1).matchAll(/\\([0-9A-Fa-f]{2})|\\?([^])/g)].map(([, hex, plain = '']) =>
    hex === undefined ? plain.charCodeAt(0) : Number.parseInt(hex, 16),
  );
}

/** LLVM prints a float as the double of the same value, in decimal where that is exact, else its bits. */
function floatBits(name: string, token: string): bigint {
  if (/^0x[KLM]0+$/.test(token)) return 0n;
  const view = new DataView(new ArrayBuffer(8));
  if (/^0x[0-9A-F]{16}$/.test(token)) view.setBigUint64(0, BigInt(token));
  else if (token.startsWith('0x')) throw new Error(`no reader for ${name} ${token}`);
  else view.setFloat64(0, Number(token));
  if (name === 'double') return view.getBigUint64(0);
  if (name !== 'float') throw new Error(`no reader for ${name}`);
  view.setFloat32(0, view.getFloat64(0));
  return BigInt(view.getUint32(0));
}
