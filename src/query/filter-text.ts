import { assertString, CastbufError } from '../errors/index.js';
import type { FilterExpression } from './filter.js';
import type { FilterValue, Comparison } from './filter-ranges.js';

/*
 * The text of a filter, loosest first:
 *
 *   either     = both { or both }
 *   both       = one { and one }
 *   one        = not one | ( either ) | path operator value | path [not] in ( value , … )
 *   operator   = = == != <> < <= > >=
 *   value      = number (decimal, hexadecimal, whole ones of any size), true, false, a name, 'a name'
 *   path       = names with dots between them, or "any path"
 */

interface Token {
  readonly kind: 'word' | 'number' | 'quoted' | 'path' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

const TOKEN =
  /\s*(?:([A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*)|([+-]?(?:0[xX][\da-fA-F]+|Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?))|'([^']*)'|"([^"]*)"|(&&|\|\||==|!=|<>|<=|>=|[=<>!(),]))/y;

const SIGNS: Readonly<Record<string, string>> = { '&&': 'and', '||': 'or', '!': 'not', '==': '=', '<>': '!=' };
const COMPARISONS: readonly string[] = ['=', '!=', '<', '<=', '>', '>='];
/** Parentheses and `not` inside each other. */
const MAX_NESTING = 64;

/**
 * The expression that a text stands for: `ChunkInfo.ProcessingTime > 1000 and ChunkInfo.ChunkType in (1, FRAME_START)`. Words such as `and`
 * may be in capitals.
 * @throws CastbufError ERR_USAGE with the character that is wrong
 */
export function parseFilter(text: string): FilterExpression {
  assertString('the text of a filter', text);
  return new FilterParser(tokensOf(text), text).whole();
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (found === null) {
      const start = end - text.slice(at, end).trimStart().length;
      throw wrong(text, start, `nothing begins with ${text[start] ?? ''}`);
    }
    tokens.push({ ...tokenOf(found), at: TOKEN.lastIndex - found[0].trimStart().length });
  }
  tokens.push({ kind: 'end', text: 'the end', at: text.length });
  return tokens;
}

function tokenOf([, word, number, quoted, path, sign = '']: readonly (string | undefined)[]): Omit<Token, 'at'> {
  if (word !== undefined) return { kind: 'word', text: word };
  if (number !== undefined) return { kind: 'number', text: number };
  if (quoted !== undefined) return { kind: 'quoted', text: quoted };
  if (path !== undefined) return { kind: 'path', text: path };
  return { kind: 'sign', text: SIGNS[sign] ?? sign };
}

class FilterParser {
  private next = 0;
  private nesting = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly text: string,
  ) {}

  whole(): FilterExpression {
    const expression = this.either();
    if (this.token.kind !== 'end') throw this.unexpected('and, or, or the end');
    return expression;
  }

  private either(): FilterExpression {
    const parts = [this.both()];
    while (this.takes('or')) parts.push(this.both());
    return parts.length === 1 ? (parts[0] as FilterExpression) : { or: parts };
  }

  private both(): FilterExpression {
    const parts = [this.one()];
    while (this.takes('and')) parts.push(this.one());
    return parts.length === 1 ? (parts[0] as FilterExpression) : { and: parts };
  }

  private one(): FilterExpression {
    if (++this.nesting > MAX_NESTING)
      throw wrong(this.text, this.token.at, `more than ${MAX_NESTING} inside each other`);
    let expression: FilterExpression;
    if (this.takes('not')) expression = { not: this.one() };
    else if (this.takes('(')) {
      expression = this.either();
      this.demand(')');
    } else expression = this.comparison();
    this.nesting--;
    return expression;
  }

  private comparison(): FilterExpression {
    const { kind, text: path } = this.token;
    if (kind !== 'word' && kind !== 'path') throw this.unexpected('the path of a column');
    this.next++;
    const isNegated = this.takes('not');
    if (this.takes('in')) return [path, isNegated ? 'not in' : 'in', this.list()];
    const operator = this.token.text;
    if (isNegated || this.token.kind !== 'sign' || !COMPARISONS.includes(operator)) {
      throw this.unexpected(isNegated ? 'in' : `${COMPARISONS.join(' ')} or in`);
    }
    this.next++;
    return [path, operator as Comparison, this.value()];
  }

  private list(): FilterValue[] {
    this.demand('(');
    const values = [this.value()];
    while (this.takes(',')) values.push(this.value());
    this.demand(')');
    return values;
  }

  private value(): FilterValue {
    const { kind, text } = this.token;
    if (kind !== 'number' && kind !== 'word' && kind !== 'quoted') throw this.unexpected('a number or a name');
    this.next++;
    if (kind === 'number') return numberOf(text);
    if (kind === 'quoted') return text;
    return text === 'true' || text === 'false' ? text === 'true' : text === 'Infinity' ? Infinity : text;
  }

  private get token(): Token {
    return this.tokens[this.next] as Token;
  }

  private takes(wanted: string): boolean {
    const { kind, text } = this.token;
    const isIt = (kind === 'word' || kind === 'sign') && text.toLowerCase() === wanted;
    if (isIt) this.next++;
    return isIt;
  }

  private demand(wanted: string): void {
    if (!this.takes(wanted)) throw this.unexpected(wanted);
  }

  private unexpected(wanted: string): CastbufError {
    const { kind, text, at } = this.token;
    return wrong(this.text, at, `${kind === 'end' ? text : `'${text}'`} where ${wanted} should be`);
  }
}

/** Whole numbers of any size stay exact. */
function numberOf(text: string): number | bigint {
  const isNegative = text.startsWith('-');
  const digits = text.replace(/^[+-]/, '');
  if (!/^(?:\d+|0[xX][\da-fA-F]+)$/.test(digits)) return Number(text);
  const whole = isNegative ? -BigInt(digits) : BigInt(digits);
  return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole;
}

function wrong(text: string, at: number, what: string): CastbufError {
  const shown = text.length <= 80 ? text : `${text.slice(0, 77)}...`;
  return new CastbufError('ERR_USAGE', `filter '${shown}', character ${at + 1}: ${what}`);
}
