import { builtInHeader } from './built-in-headers.js';
import { conditionHolds } from './condition.js';
import type { DataModel } from './data-model.js';
import type { FeatureTests } from './feature-tests.js';
import { Expander, expandList, type MacroTable } from './expander.js';
import { Lexer } from './lexer.js';
import { limitError, type HeaderLimits } from './limits.js';
import { stringLiteral } from './integer.js';
import { macroOf, type Macro } from './macros.js';
import { packIncludeText } from './pack.js';
import { isLayoutPragma } from './layout-pragmas.js';
import { isHarmlessPragma } from './known-pragmas.js';
import type { Problems } from './problems.js';
import { longLineAt, Source } from './source.js';
import { bracketStep, type TokenFeed } from './token-cursor.js';
import { TextScan } from './text-scan.js';
import { textOf, Token, type Note } from './token.js';

/** What an include callback answers: the text, and the name by which errors and `#pragma once` know the file. */
export interface IncludedFile {
  readonly text: string;
  readonly name?: string;
  /** What is worth a note about how it was found. */
  readonly note?: string;
}

/** Which `#include` asks for a file. */
export interface IncludeRequest {
  /** The file that has the `#include`. */
  readonly from: string;
  /** `<name>` instead of `"name"`. */
  readonly isSystem: boolean;
  /** `#include_next`: the file of that name after `from` on the search path. */
  readonly isNext: boolean;
}

/** Finds a header; undefined where there is none. */
export type Include = (name: string, request: IncludeRequest) => string | IncludedFile | undefined;

interface Conditional {
  /** This branch is read. */
  isActive: boolean;
  /** A branch was read already, or the whole conditional is skipped. */
  isTaken: boolean;
  hasElse: boolean;
  readonly token: Token;
}

interface OpenFile {
  readonly lexer: Lexer;
  readonly conditionals: Conditional[];
}

/** SAL annotations that carry sizes stay in the text, even where a header defines them away. */
const KEPT = /^(?:_Field_size_\w*|__field_[eb]count\w*|C_ASSERT)$/;

/** Translates files into the tokens that the parser reads: includes followed, conditions decided, macros replaced. */
export class Preprocessor implements MacroTable, TokenFeed {
  readonly macros = new Map<string, Macro>();
  tokensLeft: number;
  private readonly files: OpenFile[] = [];
  private readonly once = new Set<string>();
  private readonly expander: Expander;
  private lengthLeft: number;
  private counter = 0;
  /** There was a macro whose brackets do not close, such as `#define BEGIN {`. */
  private hasBracketMacro = false;
  private notes: Note[] = [];
  private readonly keptMacros = new Map<string, (Macro | undefined)[]>();

  constructor(
    private readonly problems: Problems,
    private readonly limits: HeaderLimits,
    private readonly include: Include | undefined,
    readonly features: FeatureTests,
    readonly model: DataModel,
  ) {
    this.tokensLeft = limits.expandedTokens;
    this.lengthLeft = limits.totalLength;
    this.expander = new Expander(this, () => this.feed());
  }

  /** Reads a text before whatever is being read. */
  open(given: string, name: string): void {
    const text = withoutMarks(given);
    const source = new Source(name, text);
    const long = longLineAt(text, this.limits.lineLength);
    if (long >= 0) {
      const place = {
        file: name,
        line: text.slice(0, long).split('\n').length,
        column: 1,
        text: text.slice(long, long + 80),
      };
      throw limitError(`the line is longer than ${this.limits.lineLength} characters; raise limits.lineLength`, place);
    }
    const lexer = new Lexer(source, (what, token) => this.complain(what, token));
    this.lengthLeft -= text.length + 1;
    if (this.lengthLeft < 0 || this.files.length > this.limits.includeDepth) {
      const what =
        this.lengthLeft < 0 ? 'the files are too long together' : `files are included ${this.limits.includeDepth} deep`;
      throw limitError(`${what}; does one include itself?`, lexer.next().place);
    }
    this.files.push({ lexer, conditionals: [] });
  }

  define(name: string, value: string): void {
    const lexer = new Lexer(new Source(`(definition of ${name})`, `${name} ${value}`), () => {});
    const tokens: Token[] = [];
    for (let token = lexer.next(); token.kind !== 'end'; token = lexer.next()) tokens.push(token);
    const macro = macroOf(tokens);
    if (typeof macro !== 'string') this.add(macro);
  }

  private add(macro: Macro): void {
    this.macros.set(macro.name, macro);
    this.hasBracketMacro ||= macro.body.reduce((depth, token) => depth + bracketStep(token), 0) !== 0;
  }

  /** The next token with all macros replaced, `end` for ever after the last. */
  next(): Token {
    const token = this.expander.next();
    if (token.kind === 'name' && (token.text === '__pragma' || token.text === '_Pragma'))
      return this.pragmaOperator(token);
    return token;
  }

  skipInside(depth: number, stopsAtBraces: boolean): number {
    const lexer = this.plainText;
    if (lexer === undefined) return depth;
    const scan = new TextScan(lexer.source.text, lexer.offset);
    const open = scan.inside(depth, stopsAtBraces);
    lexer.moveTo(scan.at);
    return open;
  }

  punctuatorFollows(): boolean {
    const lexer = this.plainText;
    if (lexer === undefined) return false;
    const scan = new TextScan(lexer.source.text, lexer.offset);
    return scan.bracket() && scan.punctuatorFollows();
  }

  skipFunction(isDecisive: (word: string) => boolean): boolean {
    const lexer = this.plainText;
    if (lexer === undefined) return false;
    const scan = new TextScan(lexer.source.text, lexer.offset);
    if (!scan.function((word) => !this.macros.has(word) && !isDecisive(word))) return false;
    lexer.moveTo(scan.at);
    return true;
  }

  /** The file that is read, if its text means what it says: no macro has left tokens, or makes brackets. */
  private get plainText(): Lexer | undefined {
    const lexer = this.files.at(-1)?.lexer;
    return this.hasBracketMacro || lexer?.source.hasDigraphs || !this.expander.isIdle ? undefined : lexer;
  }

  complain(what: string, token: Token): void {
    this.problems.add(what, token.place);
  }

  note(what: string, token: Token): void {
    this.problems.note(what, token);
  }

  dynamic(token: Token): Token | undefined {
    const made = (kind: 'number' | 'string', text: string): Token =>
      new Token(kind, text, token.source, token.offset, token.spaceBefore, false);
    switch (token.text) {
      case '__LINE__':
        return made('number', String(token.place.line));
      case '__FILE__':
        return made('string', JSON.stringify(token.place.file));
      case '__BASE_FILE__':
        return made('string', JSON.stringify(this.files[0]?.lexer.source.name ?? ''));
      case '__INCLUDE_LEVEL__':
        return made('number', String(this.files.length - 1));
      // The same header gives the same import, whenever it is read.
      case '__DATE__':
        return made('string', '"Jan  1 1970"');
      case '__TIME__':
        return made('string', '"00:00:00"');
      case '__TIMESTAMP__':
        return made('string', '"Thu Jan  1 00:00:00 1970"');
      case '__COUNTER__':
        return made('number', String(this.counter++));
      default:
        return undefined;
    }
  }

  /** A `__has_include` in a condition. */
  canInclude(name: string, isSystem: boolean, isNext: boolean): boolean {
    return this.find(name, isSystem, isNext) !== undefined;
  }

  isDefined(name: string): boolean {
    return this.macros.has(name) || this.features.isDefined(name);
  }

  private feed(): Token {
    for (;;) {
      const file = this.files.at(-1) as OpenFile;
      const token = file.lexer.next();
      if (token.kind === 'end') {
        if (this.files.length === 1) return this.closing(file, token);
        this.closing(file, token);
        this.files.pop();
      } else if (token.isFirstOfLine && token.text === '#' && token.kind === 'punctuator') {
        if (token.notes !== undefined) this.notes.push(...token.notes);
        const pragma = this.directive(file);
        if (pragma !== undefined) return pragma;
      } else {
        if (this.notes.length > 0) {
          token.notes = [...this.notes, ...(token.notes ?? [])];
          this.notes = [];
        }
        return token;
      }
    }
  }

  private closing(file: OpenFile, end: Token): Token {
    const open = file.conditionals.pop();
    if (open !== undefined) this.complain('this conditional has no #endif', open.token);
    file.conditionals.length = 0;
    return end;
  }

  /** One directive after its `#`; a pragma is a token for the parser. */
  private directive(file: OpenFile): Token | undefined {
    const { lexer } = file;
    const name = lexer.nextInLine();
    if (name.kind === 'line-end') return undefined;
    if (name.kind === 'number') {
      this.lineMarker(lexer, name);
      return undefined;
    }
    switch (name.text) {
      case 'define':
        this.defineFrom(lexer, name);
        break;
      case 'undef':
        this.macros.delete(lexer.nextInLine().text);
        break;
      case 'include':
      case 'include_next':
      case 'import':
        this.includeFrom(lexer, name);
        return undefined; // what it opened comes first; it took the rest of its line
      case 'if':
      case 'ifdef':
      case 'ifndef':
        this.beginConditional(file, name, this.holds(lexer, name));
        break;
      case 'elif':
      case 'elifdef':
      case 'elifndef':
      case 'else':
        this.alternative(file, name);
        break;
      case 'endif':
        if (file.conditionals.pop() === undefined) this.complain('#endif without #if', name);
        break;
      case 'line':
        this.lineMarker(lexer, expandList(this, this.lineTokens(lexer), name)[0] ?? name);
        break;
      case 'error':
        this.complain(`#error ${lexer.restOfLine()}`, name);
        break;
      case 'pragma':
        return this.pragma(lexer, name);
      case 'warning':
        this.problems.note(`#warning ${lexer.restOfLine()}`, name);
        break;
      case 'ident':
      case 'sccs':
        break;
      default:
        this.complain(`no directive #${name.text}`, name);
    }
    lexer.skipLine();
    return undefined;
  }

  private lineTokens(lexer: Lexer): Token[] {
    const tokens: Token[] = [];
    for (let token = lexer.nextInLine(); token.kind !== 'line-end'; token = lexer.nextInLine()) tokens.push(token);
    return tokens;
  }

  private defineFrom(lexer: Lexer, site: Token): void {
    const macro = macroOf(this.lineTokens(lexer));
    if (typeof macro === 'string') this.complain(macro, site);
    else if (!KEPT.test(macro.name)) this.add(macro);
  }

  private lineMarker(lexer: Lexer, number: Token): void {
    const file = lexer.nextInLine();
    const line = Number.parseInt(number.text, 10);
    if (Number.isNaN(line)) return this.complain('#line takes a number', number);
    lexer.skipLine();
    lexer.source.mark(lexer.offset, line, file.kind === 'string' ? stringLiteral(file.text) : undefined);
  }

  private pragma(lexer: Lexer, site: Token): Token | undefined {
    const tokens = this.lineTokens(lexer);
    return this.pragmaToken(tokens, site, lexer.source.name);
  }

  /** What changes layouts goes to the parser; the arguments of pack are macros, too. */
  private pragmaToken(tokens: readonly Token[], site: Token, file: string): Token | undefined {
    const [name, next, ...rest] = tokens;
    if (name === undefined) return undefined;
    if (isLayoutPragma(name.text)) {
      const token = new Token('pragma', '#pragma', site.source, site.offset, true, true);
      token.pragma = [name, ...(name.text === 'pack' ? expandList(this, tokens.slice(1), site) : tokens.slice(1))];
      return token;
    }
    if (name.text === 'once') this.once.add(file).add(onceKey(file, site.source.written));
    else if (name.text === 'push_macro' || name.text === 'pop_macro') this.macroStack(name.text, rest[0], site);
    else if (!isHarmlessPragma(name.text, next?.text)) {
      const words = name.text === 'GCC' || name.text === 'clang' || name.text === 'STDC' ? [name, next] : [name];
      const said = words.map((word) => word?.text ?? '').join(' ');
      this.problems.note(`#pragma ${said} is passed over; castbuf does not know what it changes`, site);
    }
    return undefined;
  }

  /** `push_macro("NAME")` keeps what a name stands for, `pop_macro("NAME")` brings it back. */
  private macroStack(verb: string, quoted: Token | undefined, site: Token): void {
    if (quoted?.kind !== 'string') return this.complain(`#pragma ${verb} takes ("NAME")`, site);
    const name = stringLiteral(quoted.text);
    const kept = this.keptMacros.get(name) ?? [];
    this.keptMacros.set(name, kept);
    if (verb === 'push_macro') kept.push(this.macros.get(name));
    else if (kept.length > 0) {
      const macro = kept.pop();
      if (macro === undefined) this.macros.delete(name);
      else this.add(macro);
    }
  }

  private pragmaOperator(site: Token): Token {
    const tokens: Token[] = [];
    const open = this.expander.raw();
    for (let depth = 1; open.text === '(';) {
      const token = this.expander.raw();
      if (token.kind === 'end' || (token.text === ')' && --depth === 0)) break;
      if (token.text === '(') depth++;
      tokens.push(token);
    }
    const [only] = tokens;
    const content =
      site.text === '_Pragma' && only?.kind === 'string' ? this.lexed(stringLiteral(only.text), site) : tokens;
    return this.pragmaToken(content, site, site.source.name) ?? this.next();
  }

  private lexed(text: string, site: Token): Token[] {
    const lexer = new Lexer(new Source(site.source.name, text), () => {});
    return this.lineTokens(lexer).map((token) => token.movedTo(site));
  }

  private includeFrom(lexer: Lexer, directive: Token): void {
    const first = lexer.nextInLine();
    let spelled = first.text;
    if (first.text === '<') spelled = `<${lexer.textUntil('>') ?? ''}>`;
    else if (first.kind !== 'string') spelled = textOf(expandList(this, [first, ...this.lineTokens(lexer)], directive));
    lexer.skipLine();
    const [, system, quoted] = /^(?:<([^>]+)>|"([^"]+)")/.exec(spelled) ?? [];
    const name = system ?? quoted;
    if (name === undefined) return this.complain('#include takes <name> or "name"', directive);
    const found = this.find(name, system !== undefined, directive.text === 'include_next', lexer.source.name);
    if (found === undefined) {
      return this.complain(`${name} was not found; give an include function that finds it`, first);
    }
    if (found.note !== undefined) this.problems.note(found.note, first);
    if (!this.once.has(found.name) && !this.once.has(onceKey(found.name, found.text)))
      this.open(found.text, found.name);
  }

  private find(
    name: string,
    isSystem: boolean,
    isNext: boolean,
    from = this.files.at(-1)?.lexer.source.name ?? '',
  ): (IncludedFile & { readonly name: string }) | undefined {
    const found = this.include?.(name, { from, isSystem, isNext });
    if (typeof found === 'string') return { text: found, name };
    if (found !== undefined) return { ...found, name: found.name ?? name };
    const text = packIncludeText(name) ?? builtInHeader(name, this.model);
    return text === undefined ? undefined : { text, name };
  }

  private holds(lexer: Lexer, directive: Token): boolean {
    if (directive.text === 'ifdef' || directive.text === 'elifdef') return this.isDefinedName(lexer.nextInLine());
    if (directive.text === 'ifndef' || directive.text === 'elifndef') return !this.isDefinedName(lexer.nextInLine());
    return conditionHolds(this, this.lineTokens(lexer), directive);
  }

  private isDefinedName(name: Token): boolean {
    if (name.kind !== 'name') this.complain('a name is missing here', name);
    return this.isDefined(name.text);
  }

  private beginConditional(file: OpenFile, token: Token, isActive: boolean): void {
    file.conditionals.push({ isActive, isTaken: isActive, hasElse: false, token });
    if (!isActive) this.skip(file);
  }

  /** A branch that was read has ended: the others are skipped. */
  private alternative(file: OpenFile, token: Token): void {
    const conditional = file.conditionals.at(-1);
    if (conditional === undefined) return this.complain(`#${token.text} without #if`, token);
    if (conditional.hasElse) this.complain(`#${token.text} after #else`, token);
    conditional.hasElse ||= token.text === 'else';
    conditional.isActive = false;
    return this.skip(file);
  }

  /** Skips from branch to branch until one is read or the conditional ends. */
  private skip(file: OpenFile): void {
    const { lexer, conditionals } = file;
    let depth = 0;
    lexer.skipLine();
    while (lexer.skipToDirective()) {
      lexer.next();
      const name = lexer.nextInLine();
      if (/^if(?:n?def)?$/.test(name.text)) depth++;
      else if (name.text === 'endif') {
        if (depth-- === 0) {
          conditionals.pop();
          return;
        }
      } else if (depth === 0 && (name.text === 'else' || /^elif(?:n?def)?$/.test(name.text))) {
        const conditional = conditionals.at(-1) as Conditional;
        conditional.hasElse ||= name.text === 'else';
        if (!conditional.isTaken && (name.text === 'else' || this.holds(lexer, name))) {
          conditional.isActive = true;
          conditional.isTaken = true;
          return;
        }
      }
    }
  }
}

/** A byte order mark before the text, and the Ctrl-Z that old editors put after it, are none. */
function withoutMarks(text: string): string {
  const from = text.startsWith('\uFEFF') ? 1 : 0;
  const end = text.lastIndexOf('\u001A');
  return end >= 0 && text.slice(end + 1).trim() === '' ? text.slice(from, end) : text.slice(from);
}

/** The same file may be found by another spelling of its path: then its last name and its text are the same. */
function onceKey(path: string, text: string): string {
  return `${(/[^\\/]*$/.exec(path)?.[0] ?? '').toLowerCase()}\n${withoutMarks(text)}`;
}
