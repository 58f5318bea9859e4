import { assertHeld, limitError } from './limits.js';
import { substitute, type Macro, type MacroArgument } from './macros.js';
import { Token } from './token.js';

/** Macro calls in the arguments of macro calls may nest this deep. */
const MAX_ARGUMENT_DEPTH = 200;

/** What all expanders of a header share. */
export interface MacroTable {
  readonly macros: Map<string, Macro>;
  /** Tokens that macros may still make. */
  tokensLeft: number;
  /** Names that stand for something that depends on where they are: __LINE__, __FILE__, __COUNTER__. */
  dynamic(token: Token): Token | undefined;
  complain(what: string, token: Token): void;
}

interface Context {
  readonly tokens: readonly Token[];
  index: number;
  /** Whose expansion the tokens are; it is active until they are read. */
  readonly macro: Macro | undefined;
}

/** Replaces macros in a run of tokens, as the standard says: rescanned, but never a macro inside its own expansion. */
export class Expander {
  private readonly contexts: Context[] = [];

  constructor(
    private readonly table: MacroTable,
    /** The tokens, unexpanded; `end` for ever after the last. */
    private readonly feed: () => Token,
    private readonly depth = 0,
  ) {}

  /** The next token that is no macro. */
  next(): Token {
    for (;;) {
      const token = this.raw();
      if (token.kind !== 'name' || token.isPainted) return token;
      const macro = this.table.macros.get(token.text);
      if (macro === undefined) return this.table.dynamic(token) ?? token;
      if (macro.active > 0) {
        token.isPainted = true;
        return token;
      }
      if (!this.enter(macro, token)) return token;
    }
  }

  /** All that macros made was read. */
  get isIdle(): boolean {
    for (let top = this.contexts.at(-1); top !== undefined; top = this.contexts.at(-1)) {
      if (top.index < top.tokens.length) return false;
      this.leave();
    }
    return true;
  }

  /** The next token, unexpanded: for the parentheses of `__pragma`. */
  raw(): Token {
    for (;;) {
      const top = this.contexts.at(-1);
      if (top === undefined) return this.feed();
      if (top.index < top.tokens.length) return top.tokens[top.index++] as Token;
      this.leave();
    }
  }

  leaveAll(): void {
    while (this.contexts.length > 0) this.leave();
  }

  private leave(): void {
    const macro = this.contexts.pop()?.macro;
    if (macro !== undefined) macro.active--;
  }

  /** Puts tokens back in front of all others. */
  unread(...tokens: readonly Token[]): void {
    this.contexts.push({ tokens, index: 0, macro: undefined });
  }

  private enter(macro: Macro, site: Token): boolean {
    let args: MacroArgument[] = [];
    if (macro.parameters !== undefined) {
      const skipped: Token[] = [];
      let open = this.raw();
      for (; open.kind === 'pragma'; open = this.raw()) skipped.push(open);
      if (open.text !== '(' || open.kind !== 'punctuator') {
        this.unread(...skipped, open);
        return false;
      }
      const found = this.argumentsOf(macro, macro.parameters, site);
      if (found === undefined) return false;
      args = found;
    }
    const tokens = substitute(macro, args, site);
    this.table.tokensLeft -= tokens.length + 1;
    if (this.table.tokensLeft < 0) {
      throw limitError(
        `macros make too many tokens, the last of them ${macro.name}; raise limits.expandedTokens`,
        site.place,
      );
    }
    const [first] = tokens;
    if (first !== undefined && site.notes !== undefined) first.notes = site.notes;
    macro.active++;
    this.contexts.push({ tokens, index: 0, macro });
    return true;
  }

  private argumentsOf(macro: Macro, parameters: readonly string[], site: Token): MacroArgument[] | undefined {
    const lists: Token[][] = [[]];
    for (let depth = 1; ;) {
      const token = this.raw();
      if (token.kind === 'end') {
        this.table.complain(`the arguments of ${macro.name} do not end; close the parenthesis`, site);
        this.unread(token);
        return undefined;
      }
      if (token.kind === 'pragma') continue;
      if (token.kind === 'punctuator') {
        if (token.text === '(') depth++;
        else if (token.text === ')' && --depth === 0) break;
        else if (token.text === ',' && depth === 1 && !(macro.isVariadic && lists.length === parameters.length)) {
          lists.push([]);
          continue;
        }
      }
      (lists.at(-1) as Token[]).push(token);
    }
    const least = parameters.length - (macro.isVariadic ? 1 : 0);
    const given = lists.length === 1 && lists[0]?.length === 0 ? Math.min(1, parameters.length) : lists.length;
    if (given < least || given > parameters.length) {
      this.table.complain(`${macro.name} takes ${parameters.length} arguments, not ${lists.length}`, site);
    }
    while (lists.length < parameters.length) lists.push([]);
    return lists.slice(0, parameters.length).map((raw) => this.argument(raw, site));
  }

  private argument(raw: readonly Token[], site: Token): MacroArgument {
    let expanded: readonly Token[] | undefined;
    const expand = (): readonly Token[] => {
      if (this.depth >= MAX_ARGUMENT_DEPTH) {
        throw limitError(
          `macro calls inside the arguments of others are nested ${MAX_ARGUMENT_DEPTH} deep`,
          site.place,
        );
      }
      return expandList(this.table, raw, site, this.depth + 1);
    };
    return { raw, expanded: () => (expanded ??= raw.some((one) => one.kind === 'name') ? expand() : raw) };
  }
}

/** A whole list of tokens, expanded by itself. */
export function expandList(table: MacroTable, tokens: readonly Token[], site: Token, depth = 0): Token[] {
  const stop = new Token('end', '', site.source, site.offset, false, false);
  let index = 0;
  const expander = new Expander(table, () => tokens[index++] ?? stop, depth);
  const out: Token[] = [];
  try {
    for (let token = expander.next(); token !== stop; token = expander.next()) {
      out.push(token);
      assertHeld(out.length, 'a macro', () => site.place);
    }
  } finally {
    expander.leaveAll(); // where a limit ended it, macros would stay active
  }
  return out;
}
