import { CastbufError } from '../errors/index.js';
import {
  align,
  array,
  bits,
  bytes,
  enumeration,
  extentOfType,
  i32,
  i64,
  naturallyAligned,
  ntstatus,
  pointer,
  record as recordTypeOf,
  time,
  u32,
  u64,
  u8,
  unaligned,
  unnamed,
  anonymous,
  type AnyType,
  type Endian,
  type NamedAbi,
  type RecordOptions,
} from '../schema/index.js';
import type { AnnotationSource } from './annotations.js';
import { applyMember } from './annotated-member.js';
import { ByteOrders } from './byte-order.js';
import { tailCounter } from './counted-tail.js';
import type { LayoutRules } from './layout-flags.js';
import { layoutOptions } from './layout-options.js';
import { canonical, nameOf, type AliasType, type CType, type EnumType, type Field, type RecordType } from './c-type.js';
import { plainNumbers, type IntegerValue } from './integer.js';
import { refuse } from './problems.js';
import { taggedUnion } from './tagged-union.js';

/** What a tail without a size of its own is read by. */
export interface TailCount {
  readonly field: string | undefined;
  readonly unit: 'elements' | 'bytes';
  /** Elements that sizeof includes. */
  readonly declared: number;
}

/** Turns the types of C into those of the schema; offsets are the schema's business. */
export class SchemaImport {
  /** What typedefs became where nothing is open. */
  private readonly aliases = new Map<AliasType, AnyType>();
  private readonly orders: ByteOrders;

  constructor(
    readonly abi: NamedAbi,
    private readonly rules: LayoutRules,
    readonly annotations: AnnotationSource,
    /** Enumerators and macros by name. */
    readonly constant: (name: string) => IntegerValue | undefined,
    /** The enum or record that a name of the header stands for. */
    readonly named: (name: string) => CType | undefined,
  ) {
    this.orders = new ByteOrders(abi, annotations, rules.endian);
  }

  /**
   * `isOpen`: it is the last part of a message, so tails may have a length that the message says. Everywhere else a
   * record is as long as sizeof says.
   */
  typeOf(type: CType, isOpen: boolean): AnyType {
    switch (type.kind) {
      case 'number':
        return type.type;
      case 'alias':
        return this.aliasType(type, isOpen);
      case 'pointer':
        return type.bytes === 0 ? pointer : type.bytes === 4 ? u32 : u64;
      case 'array':
        return this.arrayType(this.typeOf(type.element, false), type.count, isOpen);
      case 'enum':
        return this.withOwnAlign(this.enumType(type), type.align);
      case 'record':
        return this.annotations.ofType(nameOf(type)) ?? this.recordType(type, isOpen);
      case 'unknown':
        throw refuse(`no type is named ${type.name}; declare it, or include the header that does`, type.token);
      case 'void':
      case 'function':
        return u8; // sizeof gives 1, and nothing is made of them
    }
  }

  arrayType(element: AnyType, count: number | undefined, isOpen: boolean, tail?: TailCount): AnyType {
    const isBytes = element === u8;
    if (tail !== undefined) {
      const { field, unit, declared } = tail;
      if (isBytes) return bytes(field, { declared });
      return field === undefined ? array(element, field, { declared }) : array(element, field, { declared, unit });
    }
    if (count !== undefined && element['~node'].kind !== 'scalar') {
      // Elements without bytes, gcc's empty records, take no place, however many there are.
      const extent = extentOfType(element, this.abi);
      if (extent.bytes === 0) return align(bytes(0), extent.align);
    }
    if ((count ?? 0) === 0 && isOpen) return isBytes ? bytes() : array(element);
    return isBytes ? bytes(count ?? 0) : array(element, count ?? 0);
  }

  enumType(type: EnumType): AnyType {
    return (type.type ??= enumeration(nameOf(type) ?? 'enum', type.base?.type ?? i32, plainNumbers(type.values)));
  }

  /** The schema of a record whose body is complete, with or without an open tail. */
  recordType(type: RecordType, isOpen: boolean): AnyType {
    if (type.problem !== undefined) throw refuse(`${nameOf(type) ?? 'the record'} could not be imported`, type.token);
    const known = isOpen ? type.open : type.closed;
    if (known !== undefined) return known;
    const made = this.makeRecord(type, isOpen);
    if (isOpen) type.open = made;
    else type.closed = made;
    return made;
  }

  private makeRecord(type: RecordType, isOpen: boolean): AnyType {
    const { fields } = type;
    if (fields === undefined) throw refuse(`${nameOf(type) ?? 'the record'} has no body`, type.token);
    const annotation = this.annotations.ofRecord(type);
    this.orders.enter(type);
    const members = fields.map((field, index): [string, AnyType] => {
      const isTail = isOpen && !type.isUnion && index === fields.length - 1;
      if (isOpen && !isTail) this.assertNoCountedTail(field);
      return [field.name ?? `#${index}`, this.memberType(type, field, isTail)];
    });
    const { length, next, versioned = false, startAlign = 1 } = isOpen ? annotation : {};
    return recordTypeOf(nameOf(type), {
      union: type.isUnion,
      members,
      options: { length, next, versioned, startAlign, ...this.layoutOptions(type) },
    });
  }

  private memberType(record: RecordType, field: Field, isTail: boolean): AnyType {
    assertImported(field);
    const packed = field.packed || record.packed;
    if (field.bits !== undefined) return this.demanded(this.bitField(record, field, field.bits), field.align, packed);
    const type = canonical(field.type);
    const isRecord = type.kind === 'record';
    const union =
      isRecord && type.isUnion && !record.isUnion ? taggedUnion(this, record, field, type, isTail) : undefined;
    const written = packed && this.isGcc ? withoutTypedefAlign(field.type) : field.type;
    const plain = union ?? applyMember(this, record, field, isTail) ?? this.typeOf(written, isTail);
    if (field.name === undefined && isRecord) return this.demanded(anonymous(plain), field.align, packed);
    return this.demanded(this.inOrderOf(record, field, plain), field.align, packed);
  }

  /** A record that has no name is nowhere else than here, so what counts its tail would be lost. */
  private assertNoCountedTail(field: Field): void {
    const type = canonical(field.type);
    const isHere = type.kind === 'record' && nameOf(type) === undefined;
    if (!isHere || tailCounter(this, type) !== 'annotation') return;
    throw refuse(
      `the tail of ${field.name ?? 'this record'} is counted, so it must be the last part of the message`,
      field.token,
    );
  }

  private bitField(record: RecordType, field: Field, width: number): AnyType {
    const base = applyMember(this, record, field, false) ?? this.typeOf(field.type, false);
    const made = field.name === undefined ? unnamed(this.closing(base, width), width) : bits(base, width);
    return this.inOrderOf(record, field, made);
  }

  /** `note`: what is annotated of the member. */
  inOrderOf(record: RecordType, field: Field, made: AnyType, note = this.noteOf(record, field)): AnyType {
    return this.orders.ofMember(record, field, made, note);
  }

  private noteOf(record: RecordType, field: Field): Endian | undefined {
    return this.annotations.ofMember(record, field, field.name ?? '').endian;
  }

  /** What a record says about its layout, as options of the schema. */
  layoutOptions(type: RecordType): Partial<RecordOptions> {
    return { ...layoutOptions(type, this.orders.ofRecord(type)), abi: this.abi };
  }

  /** `-fpack-struct=n` caps what a zero-width bit-field closes, which `#pragma pack` does not. */
  private closing(base: AnyType, width: number): AnyType {
    const { pack } = this.rules;
    if (width > 0 || pack === undefined || !this.isGcc || base['~node'].kind !== 'scalar') return base;
    return naturallyAligned(base, Math.min(extentOfType(base, this.abi).align, pack));
  }

  private get isGcc(): boolean {
    return this.abi.startsWith('gcc');
  }

  private demanded(type: AnyType, least: number, packed: boolean): AnyType {
    if (packed) return unaligned(type, least);
    return least > 0 ? align(type, least) : type;
  }

  private aliasType(alias: AliasType, isOpen: boolean): AnyType {
    const known = isOpen ? undefined : this.aliases.get(alias);
    if (known !== undefined) return known;
    const made = this.makeAlias(alias, isOpen);
    if (!isOpen) this.aliases.set(alias, made);
    return made;
  }

  private makeAlias(alias: AliasType, isOpen: boolean): AnyType {
    const inner = this.typeOf(alias.type, isOpen);
    const given = this.annotations.ofType(alias.name);
    const type = given === undefined ? named(alias.name, inner) : this.sameSize(given, inner, alias.name);
    return this.withOwnAlign(type, alias.align ?? 0);
  }

  /** What the attributes of a typedef or an enum demand: gcc's set an alignment, Microsoft's raise one. */
  private withOwnAlign(type: AnyType, least: number): AnyType {
    if (least === 0) return type;
    return this.isGcc ? unaligned(type, least) : align(type, least);
  }

  /** A type that stands for another one takes the same bytes. */
  sameSize(given: AnyType, inner: AnyType, name: string): AnyType {
    const [mine, its] = [extentOfType(given, this.abi), extentOfType(inner, this.abi)];
    if (mine.bytes !== its.bytes) throw sizeDiffers(name, mine.bytes, its.bytes);
    if (mine.align === its.align) return given;
    return mine.align < its.align ? align(given, its.align) : unaligned(given, its.align);
  }
}

function sizeDiffers(name: string, mine: number, its: number): CastbufError {
  return new CastbufError('ERR_SCHEMA', `the type given for it has ${mine} bytes; in C it has ${its}`, { path: name });
}

/** A record that could not be imported takes those with it that are made of it. */
function assertImported({ type, token }: Field): void {
  let found = canonical(type);
  while (found.kind === 'array') found = canonical(found.element);
  if (found.kind !== 'record' || found.problem === undefined) return;
  throw refuse(`its type, ${nameOf(found) ?? 'a record'}, could not be imported`, token);
}

/** gcc's `packed` also takes the alignment that a typedef set. */
function withoutTypedefAlign(type: CType): CType {
  if (type.kind === 'array') return { ...type, element: withoutTypedefAlign(type.element) };
  return type.kind === 'alias' ? { ...type, align: undefined, type: withoutTypedefAlign(type.type) } : type;
}

/** Names of Windows and of C that say more than their C type. */
function named(name: string, inner: AnyType): AnyType {
  if (name === 'NTSTATUS' && inner === i32) return ntstatus;
  return TIMES.has(name) && (inner === i32 || inner === i64) ? time(inner) : inner;
}

/** Seconds since 1970, of POSIX and of Microsoft. */
const TIMES: ReadonlySet<string> = new Set(['time_t', '__time_t', '__time32_t', '__time64_t', 'time64_t']);
