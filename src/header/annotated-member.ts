import { unitBytes } from '../bytes/index.js';
import { CastbufError } from '../errors/index.js';
import {
  bool32,
  bool8,
  enumeration,
  filetime,
  flags,
  guid,
  luid,
  ntstatus,
  text,
  time,
  type AnyType,
} from '../schema/index.js';
import type { MemberAnnotation } from './annotations.js';
import { canonical, nameOf, type ArrayType, type CType, type Field, type RecordType } from './c-type.js';
import { isIntegerPath, saidCount } from './member-count.js';
import { plainNumbers } from './integer.js';
import type { SchemaImport, TailCount } from './schema-import.js';

const WELL_KNOWN: Readonly<Record<string, AnyType>> = { bool8, bool32, guid, luid, filetime, ntstatus };

/**
 * The member's type as annotations and SAL describe it; undefined where they say nothing. A tail that a sibling counts is read as
 * long as the sibling says, everywhere else it has the elements that C declares.
 */
export function applyMember(
  imports: SchemaImport,
  record: RecordType,
  field: Field,
  isTail: boolean,
): AnyType | undefined {
  const path = field.name ?? '';
  const annotation = imports.annotations.ofMember(record, field, path);
  const at = `${nameOf(record) ?? ''}.${path}`;
  const type = retyped(imports, field.type, annotation, at);
  if (type !== undefined) return type;
  const found = canonical(field.type);
  if (found.kind === 'pointer') assertPointerCount(record, annotation, at);
  else if (found.kind !== 'array' && isCounted(annotation))
    throw wrong(at, 'only arrays, and what pointers point to, are counted');
  if (found.kind !== 'array') return undefined;
  return isTail ? tailType(imports, record, found, field, annotation) : fixedText(annotation, found, at);
}

/** An address is a number in a message, whatever it points to; how much that is, users read in `members`. */
function assertPointerCount(record: RecordType, { count, bytes, rest }: MemberAnnotation, at: string): void {
  const path = count ?? bytes;
  if (rest === true)
    throw wrong(at, 'a pointer does not take the rest of the message; what it points to lies elsewhere');
  if (path !== undefined && !isIntegerPath(record, path.split('.')))
    throw wrong(at, `'${path}', which counts what it points to, is no member that is an integer`);
}

function isCounted({ count, bytes, rest }: MemberAnnotation): boolean {
  return count !== undefined || bytes !== undefined || rest === true;
}

function retyped(imports: SchemaImport, type: CType, annotation: MemberAnnotation, at: string): AnyType | undefined {
  const { time: rule } = annotation;
  if (rule === undefined) return namedOrGiven(imports, type, annotation, at);
  const made = namedOrGiven(imports, type, annotation, at) ?? imports.typeOf(type, false);
  try {
    return time(made, rule);
  } catch (thrown) {
    throw thrown instanceof CastbufError ? wrong(at, thrown.hint) : thrown;
  }
}

function namedOrGiven(
  imports: SchemaImport,
  type: CType,
  annotation: MemberAnnotation,
  at: string,
): AnyType | undefined {
  const { enum: names, flags: flagNames, type: given } = annotation;
  const inner = (): AnyType => imports.typeOf(type, false);
  if (typeof given === 'string') return imports.sameSize(namedType(imports, given, at), inner(), at);
  if (given !== undefined) return imports.sameSize(given, inner(), at);
  if (names !== undefined && typeof names !== 'string') return imports.sameSize(names, inner(), at);
  const name = names ?? flagNames;
  if (name === undefined) return undefined;
  const found = imports.named(name);
  const values = found === undefined ? undefined : canonical(found);
  if (values?.kind !== 'enum') throw wrong(at, `the header has no enum ${name}`);
  const numbers = plainNumbers(values.values);
  return flagNames === undefined ? enumeration(name, inner(), numbers) : flags(name, inner(), numbers);
}

function namedType(imports: SchemaImport, name: string, at: string): AnyType {
  if (Object.hasOwn(WELL_KNOWN, name)) return WELL_KNOWN[name] as AnyType;
  const found = imports.named(name);
  if (found === undefined)
    throw wrong(at, `there is no type ${name}; there are ${Object.keys(WELL_KNOWN).join(', ')} and the header's own`);
  return imports.typeOf(found, false);
}

function tailType(
  imports: SchemaImport,
  record: RecordType,
  array: ArrayType,
  field: Field,
  annotation: MemberAnnotation,
): AnyType | undefined {
  // `[n]` with n > 1 is an array of n, whatever SAL says about its use.
  const isOpenTail = (array.count ?? 0) <= 1;
  const declared = array.count ?? 0;
  if (isCounted(annotation)) {
    const { count, bytes } = annotation;
    const tail: TailCount = { field: count ?? bytes, unit: bytes === undefined ? 'elements' : 'bytes', declared };
    return counted(imports, array, tail, annotation);
  }
  if (!isOpenTail) return fixedText(annotation, array, field.name ?? '');
  const said = saidCount(record, field);
  if (said?.isMember !== true) return fixedText(annotation, array, field.name ?? '');
  return counted(imports, array, { field: said.by, unit: said.unit, declared }, annotation);
}

function counted(
  imports: SchemaImport,
  array: ArrayType,
  tail: TailCount,
  { text: encoding }: MemberAnnotation,
): AnyType {
  if (encoding === undefined) return imports.arrayType(imports.typeOf(array.element, false), array.count, true, tail);
  const { field, unit, declared } = tail;
  return field === undefined ? text(encoding, field, { declared }) : text(encoding, field, { declared, unit });
}

function fixedText(
  { text: encoding }: MemberAnnotation,
  { count, element }: ArrayType,
  at: string,
): AnyType | undefined {
  if (encoding === undefined) return undefined;
  const unit = canonical(element);
  const bytes = unit.kind === 'number' ? unit.integer?.bytes : undefined;
  if (bytes !== unitBytes(encoding)) throw wrong(at, `${encoding} needs an array of ${unitBytes(encoding)} byte units`);
  return count === undefined ? text(encoding) : text(encoding, count);
}

function wrong(path: string, what: string): CastbufError {
  return new CastbufError('ERR_SCHEMA', what, { path });
}
