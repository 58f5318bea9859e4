import type { Attributes } from './attributes.js';
import { builtInType, vectorType } from './built-in-types.js';
import { canonical, type CType } from './c-type.js';
import type { Parser } from './parser.js';
import { refuse } from './problems.js';
import type { Token } from './token.js';

const INTEGER_MODES: Readonly<Record<string, string>> = {
  QI: '__int8',
  byte: '__int8',
  HI: '__int16',
  SI: '__int32',
  DI: '__int64',
  TI: '__int128',
};

const FLOAT_MODES: Readonly<Record<string, readonly string[]>> = {
  HF: ['_Float16'],
  SF: ['float'],
  DF: ['double'],
  XF: ['__float80'],
  TF: ['__float128'],
};

/** The type that attributes make of the one they stand beside: a vector, or a number of another mode. */
export function attributedType(parser: Parser, type: CType, attributes: Attributes): CType {
  const { mode, vectorBytes, vectorElements } = attributes;
  let found = type;
  if (mode !== undefined) found = inMode(parser, found, mode);
  if (vectorBytes > 0) found = inVector(parser, found, () => vectorBytes);
  if (vectorElements > 0)
    found = inVector(parser, found, (element) => roundedUp(vectorElements) * parser.sizeOf(element));
  return found;
}

/** Behind pointers and arrays it is what they lead to that becomes a vector. */
function inVector(parser: Parser, type: CType, bytesOf: (element: CType) => number): CType {
  if (type.kind === 'array') return { ...type, element: inVector(parser, type.element, bytesOf) };
  if (type.kind === 'pointer') return { ...type, target: inVector(parser, type.target, bytesOf) };
  const bytes = bytesOf(type);
  const element = canonical(type);
  const isInteger = element.kind === 'number' && element.integer !== undefined;
  if (bytes === 8 && isInteger && !parser.model.hasVectors8) {
    const what =
      'gcc aligns a vector of 8 bytes to 4 here, and with -mmmx to 8; declare an array, with aligned(8) or without';
    throw refuse(what, parser.cursor.peek());
  }
  return vectorType(bytes, parser.model);
}

/** Three elements take the place of four. */
function roundedUp(elements: number): number {
  return 2 ** Math.ceil(Math.log2(elements));
}

/** `mode(DF)` on a float is a double, `mode(TI)` on an int has 16 bytes. */
function inMode(parser: Parser, type: CType, token: Token): CType {
  const mode = token.text.replace(/^__(.+)__$/, '$1');
  const from = canonical(type);
  const isInteger = from.kind === 'number' && from.integer !== undefined && from.name !== '_Bool';
  const isFloat = from.kind === 'number' && /^(?:float|double|long double)$/.test(from.name);
  const word =
    mode === 'word' || mode === 'pointer' || mode === 'unwind_word'
      ? parser.model.pointerBytes === 8
        ? 'DI'
        : 'SI'
      : mode;
  const name = Object.hasOwn(INTEGER_MODES, word) ? INTEGER_MODES[word] : undefined;
  if (isInteger && name !== undefined) {
    const words = from.integer?.isSigned === false ? ['unsigned', name] : [name];
    const integer = builtInType(words, parser.model);
    if (integer !== undefined) return integer;
  }
  const float =
    isFloat && Object.hasOwn(FLOAT_MODES, word) ? builtInType(FLOAT_MODES[word] ?? [], parser.model) : undefined;
  if (float === undefined) throw refuse(`castbuf knows no mode ${token.text} of this type`, token);
  return float;
}
