import { check, property, type Arbitrary, type RunDetails } from 'fast-check';

/** What a compiled codec has not, as docs/compiled.md says, or what this run did not make. */
export type Lack =
  | 'names and wide of createCodec'
  | 'codec.type'
  | 'layout.root and layout.flat'
  | 'checksums by functions: sumBy(…)'
  | 'filters'
  | 'resync'
  | 'summaries'
  | 'packed columns'
  | 'encodeBatchInto with at'
  | 'names of sets that are no identifiers'
  | 'printing of codecs'
  | 'program, which toJson, fromJson and others ask for'
  | 'engine to run programs on'
  | 'columns that are all of the batch: each that is asked for is a copy'
  | 'batches of rows of gigabytes: linear memory has room for eight rows'
  | 'wideColumn'
  | 'memory whose growth ends borrowed batches, as it is laid out'
  | 'batch source whose open end makes no errors'
  | 'payloads copied one by one'
  | 'tag of the type in printed batches'
  | 'kernel, which this run did not compile';

/** In a browser there is no compiler: a suite that decodes a batch while it is set up is skipped as one. */
export const NO_KERNEL: Lack = 'kernel, which this run did not compile';

/** Thrown where a case asks a compiled codec for what it lacks. The case counts as skipped even where it catches this. */
class LackError extends Error {}

let found: Lack | undefined;

/** Ends a case on the compiled engine. */
export function lacks(what: Lack): never {
  found ??= what;
  throw new LackError(`compiled codecs have no ${what}`);
}

/** What fast-check says of a search, as far as tests tell it. */
export type Searched = Pick<RunDetails<unknown>, 'failed' | 'errorInstance' | 'numRuns' | 'numShrinks'>;

/**
 * Searches for values that a predicate does not hold for, and shrinks them to the simplest that fail, never to some for which only something is lacking.
 * Where something is lacking before anything failed, the search ends there and then: making values to shrink to takes minutes, even where none is tried.
 */
export function search<Drawn extends [unknown, ...unknown[]]>(
  drawn: { [Index in keyof Drawn]: Arbitrary<Drawn[Index]> },
  holds: (...values: Drawn) => void,
  { endOnFailure = false, ...parameters }: { seed: number; numRuns: number; endOnFailure?: boolean },
): Searched {
  const isGood = (...values: Drawn): void => {
    if (found === undefined) holds(...values);
    if (found !== undefined) lacks(found);
  };
  const first = check(property<Drawn>(...drawn, isGood), { ...parameters, endOnFailure: true });
  if (!first.failed || found !== undefined || endOnFailure) return first;
  const isSimplerGood = (...values: Drawn): void => {
    let error: unknown;
    try {
      holds(...values);
    } catch (thrown) {
      error = thrown;
    }
    if (takeLack() === undefined && error !== undefined) throw error;
  };
  const shrunk = check(property<Drawn>(...drawn, isSimplerGood), {
    ...parameters,
    path: first.counterexamplePath ?? '',
  });
  return { ...shrunk, numRuns: first.numRuns };
}

/** What the case that just ran has asked for in vain. */
export function takeLack(): Lack | undefined {
  const what = found;
  found = undefined;
  return what;
}
