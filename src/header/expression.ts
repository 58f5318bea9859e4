import { builtInType } from './built-in-types.js';
import { canonical, type CType } from './c-type.js';
import { applyBinary } from './binary-operators.js';
import type { DataModel } from './data-model.js';
import {
  characterLiteral,
  INT,
  INT64,
  integerLiteral,
  promoted,
  realLiteral,
  stringLiteral,
  unitOf,
  UNSIGNED_INT,
  UNSIGNED_INT64,
  wrapped,
  type IntegerType,
  type IntegerValue,
} from './integer.js';
import { DEFAULT_HEADER_LIMITS } from './limits.js';
import { bytesOf, integer, truth, type Operand, type TypeContext } from './operand.js';
import { refuse } from './problems.js';
import type { Token } from './token.js';
import type { TokenCursor } from './token-cursor.js';

const PRECEDENCE: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '>': 7,
  '<=': 7,
  '>=': 7,
  '<<': 8,
  '>>': 8,
  '+': 9,
  '-': 9,
  '*': 10,
  '/': 10,
  '%': 10,
};

const GNU_ALIGN_OF = new Set(['__alignof', '__alignof__']);
const SIZE_OF = new Set(['sizeof', '_Alignof', 'alignof', '_alignof', ...GNU_ALIGN_OF]);
const OFFSET_OF = new Set(['offsetof', 'FIELD_OFFSET', '__builtin_offsetof', 'UFIELD_OFFSET']);

/** What the preprocessor knows instead of types. */
export interface ConditionContext {
  readonly model: DataModel;
  /** Hears of a name in a condition that is called and that nothing defines. */
  undefinedCall(name: Token): void;
}

/**
 * Evaluates constant expressions of C as they are parsed: integers that wrap, casts, sizeof, offsetof and the address arithmetic
 * that headers write instead of it. Without types it is the preprocessor's: names are 0, all integers have 64 bits.
 */
export class ExpressionParser {
  private readonly types: TypeContext | undefined;
  /** What the outermost comparison compared: the two numbers of an assertion that is false. */
  compared: { have: bigint; operator: string; want: bigint } | undefined;
  private depth = 0;
  /** Above 0 where a value is not needed, as on the other side of `?:`: dividing by 0 is no mistake there. */
  private idle = 0;

  constructor(
    private readonly cursor: TokenCursor,
    private readonly context: TypeContext | ConditionContext,
    private readonly maxDepth: number = DEFAULT_HEADER_LIMITS.nesting,
  ) {
    this.types = 'sizeOf' in context ? context : undefined;
  }

  /** An integer constant, up to a comma or whatever cannot belong to it. */
  constant(): IntegerValue {
    const first = this.cursor.peek();
    return this.integerOf(this.conditional(), first);
  }

  /** The type of an expression, as typeof asks for it. */
  typeOfExpression(): CType {
    const first = this.cursor.peek();
    const operand = this.conditional();
    if (operand.kind === 'place') return operand.type;
    if (operand.kind === 'address') return { kind: 'pointer', target: operand.target, bytes: 0 };
    const words =
      operand.kind === 'integer'
        ? wordsOfInteger(operand.type)
        : operand.kind === 'real'
          ? wordsOfReal(operand.bytes)
          : [];
    const number = builtInType(words, this.context.model);
    if (words.length === 0 || number === undefined) throw refuse('the type of this is not known', first);
    return number;
  }

  private conditional(): Operand {
    const first = this.cursor.peek();
    const condition = this.binary(1);
    if (this.cursor.peek().text !== '?') return condition;
    this.cursor.next();
    const holds = this.integerOf(condition, first).value !== 0n;
    const yes = this.unless(!holds, () => this.nested(first, () => this.conditional()));
    this.expect(':');
    const no = this.unless(holds, () => this.nested(first, () => this.conditional()));
    return holds ? yes : no;
  }

  private binary(least: number): Operand {
    let first = this.cursor.peek();
    let left = this.unary();
    for (;;) {
      const operator = this.cursor.peek();
      const precedence = operator.kind === 'punctuator' ? PRECEDENCE[operator.text] : undefined;
      if (precedence === undefined || precedence < least) return left;
      this.cursor.next();
      const rightToken = this.cursor.peek();
      if (operator.text === '&&' || operator.text === '||') {
        const isTrue = this.integerOf(left, first).value !== 0n;
        const decided = isTrue === (operator.text === '||');
        const right = this.unless(decided, () => this.integerOf(this.binary(precedence + 1), rightToken));
        left = integer(truth(decided ? isTrue : right.value !== 0n));
      } else {
        const right = this.binary(precedence + 1);
        if ((precedence === 6 || precedence === 7) && left.kind !== 'real' && right.kind !== 'real') {
          const numbers = { have: this.integerOf(left, first).value, want: this.integerOf(right, rightToken).value };
          this.compared = { ...numbers, operator: operator.text };
        }
        left = applyBinary(operator, left, right, this.types, this.idle > 0);
      }
      first = rightToken;
    }
  }

  private unary(): Operand {
    const token = this.cursor.peek();
    return this.nested(token, () => this.unaryAt(token));
  }

  private unaryAt(token: Token): Operand {
    if (token.kind === 'punctuator') {
      switch (token.text) {
        case '(':
          return this.parenthesised(token);
        case '+':
        case '-':
        case '~':
        case '!':
          this.cursor.next();
          return this.signed(token, this.unary());
        case '&':
          this.cursor.next();
          return this.addressOf(this.unary(), token);
        case '*':
          this.cursor.next();
          return this.pointed(this.unary(), token);
      }
    }
    if (this.types !== undefined && token.kind === 'name') {
      if (SIZE_OF.has(token.text)) return this.sizeOf(token, this.types);
      if (OFFSET_OF.has(token.text)) return this.postfix(this.offsetOf(this.types));
      if (token.text === '__extension__') {
        this.cursor.next();
        return this.unary();
      }
    }
    return this.postfix(this.primary());
  }

  private primary(): Operand {
    const token = this.cursor.next();
    switch (token.kind) {
      case 'number': {
        const value = integerLiteral(token.text, this.types?.model.longBytes ?? 8);
        if (value !== undefined) return integer(this.types === undefined ? widest(token.text, value) : value);
        const real = this.types === undefined ? undefined : realLiteral(token.text);
        if (real !== undefined) return { kind: 'real', ...real };
        throw refuse(`${token.text} is no integer constant`, token);
      }
      case 'character':
        return integer(characterLiteral(token.text, this.context.model));
      case 'string':
        return this.textFrom(token);
      case 'name': {
        if (this.types === undefined) return this.nameInCondition(token);
        const known = this.types.constant(token.text);
        if (known !== undefined) return integer(known);
        throw refuse(`'${token.text}' is no constant; define it, or include the header that does`, token);
      }
      default:
        throw refuse(
          token.kind === 'end' ? 'the expression ends too soon' : `'${token.text}' begins no expression`,
          token,
        );
    }
  }

  /** Strings that follow each other are one; a prefix of any of them is that of all. */
  private textFrom(first: Token): Operand {
    let text = stringLiteral(first.text);
    let unit = unitOf(first.text, this.context.model);
    while (this.cursor.peek().kind === 'string') {
      const next = this.cursor.next().text;
      text += stringLiteral(next);
      if (!next.startsWith('"')) unit = unitOf(next, this.context.model);
    }
    return { kind: 'text', text, unit };
  }

  /** In an #if, a name that is no macro is 0, and so is what it is called with. */
  private nameInCondition(token: Token): Operand {
    if (this.cursor.peek().text === '(') {
      if (this.idle === 0 && 'undefinedCall' in this.context) this.context.undefinedCall(token);
      this.cursor.next();
      for (let depth = 1; depth > 0;) {
        const inner = this.cursor.next();
        if (inner.kind === 'end') throw refuse(`the parenthesis behind ${token.text} is not closed`, token);
        if (inner.text === '(') depth++;
        if (inner.text === ')') depth--;
      }
    }
    return integer({ value: token.text === 'true' ? 1n : 0n, type: INT64 });
  }

  private parenthesised(open: Token): Operand {
    this.cursor.next();
    if (this.types?.startsTypeName() === true) {
      const type = this.types.parseTypeName();
      this.expect(')');
      return this.cast(type, this.unary(), open);
    }
    let inner = this.conditional();
    while (this.cursor.peek().text === ',') {
      this.cursor.next();
      inner = this.conditional();
    }
    this.expect(')');
    return this.postfix(inner);
  }

  private postfix(start: Operand): Operand {
    let operand = start;
    for (;;) {
      const token = this.cursor.peek();
      if (token.text === '[' && this.types !== undefined) {
        this.cursor.next();
        const index = this.constant();
        this.expect(']');
        if (operand.kind === 'text') {
          operand = unitAt(operand, Number(index.value));
          continue;
        }
        const moved = applyBinary(token, this.decayed(operand), integer(index), this.types, false);
        operand = this.pointed(moved, token);
      } else if ((token.text === '.' || token.text === '->') && this.types !== undefined) {
        this.cursor.next();
        const place = token.text === '.' ? operand : this.pointed(operand, token);
        operand = this.member(place, this.cursor.next(), this.types);
      } else return operand;
    }
  }

  private member(place: Operand, name: Token, types: TypeContext): Operand {
    if (place.kind !== 'place') throw refuse(`there is no record that has a member ${name.text}`, name);
    const found = types.memberOf(place.type, name.text);
    if (found === undefined) throw refuse(`there is no member ${name.text}`, name);
    return { kind: 'place', type: found.type, address: place.address + BigInt(found.offset) };
  }

  private sizeOf(keyword: Token, types: TypeContext): Operand {
    this.cursor.next();
    const result: IntegerType = types.model.pointerBytes === 8 ? UNSIGNED_INT64 : UNSIGNED_INT;
    const bytes = this.measured(types, keyword);
    return integer({ value: BigInt(bytes), type: result });
  }

  /** The size or the alignment of `(type-name)`, or of an expression. */
  private measured(types: TypeContext, keyword: Token): number {
    const ofType = (type: CType): number => {
      if (keyword.text === 'sizeof') return types.sizeOf(type);
      return GNU_ALIGN_OF.has(keyword.text) ? types.preferredAlignOf(type) : types.alignOf(type);
    };
    const operand = this.typeOperand(types, keyword);
    if (!('kind' in operand)) return ofType(operand.type);
    if (operand.kind === 'place') return ofType(operand.type);
    if (operand.kind === 'address') return types.model.pointerBytes;
    return keyword.text === 'sizeof' || operand.kind !== 'text' ? bytesOf(operand) : operand.unit.bytes;
  }

  private typeOperand(types: TypeContext, keyword: Token): Operand | { readonly type: CType } {
    if (this.cursor.peek().text === '(') {
      this.cursor.next();
      if (types.startsTypeName()) {
        const type = types.parseTypeName();
        this.expect(')');
        return { type };
      }
      const operand = this.nested(keyword, () => this.conditional());
      this.expect(')');
      return this.postfix(operand);
    }
    return this.unary();
  }

  private offsetOf(types: TypeContext): Operand {
    this.cursor.next();
    this.expect('(');
    let operand: Operand = { kind: 'place', type: types.parseTypeName(), address: 0n };
    this.expect(',');
    operand = this.postfix(this.member(operand, this.cursor.next(), types));
    this.expect(')');
    const address = operand.kind === 'place' ? operand.address : 0n;
    return integer({ value: address, type: types.model.pointerBytes === 8 ? UNSIGNED_INT64 : UNSIGNED_INT });
  }

  private signed(token: Token, operand: Operand): Operand {
    const { text } = token;
    if (operand.kind === 'real' && text !== '~') {
      if (text === '!') return integer(truth(operand.value === 0));
      return { ...operand, value: text === '-' ? -operand.value : operand.value };
    }
    const { value, type } = this.integerOf(operand, token);
    if (text === '!') return integer(truth(value === 0n));
    return integer(wrapped(text === '-' ? -value : text === '~' ? ~value : value, promoted(type)));
  }

  private addressOf(operand: Operand, token: Token): Operand {
    if (operand.kind !== 'place') throw refuse('& takes a member', token);
    return { kind: 'address', target: operand.type, address: operand.address };
  }

  private pointed(operand: Operand, token: Token): Operand {
    if (operand.kind === 'text') return unitAt(operand, 0);
    const address = this.decayed(operand);
    if (address.kind !== 'address') throw refuse(`'${token.text}' takes a pointer`, token);
    return { kind: 'place', type: address.target, address: address.address };
  }

  private decayed(operand: Operand): Operand {
    if (operand.kind !== 'place') return operand;
    const type = canonical(operand.type);
    if (type.kind === 'array') return { kind: 'address', target: type.element, address: operand.address };
    return operand;
  }

  private cast(type: CType, operand: Operand, token: Token): Operand {
    const to = canonical(type);
    const source = this.decayed(operand);
    if (source.kind === 'real' || isReal(to)) return this.castReal(to, source, token);
    const value = source.kind === 'integer' ? source.value : source.kind === 'address' ? source.address : undefined;
    if (value === undefined) throw refuse('this value is not known here', token);
    if (to.kind === 'pointer') return { kind: 'address', target: to.target, address: value };
    if (to.kind === 'enum') return integer(wrapped(value, to.base?.integer ?? INT));
    if (to.kind === 'number' && to.integer !== undefined) {
      return integer(to.name === '_Bool' ? { ...truth(value !== 0n), type: to.integer } : wrapped(value, to.integer));
    }
    throw refuse('a constant is cast to an integer or a pointer', token);
  }

  /** A floating-point number loses what is after its point. */
  private castReal(to: CType, operand: Operand, token: Token): Operand {
    const value = operand.kind === 'real' ? operand.value : Number(this.integerOf(operand, token).value);
    if (to.kind === 'number' && isReal(to)) {
      const bytes = to.name === 'float' ? 4 : 8;
      return { kind: 'real', value: bytes === 4 ? Math.fround(value) : value, bytes };
    }
    if (to.kind !== 'number' || to.integer === undefined || !Number.isFinite(value))
      throw refuse('a floating-point constant is cast to an integer', token);
    return integer(
      to.name === '_Bool'
        ? { ...truth(value !== 0), type: to.integer }
        : wrapped(BigInt(Math.trunc(value)), to.integer),
    );
  }

  private integerOf(operand: Operand, token: Token): IntegerValue {
    if (operand.kind === 'integer') return operand;
    if (operand.kind === 'address') {
      return wrapped(operand.address, this.types?.model.pointerBytes === 4 ? UNSIGNED_INT : UNSIGNED_INT64);
    }
    const what =
      operand.kind === 'real'
        ? 'this is a floating-point number; cast it to an integer'
        : 'this is no integer constant';
    throw refuse(what, token);
  }

  private unless<T>(isIdle: boolean, parse: () => T): T {
    if (isIdle) this.idle++;
    const result = parse();
    if (isIdle) this.idle--;
    return result;
  }

  private nested<T>(token: Token, parse: () => T): T {
    if (++this.depth > this.maxDepth) {
      throw refuse(`the expression is nested deeper than ${this.maxDepth}`, token);
    }
    const result = parse();
    this.depth--;
    return result;
  }

  private expect(text: string): void {
    const token = this.cursor.next();
    if (token.text !== text) throw refuse(`'${text}' is missing before '${token.text}'`, token);
  }
}

/** A character of a string literal; the one after the last is NUL. */
function unitAt({ text, unit }: Operand & { kind: 'text' }, index: number): Operand {
  return integer(wrapped(BigInt(text.charCodeAt(index) || 0), unit));
}

function isReal(type: CType): boolean {
  return type.kind === 'number' && (type.name === 'float' || type.name === 'double' || type.name === 'long double');
}

function wordsOfReal(bytes: 4 | 8): readonly string[] {
  return [bytes === 4 ? 'float' : 'double'];
}

function wordsOfInteger({ bytes, isSigned }: IntegerType): readonly string[] {
  return isSigned ? [`__int${bytes * 8}`] : ['unsigned', `__int${bytes * 8}`];
}

/** In an #if all integers are as wide as the widest; they are unsigned where they say so, or have to be. */
function widest(text: string, { value }: IntegerValue): IntegerValue {
  return { value, type: /u/i.test(text) || value >= 1n << 63n ? UNSIGNED_INT64 : INT64 };
}
