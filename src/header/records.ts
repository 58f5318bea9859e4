import {
  acceptAttribute,
  alignOf,
  attributesBehindBody,
  noAttributes,
  noteMisplaced,
  saysLayout,
  type Attributes,
} from './attributes.js';
import { addNotes, NO_NOTES } from './annotations.js';
import { acceptAssertion } from './assertions.js';
import { canonical, type CType, type Field, type RecordType } from './c-type.js';
import { declarator, type Declared } from './declarators.js';
import { recordName, type Parser, type Specifiers } from './parser.js';
import { refuse } from './problems.js';
import { attributedType } from './attributed-type.js';
import { isLayoutWord } from './known-words.js';
import { readTag } from './tag.js';
import type { Token } from './token.js';

/**
 * `struct tag { … }` or `union tag { … }`, or a reference to one. `before` are the attributes in front of the word struct: what is the
 * record's there moves to it, and what is the declaration's after the body comes to them.
 */
export function recordSpecifier(parser: Parser, before: Attributes): RecordType {
  const keyword = parser.cursor.next();
  const attributes = noAttributes();
  const tag = readTag(parser, attributes);
  parser.cursor.applyPragmas();
  if (!parser.is('{')) return reference(parser, keyword, tag, attributes, before);
  const record = define(parser, keyword, tag);
  addNotes(record, keyword.notes, false);
  record.pack = parser.pragmas.pack.current;
  record.bitLayout = parser.pragmas.bitLayout;
  record.byteOrder = parser.pragmas.byteOrder;
  parser.nested(keyword, () => body(parser, record));
  // gcc lays a record out where its body ends.
  if (!parser.isMicrosoft) record.pack = parser.pragmas.pack.current;
  attributesBehindBody(parser, attributes);
  record.align = Math.max(record.align, alignOf(attributes), before.declspecAlign);
  before.declspecAlign = 0;
  record.packed = attributes.packed || parser.rules.isPacked;
  record.bitLayout = attributes.bitLayout ?? record.bitLayout;
  record.byteOrder = attributes.byteOrder ?? record.byteOrder;
  return record;
}

function reference(
  parser: Parser,
  keyword: Token,
  tag: Token | undefined,
  attributes: Attributes,
  before: Attributes,
): RecordType {
  const record = referred(parser, keyword, tag);
  if (saysLayout(attributes) || alignOf(attributes) > 0) noteMisplaced(parser, keyword);
  if (parser.is(';') && record.fields === undefined) {
    record.align = Math.max(record.align, before.declspecAlign);
    before.declspecAlign = 0;
  }
  return record;
}

function referred(parser: Parser, keyword: Token, tag: Token | undefined): RecordType {
  if (tag === undefined) throw refuse(`the ${keyword.text} has neither a name nor a body`, parser.cursor.peek());
  const known = parser.scope.tags.get(tag.text);
  if (known === undefined) {
    const record = newRecord(keyword, tag);
    parser.scope.tags.set(tag.text, record);
    return record;
  }
  if (known.kind === 'enum') throw refuse(`${tag.text} is an enum`, tag);
  return known;
}

function define(parser: Parser, keyword: Token, tag: Token | undefined): RecordType {
  const known = tag === undefined ? undefined : parser.scope.tags.get(tag.text);
  let record = newRecord(keyword, tag);
  if (known !== undefined && tag !== undefined) {
    if (known.kind === 'enum' || known.fields !== undefined || known.isUnion !== record.isUnion || known.weight < 0) {
      parser.problems.add(`${tag.text} is declared already, in line ${known.token.place.line}`, tag.place);
      record.problem = 'it is declared twice';
    } else record = Object.assign(known, { token: tag, notes: NO_NOTES });
  } else if (tag !== undefined) parser.scope.tags.set(tag.text, record);
  parser.scope.records.push(record);
  return record;
}

function newRecord(keyword: Token, tag: Token | undefined): RecordType {
  return {
    kind: 'record',
    isUnion: keyword.text === 'union',
    tag: tag?.text,
    typedefs: [],
    fields: undefined,
    pack: undefined,
    packed: false,
    align: 0,
    bitLayout: undefined,
    byteOrder: undefined,
    problem: undefined,
    token: tag ?? keyword,
    notes: NO_NOTES,
    weight: 0,
    open: undefined,
    closed: undefined,
  };
}

function body(parser: Parser, record: RecordType): void {
  const open = parser.cursor.next();
  const fields: Field[] = [];
  record.weight = -1; // its body is being read: it cannot be a member of itself
  let weight = 0;
  for (;;) {
    const token = parser.cursor.peek();
    // A note after a member speaks about it; after the brace, about the record.
    addNotes(fields.at(-1) ?? record, token.notes, true);
    if (token.kind === 'end') throw refuse(`the body of ${recordName(record)} does not end`, open);
    if (parser.accept('}')) break;
    const before = fields.length;
    try {
      if (!acceptAssertion(parser)) parser.notingWords(() => member(parser, fields));
    } catch (thrown) {
      record.problem ??= parser.problems.caught(thrown, token).hint;
      recover(parser, token);
    }
    for (const field of fields.slice(before)) {
      addNotes(field, token.notes, false);
      weight += weightOf(field.type);
    }
  }
  record.fields = fields;
  record.weight = weight;
  if (weight > parser.limits.members) {
    record.fields = [];
    throw refuse(
      `${recordName(record)} has ${weight} members, those of its members included; ${parser.limits.members} is the limit`,
      record.token,
    );
  }
}

function weightOf(type: CType): number {
  let found = canonical(type);
  while (found.kind === 'array') found = canonical(found.element);
  return found.kind === 'record' ? Math.max(1, found.weight) : 1;
}

/** To the place after the semicolon of the member that is wrong, or before the brace that ends the record. */
function recover(parser: Parser, start: Token): void {
  if (parser.cursor.peek() === start) parser.cursor.next();
  for (let token = parser.cursor.peek(); token.kind !== 'end'; token = parser.cursor.peek()) {
    if (token.kind === 'punctuator' && token.text === '}') return;
    if (token.kind === 'punctuator' && token.text === '{') parser.skipBalanced();
    else if (parser.cursor.next().text === ';') return;
  }
}

/** @returns whether it is a function's, which it never is */
function member(parser: Parser, fields: Field[]): boolean {
  if (parser.accept(';')) return false;
  const found = parser.specifiers();
  if (parser.accept(';')) {
    withoutDeclarator(parser, found, fields);
    return false;
  }
  do fields.push(field(parser, found));
  while (parser.accept(','));
  if (!parser.is('}')) parser.expect(';', 'behind the member');
  return false;
}

/** An anonymous record, whose members are promoted. gcc wants it without a tag; Microsoft takes tags and typedefs too. */
function withoutDeclarator(parser: Parser, found: Specifiers, fields: Field[]): void {
  const type = canonical(found.type);
  if (type.kind !== 'record') return;
  const isAnonymous = parser.isMicrosoft ? type.fields !== undefined : found.declaresTag && type.tag === undefined;
  if (!isAnonymous) return;
  const { packed, size } = found.attributes;
  fields.push({
    name: undefined,
    type: found.type,
    bits: undefined,
    align: alignOf(found.attributes),
    packed,
    size,
    token: type.token,
    notes: NO_NOTES,
  });
}

function field(parser: Parser, found: Specifiers): Field {
  const declared: Declared = parser.is(':')
    ? { name: undefined, token: parser.cursor.peek(), type: found.type, attributes: noAttributes() }
    : declarator(parser, found.type);
  const attributes = declared.attributes;
  let bits: number | undefined;
  if (parser.accept(':')) {
    bits = Number(parser.constantExpression().value);
    while (acceptAttribute(parser, attributes));
  }
  const type = attributedType(parser, declared.type, attributes);
  if (declared.name === undefined && bits === undefined) {
    throw refuse(`'${declared.token.text}' names no member`, declared.token);
  }
  assertComplete(type, declared.token);
  assertAtomic(parser, type, found.attributes.atomic ?? attributes.atomic);
  if (declared.name !== undefined && isLayoutWord(declared.name)) parser.passOver(declared.token);
  return {
    name: declared.name,
    type,
    bits,
    align: Math.max(alignOf(found.attributes), alignOf(attributes)),
    packed: found.attributes.packed || attributes.packed,
    size: attributes.size ?? found.attributes.size,
    token: declared.token,
    notes: NO_NOTES,
  };
}

/** Microsoft's compiler has no `_Atomic` for records of odd sizes; clang makes those of 3 bytes 4 bytes long, and others in its way. */
function assertAtomic(parser: Parser, type: CType, atomic: Token | undefined): void {
  if (atomic === undefined || !parser.isMicrosoft || canonical(type).kind !== 'record') return;
  throw refuse('compilers disagree on records that are _Atomic; leave the word out', atomic);
}

function assertComplete(type: CType, token: Token): void {
  let found = canonical(type);
  while (found.kind === 'array') found = canonical(found.element);
  if (found.kind === 'unknown')
    throw refuse(`no type is named ${found.name}; declare it, or include the header that does`, found.token);
  if (found.kind === 'void' || found.kind === 'function') throw refuse(`a member cannot be ${found.kind}`, token);
  if (found.kind === 'enum' && found.base === undefined) throw refuse(`enum ${found.tag} has no body before`, token);
  if (found.kind === 'record' && found.fields === undefined) {
    throw refuse(`${recordName(found)} has no body before; only a pointer to it can be a member`, token);
  }
}
