import type { FieldSize } from './c-type.js';
import { isHarmlessDeclspec, isHarmlessGnu, isHarmlessStandard } from './known-attributes.js';
import type { Parser } from './parser.js';
import { refuse } from './problems.js';
import type { Token } from './token.js';

/** Whose rules place the bit-fields of a record: `ms_struct`, `gcc_struct`. */
export type BitLayout = 'ms' | 'gcc';

/** What the attributes around a declaration demand. */
export interface Attributes {
  /** The largest alignment that `__attribute__((aligned))` asks for; 0 where none is. After a body it is the record's. */
  align: number;
  /** `__declspec(align(n))`: in front of a record with a body it is the record's, after the body the declaration's. */
  declspecAlign: number;
  /** `_Alignas(n)`: always the declaration's. */
  alignas: number;
  packed: boolean;
  /** `vector_size(n)`: bytes; 0 where it is no vector. */
  vectorBytes: number;
  /** `ext_vector_type(n)`: elements; 0 where it is no vector. */
  vectorElements: number;
  /** `mode(DI)`: the word in the parentheses, without underscores. */
  mode: Token | undefined;
  size: FieldSize | undefined;
  /** `__ptr32`, `__ptr64`: bytes of the pointer before it. */
  pointerBytes: 0 | 4 | 8;
  bitLayout: BitLayout | undefined;
  /** `scalar_storage_order`. */
  byteOrder: 'big' | 'little' | undefined;
  /** `const`, `constexpr`: the value it begins with stays. */
  isConst: boolean;
  /** `_Atomic`, which may make a record larger. */
  atomic: Token | undefined;
}

export function noAttributes(): Attributes {
  return {
    align: 0,
    declspecAlign: 0,
    alignas: 0,
    packed: false,
    vectorBytes: 0,
    vectorElements: 0,
    mode: undefined,
    size: undefined,
    pointerBytes: 0,
    bitLayout: undefined,
    byteOrder: undefined,
    isConst: false,
    atomic: undefined,
  };
}

/** The largest alignment that attributes of a declaration ask for. */
export function alignOf({ align, declspecAlign, alignas }: Attributes): number {
  return Math.max(align, declspecAlign, alignas);
}

/** Whether attributes say how a record is laid out inside. */
export function saysLayout({ packed, bitLayout, byteOrder }: Attributes): boolean {
  return packed || bitLayout !== undefined || byteOrder !== undefined;
}

/** Words that say nothing about layout. */
const IGNORED = new Set(
  (
    'const volatile restrict __restrict __restrict__ __const __const__ __volatile __volatile__ __unaligned _unaligned __w64 _w64 __sptr __uptr ' +
    '__cdecl _cdecl __stdcall _stdcall __fastcall _fastcall __thiscall __vectorcall __pascal _pascal pascal __clrcall __regcall ' +
    '__extension__ inline __inline __inline__ _inline __forceinline _Noreturn noreturn __noreturn _Thread_local thread_local __thread ' +
    'register auto constexpr __nonnull _Nonnull _Nullable _Null_unspecified __far __near __huge __export __loadds'
  ).split(' '),
);

const CONSTANT = new Set(['const', '__const', '__const__', 'constexpr']);

/** `_Field_size_(n)`, `_Field_size_bytes_(n)`, their opt, full and part forms, and the older spelling. */
const FIELD_SIZE = /^(?:_Field_size_(bytes_)?(?:full_|part_)*(?:opt_)?|__field_(?:(e)|(b))count\w*)$/;

const ATTRIBUTE_KEYWORDS = new Set(
  '__attribute __attribute__ __declspec _declspec _Alignas alignas __ptr32 __ptr64 asm __asm __asm__ _Atomic'.split(
    ' ',
  ),
);

/** Words that are an attribute or a qualifier by themselves, wherever they stand. */
export function isAttributeKeyword(text: string): boolean {
  return IGNORED.has(text) || ATTRIBUTE_KEYWORDS.has(text) || isFieldSize(text);
}

/** Asked of every word of a header, so the first letter decides for most. */
function isFieldSize(text: string): boolean {
  return text.startsWith('_') && FIELD_SIZE.test(text);
}

/** Reads one attribute, qualifier or size annotation if one comes next. */
export function acceptAttribute(parser: Parser, into: Attributes): boolean {
  const token = parser.cursor.peek();
  if (token.kind === 'punctuator') {
    if (token.text !== '[' || parser.cursor.peek(1).text !== '[') return false;
    standardAttributes(parser, into);
    return true;
  }
  if (token.kind !== 'name') return false;
  if (IGNORED.has(token.text)) {
    parser.cursor.next();
    into.isConst ||= CONSTANT.has(token.text);
    return true;
  }
  switch (token.text) {
    case '__attribute__':
    case '__attribute':
      gnuAttributes(parser, into);
      return true;
    case '__declspec':
    case '_declspec':
      declspec(parser, into);
      return true;
    case '_Alignas':
    case 'alignas':
      alignas(parser, into);
      return true;
    case '__ptr32':
    case '__ptr64':
      parser.cursor.next();
      into.pointerBytes = token.text === '__ptr32' ? 4 : 8;
      return true;
    case '_Atomic':
      if (parser.cursor.peek(1).text === '(') return false; // the type specifier
      into.atomic = parser.cursor.next();
      return true;
    case 'asm':
    case '__asm':
    case '__asm__':
      parser.cursor.next();
      if (parser.is('volatile') || parser.is('__volatile__')) parser.cursor.next();
      if (parser.is('(')) parser.skipBalanced();
      return true;
    default:
      return fieldSize(parser, token, into);
  }
}

function gnuAttributes(parser: Parser, into: Attributes): void {
  parser.cursor.next();
  parser.expect('(', 'behind __attribute__');
  parser.expect('(', 'behind __attribute__');
  while (!parser.is(')')) {
    const name = parser.cursor.next();
    if (name.kind === 'end') throw refuse('the attribute does not end', name);
    if (name.kind === 'name') gnuAttribute(parser, name, into);
  }
  parser.expect(')', 'behind the attributes');
  parser.expect(')', 'behind the attributes');
}

/** `packed` and `__packed__` are the same. */
function plainName({ text }: Token): string {
  return /^__(.+)__$/.exec(text)?.[1] ?? text;
}

/** One attribute after its name, as gcc and clang have it, and its arguments. */
function gnuAttribute(parser: Parser, name: Token, into: Attributes): void {
  const word = plainName(name);
  switch (word) {
    case 'aligned':
      aligned(parser, name, into);
      return;
    case 'packed':
      into.packed = true;
      return;
    case 'vector_size':
      into.vectorBytes = parenthesised(parser);
      return;
    case 'ext_vector_type':
      into.vectorElements = parenthesised(parser);
      return;
    case 'mode':
      [into.mode] = parser.balancedTokens();
      return;
    case 'ms_struct':
    case 'gcc_struct':
      bitLayout(parser, name, word === 'ms_struct' ? 'ms' : 'gcc', into);
      return;
    case 'scalar_storage_order':
      storageOrder(parser, name, into);
      return;
    case 'counted_by':
    case 'counted_by_or_null':
    case 'sized_by':
    case 'sized_by_or_null':
      into.size = { unit: word.startsWith('counted') ? 'elements' : 'bytes', tokens: parser.balancedTokens() };
      return;
  }
  if (parser.is('(')) parser.skipBalanced();
  if (!isHarmlessGnu(word)) noteAttribute(parser, name, name.text);
}

function noteAttribute(parser: Parser, token: Token, name: string): void {
  parser.problems.note(
    `the attribute ${name} is passed over; castbuf does not know whether it changes the layout`,
    token,
    true,
  );
}

/** All records are MSVC's under its ABIs; clang has no other layout there. */
function bitLayout(parser: Parser, name: Token, layout: BitLayout, into: Attributes): void {
  if (!parser.isMicrosoft) into.bitLayout = layout;
  else if (layout === 'gcc') throw refuse(`${name.text} has no meaning under ${parser.abi}; leave it out`, name);
}

function storageOrder(parser: Parser, name: Token, into: Attributes): void {
  const [order] = parser.balancedTokens();
  const given = /^"(big|little)-endian"$/.exec(order?.text ?? '')?.[1];
  if (given === undefined)
    throw refuse(`${name.text} takes "big-endian" or "little-endian", not ${order?.text ?? 'nothing'}`, order ?? name);
  if (parser.isMicrosoft) noteAttribute(parser, name, name.text);
  else into.byteOrder = given as 'big' | 'little';
}

/** `[[gnu::packed, deprecated("use T")]]`, `[[using gnu: packed]]`. */
function standardAttributes(parser: Parser, into: Attributes): void {
  const open = parser.cursor.next();
  parser.cursor.next();
  let using: string | undefined;
  if (parser.is('using')) {
    parser.cursor.next();
    using = plainName(parser.cursor.next());
    parser.expect(':', 'behind the namespace of attributes');
  }
  while (!parser.is(']')) {
    const first = parser.cursor.next();
    if (first.kind === 'end') throw refuse('the attribute does not end', open);
    if (first.kind !== 'name') continue;
    const isScoped = parser.is('::');
    if (isScoped) parser.cursor.next();
    const name = isScoped ? parser.cursor.next() : first;
    standardAttribute(parser, isScoped ? plainName(first) : using, name, first, into);
  }
  parser.expect(']', 'behind the attributes');
  parser.expect(']', 'behind the attributes');
}

function standardAttribute(
  parser: Parser,
  space: string | undefined,
  name: Token,
  first: Token,
  into: Attributes,
): void {
  if (space === 'gnu' || space === 'clang' || space === '_Clang') return gnuAttribute(parser, name, into);
  if (parser.is('(')) parser.skipBalanced();
  const word = plainName(name);
  if (isHarmlessStandard(space, word)) return;
  noteAttribute(parser, first, space === undefined ? name.text : `${space}::${name.text}`);
}

/**
 * Reads the attributes right after the body of a record or enum: `__attribute__` is the record's, `[[…]]` is of this declaration
 * alone. Whatever else stands there is the declaration's, and is left.
 */
export function attributesBehindBody(parser: Parser, into: Attributes): void {
  for (;;) {
    const token = parser.cursor.peek();
    if (token.text === '__attribute__' || token.text === '__attribute') gnuAttributes(parser, into);
    else if (token.text === '[' && parser.cursor.peek(1).text === '[') {
      const said = noAttributes();
      standardAttributes(parser, said);
      if (saysLayout(said) || said.align > 0) noteMisplaced(parser, token);
    } else return;
  }
}

/** Compilers pass it over, with a warning. */
export function noteMisplaced(parser: Parser, token: Token): void {
  parser.problems.note(
    "this attribute is not the record's here and is passed over; it belongs behind the word struct",
    token,
    true,
  );
}

function declspec(parser: Parser, into: Attributes): void {
  parser.cursor.next();
  parser.expect('(', 'behind __declspec');
  while (!parser.is(')')) {
    const name = parser.cursor.next();
    if (name.kind === 'end') throw refuse('the __declspec does not end', name);
    if (name.kind !== 'name') continue;
    const word = plainName(name);
    if (word === 'align') into.declspecAlign = Math.max(into.declspecAlign, parenthesised(parser));
    else if (word === 'property') throw refuse('a member with __declspec(property) has no bytes; leave it out', name);
    else {
      if (parser.is('(')) parser.skipBalanced();
      if (!isHarmlessDeclspec(word)) noteAttribute(parser, name, `__declspec(${name.text})`);
    }
  }
  parser.cursor.next();
}

function alignas(parser: Parser, into: Attributes): void {
  parser.cursor.next();
  parser.expect('(', 'behind _Alignas');
  const least = parser.startsTypeName()
    ? parser.alignOf(parser.parseTypeName())
    : Number(parser.constantExpression().value);
  into.alignas = Math.max(into.alignas, least);
  parser.expect(')', 'behind the alignment');
}

function parenthesised(parser: Parser): number {
  parser.expect('(', 'before the number');
  const { value } = parser.constantExpression();
  parser.expect(')', 'behind the number');
  return Number(value);
}

function aligned(parser: Parser, name: Token, into: Attributes): void {
  const least = parser.is('(') ? parenthesised(parser) : parser.model.attributeAlign;
  if (least < 1) throw refuse(`${name.text} takes a power of two, not ${least}`, name);
  into.align = Math.max(into.align, least);
}

function fieldSize(parser: Parser, token: Token, into: Attributes): boolean {
  if (!isFieldSize(token.text) || parser.cursor.peek(1).text !== '(') return false;
  const [, bytes, elements, older] = FIELD_SIZE.exec(token.text) ?? [];
  parser.cursor.next();
  const inside = parser.balancedTokens();
  const isBytes = bytes !== undefined || (older !== undefined && elements === undefined);
  into.size = { unit: isBytes ? 'bytes' : 'elements', tokens: inside };
  return true;
}
