import type { Program } from '../program/index.js';

/** Which records of one program are wanted, and how an engine reads by it: only that engine's own code looks into them. */
export interface Selection {
  readonly plan: object;
  readonly reads: object;
}

/** Of a filter: the way to what it selects. */
export const SELECT: unique symbol = Symbol('castbuf filter');

/** What `filter` makes of an expression; a codec compiles it for its type. */
export interface Filter<Path extends string = string> {
  /** Only for the type checker: paths that it names; never, where only run time knows them. */
  readonly '~paths'?: Path;
  /** @throws CastbufError ERR_USAGE, ERR_TYPE with the path of the column */
  [SELECT](program: Program): Selection;
}
