import { HeaderError, type HeaderPlace } from './header-error.js';

/** What a header may ask for. Each is far above what the largest system headers need. */
export interface HeaderLimits {
  /** Characters of one line, splices not joined. */
  readonly lineLength: number;
  /** Parentheses, brackets, braces and declarators inside each other. */
  readonly nesting: number;
  /** Tokens that macros may make in total. */
  readonly expandedTokens: number;
  /** Files inside each other through #include. */
  readonly includeDepth: number;
  /** Characters of all files together, each time that one is included. */
  readonly totalLength: number;
  /** Errors that are collected before parsing stops. */
  readonly errors: number;
  /** Members of one record, those of its members included. */
  readonly members: number;
}

/** The limits of an import where `limits` says no other. */
export const DEFAULT_HEADER_LIMITS: HeaderLimits = {
  lineLength: 1 << 20,
  nesting: 256,
  expandedTokens: 1 << 25,
  includeDepth: 200,
  totalLength: 1 << 28,
  errors: 1000,
  members: 100_000,
};

/** Tokens that one macro call, an argument of one or a line of an `#if` may become: they are in memory together. */
const MAX_HELD_TOKENS = 1 << 22;

/** Asked while a list of tokens grows. */
export function assertHeld(count: number, name: string, place: () => HeaderPlace): void {
  if (count > MAX_HELD_TOKENS)
    throw limitError(
      `${name} makes more than ${MAX_HELD_TOKENS} tokens at once; write less of them in one place`,
      place(),
    );
}

/** What ends an import: going on would cost time or memory without bound. */
export function limitError(what: string, place: HeaderPlace): HeaderError {
  return new HeaderError('ERR_LIMIT_HEADER', what, place);
}
