import { CastbufError } from '../errors/index.js';
import { HeaderError, noteAt, type HeaderNote, type HeaderPlace } from './header-error.js';
import { limitError, type HeaderLimits } from './limits.js';
import type { Token } from './token.js';

/** Thrown to leave a declaration that cannot be imported; whoever parses declarations reports it and goes on. */
export class Refusal {
  constructor(readonly error: HeaderError) {}
}

/** The refusal of whatever the token belongs to. */
export function refuse(what: string, token: Token): Refusal {
  return new Refusal(new HeaderError('ERR_HEADER', what, token.place));
}

/** Everything that is wrong in one header or was passed over, in the order in which it was found. */
export class Problems {
  readonly errors: HeaderError[] = [];
  readonly notes: HeaderNote[] = [];
  /** What was noted already: a word that nothing defines is noted where it stands first. */
  private readonly noted = new Set<string>();
  private isParsed = false;
  private isEnded = false;

  constructor(
    private readonly limits: HeaderLimits,
    /** Notes are errors. */
    private readonly isStrict: boolean,
  ) {}

  add(what: string, place: HeaderPlace, numbers: { want?: bigint; have?: bigint } = {}): void {
    this.report(new HeaderError('ERR_HEADER', what, place, numbers));
  }

  /** Notes what was passed over: each thing once, or, where it may have changed a layout, in each place. */
  note(what: string, token: Token, isEach = false): void {
    const key = isEach ? `${what} ${token.source.name} ${token.offset}` : what;
    if (this.noted.has(key) || this.noted.size > this.limits.errors) return;
    this.noted.add(key);
    const isLast = this.noted.size > this.limits.errors;
    const said = isLast ? `${what}; what else is passed over is not noted` : what;
    if (this.isStrict) this.add(said, token.place);
    else this.notes.push(noteAt(said, token.place));
  }

  /** Reports an error that ended a declaration; throws one that ends the import. */
  caught(thrown: unknown, token: Token): HeaderError {
    const error = this.asError(thrown, token);
    this.report(error);
    return error;
  }

  /** The text was read. Where a limit ended that, `thrown` is it; anything else is thrown on. What is wrong from here on ends nothing. */
  parsed(thrown?: unknown): void {
    this.isParsed = true;
    if (thrown === undefined) return;
    if (!(thrown instanceof HeaderError) || thrown.code !== 'ERR_LIMIT_HEADER') throw thrown;
    this.end(thrown);
  }

  private end(limit: HeaderError): void {
    this.errors.push(limit);
    this.isEnded = true;
  }

  private asError(thrown: unknown, token: Token): HeaderError {
    if (thrown instanceof Refusal) return thrown.error;
    if (thrown instanceof CastbufError && !(thrown instanceof HeaderError) && thrown.code !== 'ERR_USAGE') {
      const where = thrown.path === undefined || thrown.path === '' ? '' : `${thrown.path}: `;
      return new HeaderError('ERR_HEADER', where + thrown.hint, token.place);
    }
    throw thrown;
  }

  private report(error: HeaderError): void {
    if (this.isEnded) return;
    if (this.errors.length < this.limits.errors) {
      this.errors.push(error);
      return;
    }
    const limit = limitError(`more than ${this.limits.errors} errors; is this a C header?`, error.place);
    if (!this.isParsed) throw limit;
    this.end(limit);
  }
}
