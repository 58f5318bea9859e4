import { attributedType } from './attributed-type.js';
import { acceptAttribute, alignOf, attributesBehindBody, noAttributes, type Attributes } from './attributes.js';
import { builtInType, C_INT, C_LONG_LONG, C_UNSIGNED_INT, C_UNSIGNED_LONG_LONG } from './built-in-types.js';
import { canonical, type EnumType, type NumberType } from './c-type.js';
import { INT, wrapped, type IntegerType, type IntegerValue } from './integer.js';
import type { Parser } from './parser.js';
import { refuse } from './problems.js';
import { readTag } from './tag.js';
import type { Token } from './token.js';

/**
 * `enum tag : base { … }`, or a reference to one. `before` are the attributes in front of the word enum: `__declspec(align)` there is the
 * enum's where it has a body, as with records.
 */
export function enumSpecifier(parser: Parser, before: Attributes): EnumType {
  const keyword = parser.cursor.next();
  const attributes = noAttributes();
  if (parser.is('class') || parser.is('struct')) parser.cursor.next();
  const tag = readTag(parser, attributes)?.text;
  const base = parser.is(':') && tagHasBase(parser) ? baseOf(parser) : undefined;
  if (!parser.is('{')) return reference(parser, keyword, tag, base);
  const type = define(parser, keyword, tag);
  body(parser, type, base);
  attributesBehindBody(parser, attributes);
  alignEnum(parser, type, Math.max(alignOf(attributes), before.declspecAlign));
  before.declspecAlign = 0;
  const plain =
    base ??
    (parser.isMicrosoft
      ? C_INT
      : smallest(parser, [...type.values.values()], attributes.packed || parser.rules.hasShortEnums));
  type.base = attributedType(parser, plain, attributes) as NumberType;
  if (!parser.isMicrosoft || base !== undefined) retype(parser, type, type.base.integer ?? INT);
  return type;
}

/** clang obeys it everywhere, gcc nowhere. */
function alignEnum(parser: Parser, type: EnumType, least: number): void {
  if (parser.isMicrosoft) type.align = least;
  else if (least > 0)
    parser.problems.note('gcc passes over the alignment of an enum, as castbuf does; clang obeys it', type.token, true);
}

/** After an enum's name, `:` begins its base type; in a record it may also begin the width of a bit-field. */
function tagHasBase(parser: Parser): boolean {
  const next = parser.cursor.peek(1);
  return next.kind === 'name' && !parser.scope.constants.has(next.text);
}

function baseOf(parser: Parser): NumberType {
  const colon = parser.cursor.next();
  const type = canonical(parser.specifiers().type);
  if (type.kind !== 'number' || type.integer === undefined)
    throw refuse('the base of an enum is an integer type', colon);
  return type;
}

function reference(parser: Parser, keyword: Token, tag: string | undefined, base: NumberType | undefined): EnumType {
  if (tag === undefined) throw refuse('the enum has neither a name nor a body', parser.cursor.peek());
  const known = parser.scope.tags.get(tag);
  if (known?.kind === 'enum') return known;
  if (known !== undefined) throw refuse(`${tag} is a record, not an enum`, keyword);
  const type = newEnum(keyword, tag);
  // Microsoft's compiler takes an enum before its body; all its enums are ints.
  type.base = base ?? (parser.isMicrosoft ? C_INT : undefined);
  parser.scope.tags.set(tag, type);
  return type;
}

function define(parser: Parser, keyword: Token, tag: string | undefined): EnumType {
  const known = tag === undefined ? undefined : parser.scope.tags.get(tag);
  if (known !== undefined && (known.kind !== 'enum' || known.values.size > 0)) {
    throw refuse(`${tag} is declared already`, keyword);
  }
  const type = known ?? newEnum(keyword, tag);
  if (tag !== undefined) parser.scope.tags.set(tag, type);
  parser.scope.enums.push(type);
  return type;
}

function newEnum(keyword: Token, tag: string | undefined): EnumType {
  return {
    kind: 'enum',
    tag,
    typedefs: [],
    values: new Map(),
    base: undefined,
    align: 0,
    token: keyword,
    type: undefined,
  };
}

function body(parser: Parser, type: EnumType, base: NumberType | undefined): void {
  parser.cursor.next();
  let next: IntegerValue = { value: 0n, type: base?.integer ?? INT };
  while (!parser.accept('}')) {
    const name = parser.cursor.next();
    if (name.kind !== 'name') throw refuse(`'${name.text}' names no enumerator`, name);
    while (acceptAttribute(parser, noAttributes()));
    if (parser.accept('=')) next = parser.constantExpression();
    if (base?.integer !== undefined) next = wrapped(next.value, base.integer);
    else if (parser.isMicrosoft) next = wrapped(next.value, INT);
    type.values.set(name.text, next.value);
    parser.scope.constants.set(name.text, fitting(next));
    next = { value: next.value + 1n, type: next.type };
    if (!parser.accept(',')) {
      parser.expect('}', 'behind the enumerators');
      return;
    }
  }
}

/** An enumerator is an int where its value fits one. */
function fitting(value: IntegerValue): IntegerValue {
  return BigInt.asIntN(32, value.value) === value.value ? { value: value.value, type: INT } : value;
}

/** With a base of its own, and where gcc chose a wider one, the enumerators that do not fit an int have that type. */
function retype(parser: Parser, type: EnumType, integer: IntegerType): void {
  for (const [name, value] of type.values) parser.scope.constants.set(name, fitting({ value, type: integer }));
}

/** gcc: unsigned int, or int where a value is below 0; wider where that does not hold them; packed ones as small as possible. */
function smallest({ model }: Parser, values: readonly bigint[], isPacked: boolean): NumberType {
  const isSigned = values.some((value) => value < 0n);
  const fits = (bits: number): boolean =>
    values.every((value) => (isSigned ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)) === value);
  if (isPacked) {
    const sign = isSigned ? 'signed' : 'unsigned';
    for (const [bits, word] of [
      [8, 'char'],
      [16, 'short'],
    ] as const) {
      if (fits(bits)) return builtInType([sign, word], model) as NumberType;
    }
  }
  if (fits(32)) return isSigned ? C_INT : C_UNSIGNED_INT;
  return isSigned ? C_LONG_LONG : C_UNSIGNED_LONG_LONG;
}
