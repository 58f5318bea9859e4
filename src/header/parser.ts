import { extentOfType, layoutOfAny, type NamedAbi } from '../schema/index.js';
import { wellKnownInteger } from './built-in-headers.js';
import { builtInNames, builtInType } from './built-in-types.js';
import { canonical, nameOf, type CType, type RecordType } from './c-type.js';
import { dataModelOf, type DataModel } from './data-model.js';
import { ExpressionParser } from './expression.js';
import type { IntegerValue } from './integer.js';
import type { HeaderLimits } from './limits.js';
import type { TypeContext } from './operand.js';
import { isHarmlessWord, isLayoutWord } from './known-words.js';
import type { LayoutRules } from './layout-flags.js';
import { LayoutPragmas } from './layout-pragmas.js';
import { refuse, type Problems } from './problems.js';
import { textBetween } from './parameter-text.js';
import type { SchemaImport } from './schema-import.js';
import { Scope } from './scope.js';
import { startsType } from './words.js';
import type { Attributes } from './attributes.js';
import type { Token } from './token.js';
import { bracketStep, PackingCursor, type TokenFeed } from './token-cursor.js';

/** A record with a body, or anything that ends with a semicolon: no initialiser and no argument of a function has that. */
const DECLARES = /\b(?:struct|union|enum|class)\b[^(){};,]*\{|;|…/;

/** What stands before the declarators of a declaration. */
export interface Specifiers {
  readonly type: CType;
  readonly isTypedef: boolean;
  readonly attributes: Attributes;
  /** The type is a struct, union or enum written here, with a body or a tag. */
  readonly declaresTag: boolean;
}

/** The parts of the grammar that lead back to each other: records hold declarations, and those hold records. */
export interface Grammar {
  specifiers(parser: Parser): Specifiers;
  typeName(parser: Parser): CType;
}

/** What all functions that parse declarations work on. */
export class Parser implements TypeContext {
  readonly scope: Scope;
  readonly pragmas: LayoutPragmas;
  readonly cursor: PackingCursor;
  readonly isMicrosoft: boolean;
  readonly model: DataModel;
  private depth = 0;
  /** Words of the declaration that is read which nothing defines. */
  private passedOver: Token[] = [];

  constructor(
    readonly abi: NamedAbi,
    readonly problems: Problems,
    readonly limits: HeaderLimits,
    readonly imports: SchemaImport,
    readonly rules: LayoutRules,
    private readonly grammar: Grammar,
    feed: TokenFeed,
  ) {
    this.isMicrosoft = abi.startsWith('msvc');
    const note = (what: string, token: Token): void => problems.note(what, token, true);
    const complain = (what: string, token: Token): void => problems.add(what, token.place);
    this.pragmas = new LayoutPragmas(this.isMicrosoft, rules, note, complain);
    this.cursor = new PackingCursor(feed, this.pragmas);
    this.model = dataModelOf(abi);
    this.scope = new Scope(builtInNames(this.model), (name) => {
      const words = wellKnownInteger(name, this.model);
      return words && builtInType(words, this.model);
    });
  }

  is(text: string): boolean {
    const token = this.cursor.peek();
    return token.text === text && token.kind !== 'string';
  }

  /** Consumes the next token if it is that one. */
  accept(text: string): boolean {
    const found = this.is(text);
    if (found) this.cursor.next();
    return found;
  }

  expect(text: string, why: string): Token {
    if (!this.is(text)) throw refuse(`'${text}' is missing ${why}`, this.cursor.peek());
    return this.cursor.next();
  }

  /** Runs `parse` one level deeper, and refuses levels that no header has. */
  nested<T>(token: Token, parse: () => T): T {
    if (this.depth >= this.limits.nesting)
      throw refuse(`declarations are nested deeper than ${this.limits.nesting}`, token);
    this.depth++;
    try {
      return parse();
    } finally {
      this.depth--;
    }
  }

  constantExpression(): IntegerValue {
    return new ExpressionParser(this.cursor, this, this.limits.nesting).constant();
  }

  /**
   * Skips a parenthesis, bracket or brace with all that is inside, and returns the one that closes it. `owner` is the word in front
   * where nothing defines it: no declarations may be lost with its arguments.
   */
  skipBalanced(owner?: Token): Token {
    const open = this.cursor.next();
    let hasBraces = false;
    const close = this.cursor.skipInside(owner && (() => (hasBraces = true)));
    if (close.kind === 'end') throw refuse(`'${open.text}' is not closed`, open);
    if (hasBraces && owner !== undefined && DECLARES.test(textBetween(open, close)()))
      throw refuse(`nothing defines ${owner.text}, so what is declared in its parentheses is lost; define it`, owner);
    return close;
  }

  /** Notes a word that nothing defines when its declaration is read, unless that is a function's. */
  passOver(word: Token): void {
    if (!isHarmlessWord(word.text)) this.passedOver.push(word);
  }

  /** Reads one declaration. Words of functions say nothing about layout: `parse` returns whether it was one. */
  notingWords(parse: () => boolean): void {
    const before = this.passedOver;
    this.passedOver = [];
    let isFunction = false;
    try {
      isFunction = parse();
    } finally {
      if (!isFunction) {
        for (const word of this.passedOver)
          this.problems.note(`nothing defines ${word.text}, so it is passed over`, word, isLayoutWord(word.text));
      }
      this.passedOver = before;
    }
  }

  /** The same, for what is short and is read: the tokens inside. */
  balancedTokens(): Token[] {
    const inside: Token[] = [];
    const open = this.cursor.next();
    for (let depth = 1; ;) {
      const token = this.cursor.next();
      if (token.kind === 'end') throw refuse(`'${open.text}' is not closed`, open);
      depth += bracketStep(token);
      if (depth === 0) return inside;
      if (inside.length < 4096) inside.push(token);
    }
  }

  startsTypeName(): boolean {
    return startsType(this, this.cursor.peek());
  }

  parseTypeName(): CType {
    return this.nested(this.cursor.peek(), () => this.grammar.typeName(this));
  }

  specifiers(): Specifiers {
    return this.grammar.specifiers(this);
  }

  sizeOf(type: CType): number {
    return this.extentOf(type).bytes;
  }

  alignOf(type: CType): number {
    return this.extentOf(type).align;
  }

  preferredAlignOf(type: CType): number {
    const found = canonical(type);
    if (found.kind === 'array') return this.preferredAlignOf(found.element);
    const isOfPair = found.kind === 'number' && found.name.startsWith('_Complex ');
    const isWide = found.kind === 'number' && this.sizeOf(found) === (isOfPair ? 16 : 8);
    return Math.max(this.alignOf(type), this.model.prefersAlign8 && isWide ? 8 : 1);
  }

  constant(name: string): IntegerValue | undefined {
    return this.scope.constants.get(name);
  }

  memberOf(type: CType, name: string): { offset: number; type: CType } | undefined {
    const record = canonical(type);
    return record.kind === 'record' ? this.memberIn(record, name) : undefined;
  }

  private memberIn(record: RecordType, name: string): { offset: number; type: CType } | undefined {
    const { members } = layoutOfAny(this.imports.recordType(record, false), this.abi).root;
    for (const [index, field] of (record.fields ?? []).entries()) {
      const laid = members[index];
      if (laid === undefined) continue;
      const offset = laid.bitOffset / 8;
      if (field.name === name) return { offset: Math.floor(offset), type: field.type };
      const inner = field.name === undefined ? canonical(field.type) : undefined;
      const found = inner?.kind === 'record' ? this.memberIn(inner, name) : undefined;
      if (found !== undefined) return { offset: offset + found.offset, type: found.type };
    }
    return undefined;
  }

  private extentOf(type: CType): { bytes: number; align: number } {
    const found = canonical(type);
    // As gcc has it; pointers to void and functions step by bytes.
    if (found.kind === 'void' || found.kind === 'function') return { bytes: 1, align: 1 };
    if (found.kind === 'array' && found.count === undefined) return { bytes: 0, align: this.alignOf(found.element) };
    return extentOfType(this.imports.typeOf(type, false), this.abi);
  }
}

/** How an error calls a record. */
export function recordName(record: RecordType): string {
  const keyword = record.isUnion ? 'union' : 'struct';
  return `${keyword} ${nameOf(record) ?? `at line ${record.token.place.line}`}`;
}
