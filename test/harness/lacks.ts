/** What a compiled codec has not, as docs/compiled.md says, or what this run did not make. */
export type Lack =
  | 'names and wide of createCodec'
  | 'codec.type'
  | 'layout.root and layout.flat'
  | 'filters'
  | 'summaries'
  | 'packed columns'
  | 'encodeBatchInto with at'
  | 'encodeBatch of sets'
  | 'codecs of sets'
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

/**
 * The predicate of a property, which is shrunk to failures alone: where a run fails because something is lacking, the search ends, unless another failure was found before.
 */
export function shrunkToFailures<Drawn extends unknown[]>(holds: (...drawn: Drawn) => void): (...drawn: Drawn) => void {
  let first: 'failure' | 'lack' | undefined;
  return (...drawn) => {
    if (first === 'lack') return;
    const before = takeLack();
    try {
      holds(...drawn);
    } catch (error) {
      const lack = takeLack();
      if (lack !== undefined && first === 'failure') return;
      first = lack === undefined ? 'failure' : 'lack';
      found = lack;
      throw error;
    } finally {
      found = before ?? found;
    }
  };
}

/** What the case that just ran has asked for in vain. */
export function takeLack(): Lack | undefined {
  const what = found;
  found = undefined;
  return what;
}
