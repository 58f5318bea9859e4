import type { FieldSize } from './c-type.js';
import type { Parser } from './parser.js';
import { refuse } from './problems.js';
import type { Token } from './token.js';

/** What the attributes around a declaration demand. */
export interface Attributes {
  /** The largest alignment asked for; 0 where none is. */
  align: number;
  packed: boolean;
  /** `vector_size(n)`; 0 where it is no vector. */
  vectorBytes: number;
  /** `mode(DI)`: an integer of this many bytes; 0 where it is not given. */
  modeBytes: number;
  size: FieldSize | undefined;
  /** `__ptr32`, `__ptr64`: bytes of the pointer before it. */
  pointerBytes: 0 | 4 | 8;
}

export function noAttributes(): Attributes {
  return { align: 0, packed: false, vectorBytes: 0, modeBytes: 0, size: undefined, pointerBytes: 0 };
}

/** gcc's `aligned` without a number: the largest alignment of the target. */
const LARGEST_ALIGN = 16;

const MODES: Readonly<Record<string, number>> = { QI: 1, byte: 1, HI: 2, SI: 4, DI: 8, word: 8, pointer: 8 };

/** Words that say nothing about layout. */
const IGNORED = new Set(
  (
    'const volatile restrict __restrict __restrict__ __const __const__ __volatile __volatile__ _Atomic __unaligned _unaligned __w64 _w64 __sptr __uptr ' +
    '__cdecl _cdecl __stdcall _stdcall __fastcall _fastcall __thiscall __vectorcall __pascal _pascal pascal __clrcall __regcall ' +
    '__extension__ inline __inline __inline__ _inline __forceinline _Noreturn noreturn __noreturn _Thread_local thread_local __thread ' +
    'register auto constexpr __nonnull _Nonnull _Nullable __far __near __huge __export __loadds'
  ).split(' '),
);

/** `_Field_size_(n)`, `_Field_size_bytes_(n)`, their opt, full and part forms, and the older spelling. */
const FIELD_SIZE = /^(?:_Field_size_(bytes_)?(?:full_|part_)*(?:opt_)?|__field_(?:(e)|(b))count\w*)$/;

const ATTRIBUTE_KEYWORDS = new Set(
  '__attribute __attribute__ __declspec _declspec _Alignas alignas __ptr32 __ptr64 asm __asm __asm__'.split(' '),
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
    parser.skipBalanced();
    return true;
  }
  if (token.kind !== 'name') return false;
  if (IGNORED.has(token.text)) {
    parser.cursor.next();
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
    const word = name.text.startsWith('__') ? name.text.slice(2, -2) : name.text;
    if (word === 'aligned') raise(into, parser.is('(') ? parenthesised(parser) : LARGEST_ALIGN);
    else if (word === 'packed') into.packed = true;
    else if (word === 'vector_size') into.vectorBytes = parenthesised(parser);
    else if (word === 'mode') {
      const mode = parser.balancedTokens()[0]?.text.replaceAll('_', '') ?? '';
      into.modeBytes = MODES[mode] ?? 0;
    } else if (parser.is('(')) parser.skipBalanced();
  }
  parser.expect(')', 'behind the attributes');
  parser.expect(')', 'behind the attributes');
}

function declspec(parser: Parser, into: Attributes): void {
  parser.cursor.next();
  parser.expect('(', 'behind __declspec');
  while (!parser.is(')')) {
    const name = parser.cursor.next();
    if (name.kind === 'end') throw refuse('the __declspec does not end', name);
    if (name.text === 'align' || name.text === '__align__') raise(into, parenthesised(parser));
    else if (parser.is('(')) parser.skipBalanced();
  }
  parser.cursor.next();
}

function alignas(parser: Parser, into: Attributes): void {
  parser.cursor.next();
  parser.expect('(', 'behind _Alignas');
  if (parser.startsTypeName()) raise(into, parser.alignOf(parser.parseTypeName()));
  else raise(into, Number(parser.constantExpression().value));
  parser.expect(')', 'behind the alignment');
}

function parenthesised(parser: Parser): number {
  parser.expect('(', 'before the number');
  const { value } = parser.constantExpression();
  parser.expect(')', 'behind the number');
  return Number(value);
}

function raise(into: Attributes, align: number): void {
  into.align = Math.max(into.align, align);
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
