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
  unitBytes,
} from '../../schema/index.js';
import { inComment } from './names.js';
import { bitRangeOf, protoField } from './lua-field.js';
import { luaString, plus } from './lua-literals.js';

/** What the body of a dissect function needs from the file around it. */
export interface LuaScope {
  /** The name under which the dissect function of another record is found. */
  functionOf(record: LaidRecord): string;
  /** The value table of an enum. */
  tableOf(scalar: ScalarNode): string;
  problem(path: string, what: string): void;
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
    const { tag } = record.node;
    // Below its `length`, a versioned record ends where a message ends.
    const mayEnd = record.node.options.versioned;
    record.members.forEach((member, index) => {
      if (member.unnamed) return;
      const declaration = declarations?.[index];
      if (declaration !== undefined) this.say(`-- ${inComment(declaration)}`);
      if (mayEnd) this.say(`if has(buffer, ${plus(place, member.unitOffset)}, ${Math.ceil(member.bitSize / 8)}) then`);
      if (mayEnd) this.block(() => this.member(spot, member));
      else this.member(spot, member);
    });
    if (tag !== undefined) throw new Error('a tagged union is dissected by the record around it');
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
        return this.scope.problem(path, `a ${type.kind} member does not come from a header`);
    }
  }

  private number(spot: Spot, leaf: Leaf, path: string, place: string, member?: LaidMember): void {
    const whole = { offset: 0, bytes: leaf.bytes as 1 | 2 | 4 | 8, mask: undefined };
    const isBits = member !== undefined && leaf.isBitField;
    const range = isBits ? bitRangeOf(leaf, member, spot.record.bytes) : whole;
    if (range === undefined) return this.scope.problem(path, 'no number of up to 8 bytes in the record holds its bits');
    const at = isBits ? plus(spot.place, range.offset) : place;
    const table = leaf.scalar.enumeration === undefined || leaf.scalar.enumeration.flags ? undefined : leaf.scalar;
    const field = protoField(this.filterOf(path), nameOf(path), leaf, range, table && this.scope.tableOf(table));
    this.field(path, field);
    this.say(`${spot.tree}:${leaf.bigEndian ? 'add' : 'add_le'}(f[${luaString(path)}], buffer(${at}, ${range.bytes}))`);
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
    const length = this.local(`${this.countText(spot, type.count, place, unit, path)} * ${unit}`);
    this.say(`if ${length} > 0 then`);
    this.block(() => this.add(spot, type, path, `buffer(${place}, ${length})`));
  }

  private array(spot: Spot, type: LaidArray, name: string, place: string): void {
    const { element, stride, count } = type;
    const path = spot.path + name;
    // Characters are read as one run; a line for each of them would say less.
    if (element.kind === 'leaf' && element.bytes === 1 && element.scalar.enumeration === undefined) {
      return this.run(spot, { kind: 'bytes', count }, path, place);
    }
    const isFixed = count.kind === 'fixed';
    if (isFixed && count.count === 0) return;
    const times = isFixed ? String(count.count) : this.local(this.countText(spot, count, place, stride, path));
    const index = `i${this.nextLocal++}`;
    this.say(`for ${index} = 0, ${times} - 1 do`);
    this.block(() => this.withPlace(`${place} + ${index} * ${stride}`, (at) => this.value(spot, element, name, at)));
  }

  private subrecord({ tree, path }: Spot, type: LaidRecord, name: string, place: string): void {
    const label = `${name}: ${type.node.name ?? (type.node.union ? 'union' : 'struct')}`;
    const range = type.fixedBytes > 0 ? `buffer(${place}, ${type.fixedBytes})` : `buffer(${place})`;
    if (type.node.name !== undefined) {
      const called = `dissect[${luaString(this.scope.functionOf(type))}]`;
      return this.say(`${called}(buffer, ${place}, ${tree}:add(${range}, ${luaString(label)}))`);
    }
    this.say('do');
    this.block(() => {
      const inner = this.local(`${tree}:add(${range}, ${luaString(label)})`);
      this.withPlace(place, (at) => this.members({ record: type, place: at, tree: inner, path: `${path}${name}.` }));
    });
  }

  /** The arm that the tag selects, or the bytes of the union where it selects none. */
  private tagged(spot: Spot, { name, anonymous, bitOffset, bitSize }: LaidMember, type: LaidRecord): void {
    const { tag } = type.node;
    const place = plus(spot.place, bitOffset / 8);
    const value = tag && this.fieldText(spot, tag.field);
    if (tag === undefined || value === undefined) return this.scope.problem(spot.path + name, 'its tag is not found');
    const path = anonymous ? spot.path : `${spot.path}${name}.`;
    const inner = { record: type, place, tree: spot.tree, path };
    const selector = this.local(value);
    let word = 'if';
    for (const arm of type.members) {
      if (arm.name === tag.otherwise) continue;
      const tests = (tag.cases[arm.name] ?? []).map((one) => `${selector} == ${one}`);
      this.say(`${word} ${tests.join(' or ') || 'false'} then`);
      this.nested(() => this.member(inner, arm));
      word = 'elseif';
    }
    const rest = type.members.find((arm) => arm.name === tag.otherwise);
    if (word === 'elseif') this.say('else');
    else this.say('do');
    this.block(() => {
      if (rest !== undefined) this.member(inner, rest);
      else if (!tag.sized)
        this.add(spot, { kind: 'bytes', count: NO_COUNT }, `${path}raw`, `buffer(${place}, ${bitSize / 8})`);
    });
  }

  /** Elements of a counted part: as many as the message says, and no more than its bytes hold. */
  private countText(spot: Spot, count: Count, place: string, stride: number, path: string): string {
    const most = `math.floor((buffer:len() - (${place})) / ${stride})`;
    if (count.kind !== 'field') return most;
    const value = this.fieldText(spot, count.field);
    if (value === undefined) this.scope.problem(path, `its count, ${count.field}, is not found`);
    if (value === undefined) return most;
    return `math.min(${count.unit === 'bytes' ? `math.floor(${value} / ${stride})` : value}, ${most})`;
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
    const range = bitRangeOf(type, found.member, record.bytes);
    if (range === undefined) return undefined;
    const shift = found.member.bitOffset - range.offset * 8;
    return `bits(buffer(${plus(place, base + range.offset)}, ${range.bytes}), ${shift}, ${found.member.bitSize})`;
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

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function textEncoding({ encoding }: LaidText): string {
  if (encoding === 'utf-16le') return 'ENC_UTF_16 + ENC_LITTLE_ENDIAN';
  return encoding === 'utf-8' ? 'ENC_UTF_8' : 'ENC_ISO_8859_1';
}
