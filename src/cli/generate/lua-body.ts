import { unitBytes } from '../../bytes/index.js';
import {
  findMember,
  type Count,
  type LaidArray,
  type LaidBytes,
  type LaidMember,
  type LaidRecord,
  type LaidText,
  type LaidType,
  type Leaf,
  type ScalarNode,
  type UnionTag,
} from '../../schema/index.js';
import { inComment } from './names.js';
import { bitRangeOf, MASKED_BYTES, protoField } from './lua-field.js';
import { luaString, plus } from './lua-literals.js';
import { leastBytes, loadedRange, openTail } from './lua-tail.js';

/** What the body of a dissect function needs from the file around it. */
export interface LuaScope {
  /** The name under which the dissect function of another record is found. */
  functionOf(record: LaidRecord): string;
  /** The value table of an enum. */
  tableOf(scalar: ScalarNode): string;
}

/** Where a statement is: the record around it, its start as an expression, the subtree, the path in front of names. */
interface Spot {
  readonly record: LaidRecord;
  readonly place: string;
  readonly tree: string;
  readonly path: string;
}

/** The fields and the statements of one dissect function. */
export class LuaBody {
  readonly fields: string[] = [];
  readonly lines: string[] = [];
  /** What has no statement, and why. */
  readonly problems: (readonly [path: string, what: string])[] = [];
  private indent = '  ';
  private nextLocal = 1;
  private readonly filters = new Set<string>();

  constructor(
    private readonly filterName: string,
    private readonly scope: LuaScope,
  ) {}

  record(record: LaidRecord, declarations: readonly string[] | undefined): void {
    this.members({ record, place: 'offset', tree: 'tree', path: '' }, declarations);
  }

  private members(spot: Spot, declarations?: readonly string[]): void {
    const { record, place } = spot;
    const tail = openTail(record);
    record.members.forEach((member, index) => {
      // Below its `length`, a versioned record ends where a message ends, and so does a `[1]` tail.
      const mayEnd = record.node.options.versioned || (member === tail && member.type.kind !== 'record');
      if (member.unnamed) return;
      const { offset, bytes } = loadedRange(member, record);
      const declaration = declarations?.[index];
      if (declaration !== undefined) this.say(`-- ${inComment(declaration)}`);
      if (mayEnd) this.say(`if has(buffer, ${plus(place, offset)}, ${bytes}) then`);
      if (mayEnd) this.block(() => this.member(spot, member));
      else this.member(spot, member);
    });
  }

  private member(spot: Spot, member: LaidMember): void {
    const { type, name, anonymous, bitOffset } = member;
    const inner = plus(spot.place, bitOffset / 8);
    if (type.kind === 'record' && type.node.tag !== undefined) this.tagged(spot, member, type);
    else if (type.kind === 'record' && anonymous) {
      // Promoted: its members stand beside those around it.
      this.withPlace(inner, (place) => this.members({ ...spot, record: type, place }));
    } else this.value(spot, type, name, inner, member);
  }

  private value(spot: Spot, type: LaidType, name: string, place: string, member?: LaidMember): void {
    const path = spot.path + name;
    switch (type.kind) {
      case 'leaf':
        return this.number(spot, type, path, place, member);
      case 'guid':
        return this.add(spot, type, path, `buffer(${place}, 16)`);
      case 'bytes':
      case 'text':
        return this.run(spot, type, path, place);
      case 'array':
        return this.array(spot, type, name, place);
      case 'record':
        return this.subrecord(spot, type, name, place);
      case 'split':
      case 'pointed':
        return this.problem(path, `a ${type.kind} member does not come from a header`);
    }
  }

  private number(spot: Spot, leaf: Leaf, path: string, place: string, member?: LaidMember): void {
    const isBits = member !== undefined && leaf.isBitField;
    const whole = { offset: 0, bytes: leaf.bytes, shift: 0, mask: undefined };
    const range = isBits ? bitRangeOf(leaf, member, spot.record.fixedBytes) : whole;
    if (range === undefined) return this.problem(path, 'no number of up to 8 bytes in the record holds its bits');
    const at = isBits ? plus(spot.place, range.offset) : place;
    const table = leaf.scalar.enumeration === undefined || leaf.scalar.enumeration.flags ? undefined : leaf.scalar;
    const field = protoField(this.filterOf(path), nameOf(path), leaf, range, table && this.scope.tableOf(table));
    this.field(path, field);
    const bytes = `buffer(${at}, ${range.bytes})`;
    const value = isBits && range.bytes > MASKED_BYTES ? `, ${bitsText(leaf, bytes, range.shift, member.bitSize)}` : '';
    this.say(`${spot.tree}:${leaf.bigEndian ? 'add' : 'add_le'}(f[${luaString(path)}], ${bytes}${value})`);
  }

  private add(spot: Spot, type: LaidType, path: string, range: string): void {
    this.field(path, protoField(this.filterOf(path), nameOf(path), type, undefined, undefined));
    const encoding = type.kind === 'text' ? textEncoding(type) : undefined;
    const field = `f[${luaString(path)}]`;
    if (encoding === undefined) this.say(`${spot.tree}:add_le(${field}, ${range})`);
    else this.say(`${spot.tree}:add_packet_field(${field}, ${range}, ${encoding})`);
  }

  /** Bytes or text of a length that may be in the message. */
  private run(spot: Spot, type: LaidBytes | LaidText, path: string, place: string): void {
    const unit = type.kind === 'text' ? unitBytes(type.encoding) : 1;
    if (type.count.kind === 'fixed') {
      if (type.count.count > 0) this.add(spot, type, path, `buffer(${place}, ${type.count.count * unit})`);
      return;
    }
    const count = this.countText(spot, type.count, place, unit, path);
    const length = this.local(unit === 1 ? count : `${count} * ${unit}`);
    this.say(`if ${length} > 0 then`);
    this.block(() => this.add(spot, type, path, `buffer(${place}, ${length})`));
  }

  private array(spot: Spot, type: LaidArray, name: string, place: string): void {
    const { element, stride, count } = type;
    const path = spot.path + name;
    // Bytes are read as one run; a line for each of them would say less.
    if (element.kind === 'leaf' && element.bytes === 1 && isPlainByte(element.scalar)) {
      return this.run(spot, { kind: 'bytes', count }, path, place);
    }
    if (count.kind === 'fixed' && count.count === 0) return;
    const last =
      count.kind === 'fixed' ? count.count - 1 : `${this.countText(spot, count, place, Math.max(stride, 1), path)} - 1`;
    const index = `i${this.nextLocal++}`;
    this.say(`for ${index} = 0, ${last} do`);
    this.block(() => this.withPlace(`${place} + ${index} * ${stride}`, (at) => this.value(spot, element, name, at)));
  }

  private subrecord({ tree, path }: Spot, type: LaidRecord, name: string, place: string): void {
    if (type.node.name !== undefined) {
      const called = `dissect[${luaString(this.scope.functionOf(type))}]`;
      return this.say(`${called}(buffer, ${place}, ${subtreeText(tree, type, name, place)})`);
    }
    this.say('do');
    this.block(() => {
      const inner = this.local(subtreeText(tree, type, name, place));
      this.withPlace(place, (at) => this.members({ record: type, place: at, tree: inner, path: `${path}${name}.` }));
    });
  }

  private tagged(spot: Spot, { name, anonymous, bitOffset }: LaidMember, type: LaidRecord): void {
    const { tag } = type.node;
    const place = plus(spot.place, bitOffset / 8);
    const value = tag && this.fieldText(spot, tag.field);
    if (tag === undefined || value === undefined) return this.problem(spot.path + name, 'its tag is not found');
    this.say('do');
    this.block(() => {
      const tree = anonymous ? spot.tree : this.local(subtreeText(spot.tree, type, name, place));
      const path = anonymous ? spot.path : `${spot.path}${name}.`;
      this.arms({ record: type, place, tree, path }, tag, this.local(value));
    });
  }

  /** The arm that the tag selects, or the bytes of the union where it selects none. */
  private arms(spot: Spot, tag: UnionTag, selector: string): void {
    const { members, bytes } = spot.record;
    const rest = members.find((arm) => arm.name === tag.otherwise);
    let word = 'if';
    for (const arm of members) {
      if (arm === rest) continue;
      const tests = (tag.cases[arm.name] ?? []).map((one) => `${selector} == ${one}`);
      this.say(`${word} ${tests.join(' or ') || 'false'} then`);
      this.nested(() => this.member(spot, arm));
      word = 'elseif';
    }
    this.say(word === 'if' ? 'do' : 'else');
    this.block(() => {
      if (rest !== undefined) return this.member(spot, rest);
      if (tag.sized) return this.say('-- no bytes');
      return this.add(spot, { kind: 'bytes', count: NO_COUNT }, `${spot.path}raw`, `buffer(${spot.place}, ${bytes})`);
    });
  }

  /** Elements of a counted part: as many as the message says, and no more than its bytes hold. */
  private countText(spot: Spot, count: Count, place: string, stride: number, path: string): string {
    const left = `buffer:len() - (${place})`;
    const most = stride === 1 ? left : `math.floor((${left}) / ${stride})`;
    if (count.kind !== 'field') return most;
    const value = this.fieldText(spot, count.field);
    if (value === undefined) this.problem(path, `its count, ${count.field}, is not found`);
    if (value === undefined) return most;
    const isBytes = count.unit === 'bytes' && stride > 1;
    return `math.min(${isBytes ? `math.floor(${value} / ${stride})` : value}, ${most})`;
  }

  /** The number in a sibling. */
  private fieldText({ record, place }: Spot, field: string): string | undefined {
    const found = findMember(record.members, field);
    if (found?.member.type.kind !== 'leaf') return undefined;
    const { type } = found.member;
    const base = (found.bitOffset - found.member.bitOffset) / 8;
    const signed = type.scalar.format === 'signed' ? 'int' : 'uint';
    if (!type.isBitField) {
      const call = `${type.bigEndian ? '' : 'le_'}${signed}${type.bytes === 8 ? '64' : ''}()`;
      return `${`buffer(${plus(place, found.bitOffset / 8)}, ${type.bytes}):${call}`}${type.bytes === 8 ? ':tonumber()' : ''}`;
    }
    const range = bitRangeOf(type, found.member, record.fixedBytes - base);
    if (range === undefined) return undefined;
    const bytes = `buffer(${plus(place, base + range.offset)}, ${range.bytes})`;
    return `${bitsText(type, bytes, range.shift, found.member.bitSize)}:tonumber()`;
  }

  /** Gives an expression that stands in the place of many members a name. */
  private withPlace(place: string, body: (place: string) => void): void {
    if (/^\w+$/.test(place)) return body(place);
    this.say('do');
    this.block(() => body(this.local(place)));
  }

  private local(value: string): string {
    const name = `v${this.nextLocal++}`;
    this.say(`local ${name} = ${value}`);
    return name;
  }

  private block(body: () => void): void {
    this.nested(body);
    this.say('end');
  }

  private nested(body: () => void): void {
    const before = this.indent;
    this.indent += '  ';
    body();
    this.indent = before;
  }

  private problem(path: string, what: string): void {
    this.problems.push([path, what]);
  }

  private say(line: string): void {
    this.lines.push(this.indent + line);
  }

  private field(path: string, text: string): void {
    this.fields.push(`  [${luaString(path)}] = ${text},`);
  }

  /** Names of filters have no capitals, so those that differ in nothing else get a number. */
  private filterOf(path: string): string {
    const plain = `${this.filterName}.${path.toLowerCase().replaceAll(/[^a-z0-9_.]/g, '_')}`;
    let name = plain;
    for (let number = 2; this.filters.has(name); number++) name = `${plain}_${number}`;
    this.filters.add(name);
    return name;
  }
}

const NO_COUNT: Count = { kind: 'fixed', count: 0 };

/** A record without bytes of its own has no range: it gets that of the message. */
function subtreeText(tree: string, record: LaidRecord, name: string, place: string): string {
  const { node, fixedBytes } = record;
  const label = `${name}: ${node.name ?? (node.union ? 'union' : 'struct')}`;
  const least = leastBytes(record);
  const bytes = least < fixedBytes ? `math.min(${fixedBytes}, buffer:len() - (${place}))` : String(fixedBytes);
  const range = least > 0 ? `buffer(${place}, ${bytes})` : 'buffer()';
  return `${tree}:add(${range}, ${luaString(label)})`;
}

function isPlainByte({ enumeration, format }: ScalarNode): boolean {
  return enumeration === undefined && format !== 'bool';
}

/** The 64-bit number in bits of a range. */
function bitsText({ scalar, bigEndian }: Leaf, bytes: string, shift: number, width: number): string {
  const order = bigEndian ? '' : 'le_';
  const [name, loaded] = scalar.format === 'signed' ? ['signed_bits', 'int64'] : ['bits', 'uint64'];
  return `${name}(${bytes}:${order}${loaded}(), ${shift}, ${width})`;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function textEncoding({ encoding }: LaidText): string {
  if (encoding === 'utf-16le') return 'ENC_UTF_16 + ENC_LITTLE_ENDIAN';
  if (encoding === 'utf-16be') return 'ENC_UTF_16 + ENC_BIG_ENDIAN';
  return encoding === 'utf-8' ? 'ENC_UTF_8' : 'ENC_ISO_8859_1';
}
