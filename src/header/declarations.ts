import { extentOfType } from '../schema/index.js';
import { acceptAssertion, ASSERTIONS } from './assertions.js';
import { alignOf, isAttributeKeyword, noteMisplaced, saysLayout } from './attributes.js';
import { canonical, depthOf, nameOf, type CType, type RecordType } from './c-type.js';
import { declarator, type Declared } from './declarators.js';
import { uncountedTail } from './counted-tail.js';
import { INT, wrapped } from './integer.js';
import { recordName, type Parser, type Specifiers } from './parser.js';
import { Refusal } from './problems.js';
import { addNotes } from './annotations.js';
import { attributedType } from './attributed-type.js';
import { isLayoutWord } from './known-words.js';
import { startsType, TAG_WORDS } from './words.js';
import type { Token } from './token.js';

/** Reads a whole header. What is wrong is reported and left out; the rest is imported. */
export function parseDeclarations(parser: Parser): void {
  let braces = 0;
  for (let token = parser.cursor.peek(); token.kind !== 'end'; token = parser.cursor.peek()) {
    try {
      if (
        parser.cursor.skipFunction(declaresMore) ||
        parser.accept(';') ||
        acceptAssertion(parser) ||
        acceptMacroCall(parser)
      )
        continue;
      if (isLinkageBlock(parser)) {
        braces++;
        for (let left = 3; left > 0; left--) parser.cursor.next();
      } else if (braces > 0 && parser.accept('}')) braces--;
      else parser.notingWords(() => declaration(parser));
    } catch (thrown) {
      parser.problems.caught(thrown, token);
      recover(parser, token);
    }
    finishRecords(parser);
  }
  parser.cursor.applyPragmas(); // those at the end are checked, too
  parser.pragmas.finish();
}

/** A typedef after the body names a record, so records become schemas when their declaration ends. */
export function finishRecords(parser: Parser): void {
  const { scope } = parser;
  for (; scope.finishedRecords < scope.records.length; scope.finishedRecords++)
    finishRecord(parser, scope.records[scope.finishedRecords] as RecordType);
}

/** A word that declares more than a function. */
function declaresMore(word: string): boolean {
  return word === 'typedef' || TAG_WORDS.has(word) || ASSERTIONS.has(word) || word === '__pragma' || word === '_Pragma';
}

function isLinkageBlock(parser: Parser): boolean {
  return parser.is('extern') && parser.cursor.peek(1).kind === 'string' && parser.cursor.peek(2).text === '{';
}

/** `NAME(…);`, or `NAME(…) { … }`: a function without a type, or what a macro declares that nothing defines. */
function acceptMacroCall(parser: Parser): boolean {
  const token = parser.cursor.peek();
  if (token.kind !== 'name' || parser.cursor.peek(1).text !== '(') return false;
  if (isAttributeKeyword(token.text) || startsType(parser, token)) return false;
  const behind = parser.cursor.peekBehindBrackets(1);
  if (behind.text !== '{' && behind.text !== ';') return false;
  parser.cursor.next();
  parser.skipBalanced(token);
  if (behind.text === '{') parser.skipBalanced();
  else parser.problems.note(`nothing defines ${token.text}, so ${token.text}(…) declares nothing`, token);
  return true;
}

/** @returns whether it is a function's */
function declaration(parser: Parser): boolean {
  const start = parser.cursor.peek();
  const before = parser.scope.records.length;
  const found = parser.specifiers();
  const { records } = parser.scope;
  const own =
    records.length > before ? records.slice(before).find((record) => record === canonical(found.type)) : undefined;
  if (own !== undefined) {
    addNotes(own, start.notes, false);
    const isAlone = parser.is(';') && found.attributes.align > 0;
    if (saysLayout(found.attributes) || isAlone) noteMisplaced(parser, start);
  }
  if (parser.accept(';')) return false;
  let isFunction = false;
  for (;;) {
    const declared = declarator(parser, found.type);
    if (found.isTypedef) defineTypedef(parser, found, declared);
    else if (declared.name !== undefined && isLayoutWord(declared.name)) parser.passOver(declared.token);
    isFunction = canonical(declared.type).kind === 'function' && !found.isTypedef;
    if (isFunction && !/^[;,=]$/.test(parser.cursor.peek().text)) {
      skipBody(parser, start);
      return true;
    }
    if (parser.is('=')) {
      if (found.attributes.isConst) defineConstant(parser, declared);
      skipInitialiser(parser);
    }
    if (!parser.accept(',')) break;
  }
  parser.expect(';', 'behind the declaration');
  return isFunction;
}

/** A function's body, with the declarations of its parameters before it where they are of the old kind. */
function skipBody(parser: Parser, start: Token): void {
  for (let token = parser.cursor.peek(); token.kind !== 'end' && token.text !== '{'; token = parser.cursor.peek()) {
    if (token.text === '}') return;
    parser.cursor.next();
  }
  if (parser.is('{')) parser.skipBalanced();
  else parser.problems.add('the function has no body and no semicolon', start.place);
}

/** `static const int N = 5;` is a constant in C++, and headers count members by it. One whose value is not known here is none. */
function defineConstant(parser: Parser, { name, type }: Declared): void {
  const found = canonical(type);
  const integer =
    found.kind === 'enum' ? (found.base?.integer ?? INT) : found.kind === 'number' ? found.integer : undefined;
  if (name === undefined || integer === undefined) return;
  parser.cursor.next();
  try {
    const { value } = parser.constantExpression();
    if (/^[,;]$/.test(parser.cursor.peek().text)) parser.scope.constants.set(name, wrapped(value, integer));
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
  }
}

function skipInitialiser(parser: Parser): void {
  for (let token = parser.cursor.peek(); token.kind !== 'end'; token = parser.cursor.peek()) {
    if (token.text === ',' || token.text === ';') return;
    if (token.text === '{' || token.text === '(' || token.text === '[') parser.skipBalanced();
    else parser.cursor.next();
  }
}

function defineTypedef(parser: Parser, found: Specifiers, { name, token, type: plain, attributes }: Declared): void {
  if (name === undefined) return;
  const type = attributedType(parser, plain, attributes);
  noteUnknown(parser, name, type);
  const align = Math.max(alignOf(found.attributes), alignOf(attributes));
  const target = canonical(type);
  if ((target.kind === 'record' || target.kind === 'enum') && !target.typedefs.includes(name))
    target.typedefs.push(name);
  const known = parser.scope.typedefs.get(name);
  if (known !== undefined && !isSameType(known.type, type)) {
    parser.problems.add(`${name} is declared already as another type, in line ${known.token.place.line}`, token.place);
    return;
  }
  parser.scope.typedefs.set(name, {
    kind: 'alias',
    name,
    type,
    align: align || undefined,
    depth: 1 + depthOf(type),
    token,
  });
}

/** Where it stands in a record it is an error; a typedef may never be used. */
function noteUnknown(parser: Parser, name: string, type: CType): void {
  let found = canonical(type);
  while (found.kind === 'function' || found.kind === 'array')
    found = canonical(found.kind === 'function' ? found.result : found.element);
  if (found.kind !== 'unknown') return;
  const what = `no type is named ${found.name}, so ${name} is none that can be read`;
  parser.problems.note(what, found.token);
}

/** C allows a typedef to be repeated. Records and enums are the same where they are one; the rest where they are built alike. */
function isSameType(one: CType, other: CType): boolean {
  const [left, right] = [canonical(one), canonical(other)];
  if (left === right) return true;
  if (left.kind === 'pointer' && right.kind === 'pointer') return left.bytes === right.bytes;
  if (left.kind === 'array' && right.kind === 'array') {
    return left.count === right.count && isSameType(left.element, right.element);
  }
  if (left.kind === 'number' && right.kind === 'number') return left.type === right.type;
  if (left.kind === 'function' || left.kind === 'void') return left.kind === right.kind;
  return left.kind === 'unknown' || right.kind === 'unknown';
}

function finishRecord(parser: Parser, record: RecordType): void {
  if (record.fields === undefined) record.problem ??= 'its body does not end';
  if (record.problem !== undefined) return;
  try {
    // One without a name is a part of another, which knows whether it is the last.
    extentOfType(parser.imports.recordType(record, nameOf(record) !== undefined), parser.abi);
    const said = uncountedTail(record);
    if (said !== undefined)
      parser.problems.note(
        `${said}, which counts the tail of ${recordName(record)}, is no member of it, and is passed over`,
        record.token,
      );
  } catch (thrown) {
    const { hint } = parser.problems.caught(thrown, record.token);
    record.problem = `${recordName(record)}: ${hint}`;
  }
}

/** To the next declaration: after a semicolon or a body, or before a word that begins one. */
function recover(parser: Parser, start: Token): void {
  if (parser.cursor.peek() === start) parser.cursor.next();
  for (let token = parser.cursor.peek(); token.kind !== 'end'; token = parser.cursor.peek()) {
    if (token.text === 'typedef' || (token.isFirstOfLine && (token.text === 'struct' || token.text === 'extern')))
      return;
    if (token.kind === 'punctuator' && token.text === '{') {
      skipToEnd(parser);
      if (!/^[;,*]$/.test(parser.cursor.peek().text) && parser.cursor.peek().kind !== 'name') return;
    } else if (parser.cursor.next().text === ';') return;
  }
}

/** A brace that nobody closes ends with the header. */
function skipToEnd(parser: Parser): void {
  try {
    parser.skipBalanced();
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
  }
}
