import { CastbufError } from '../errors/index.js';
import { HeaderError, type HeaderPlace } from './header-error.js';
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

/** Everything that is wrong in one header, in the order in which it was found. */
export class Problems {
  readonly errors: HeaderError[] = [];

  constructor(private readonly limits: HeaderLimits) {}

  add(what: string, place: HeaderPlace, numbers: { want?: bigint; have?: bigint } = {}): void {
    this.report(new HeaderError('ERR_HEADER', what, place, numbers));
  }

  /** Reports what a declaration was left for; throws on what ends the import. */
  caught(thrown: unknown, token: Token): HeaderError {
    const error = this.asError(thrown, token);
    this.report(error);
    return error;
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
    if (this.errors.length >= this.limits.errors) {
      throw limitError(`more than ${this.limits.errors} errors; is this a C header?`, error.place);
    }
    this.errors.push(error);
  }
}
