import { suggest } from '../errors/index.js';
import { usageError } from './exit-status.js';
import type { KindBatch, RecordKind, RecordKinds } from './record-kinds.js';

/** Which of the records of a stream become rows. */
export interface WantedKinds {
  readonly records: RecordKinds;
  /** Rows of the wanted kinds. */
  narrowed(batches: AsyncGenerator<KindBatch, void, undefined>): AsyncGenerator<KindBatch, void, undefined>;
}

export function allKinds(records: RecordKinds): WantedKinds {
  return { records, narrowed: (batches) => batches };
}

/**
 * What only records of one type can make.
 * @param only type of a record set that the user has chosen
 * @param what `a plot`, as the user is told
 * @throws CommandError (usage) for a record set of which no type is chosen
 */
export function oneKind(
  records: RecordKinds,
  only: string | undefined,
  what: string,
): { readonly wanted: WantedKinds; readonly kind: RecordKind } {
  const wanted = only === undefined ? allKinds(records) : onlyKind(records, only);
  assertOneKind(wanted.records, what);
  const [kind] = wanted.records.kinds;
  return { wanted, kind };
}

/** @throws CommandError (usage) */
export function assertOneKind({ kinds, name }: RecordKinds, what: string): void {
  if (kinds.length === 1) return;
  const names = kinds.map((kind) => kind.name).join(', ');
  throw usageError(`${what} has records of one type, and ${name} has several; choose one of ${names} with --only`);
}

/** Of a record set the records of one type. @throws CommandError (usage) */
export function onlyKind(records: RecordKinds, name: string): WantedKinds {
  const { kinds, set } = records;
  if (set === undefined) throw usageError(`--only chooses a type of a record set, and ${records.name} is a type`);
  const index = kinds.findIndex((kind) => kind.name === name);
  const kind = kinds[index];
  if (kind === undefined)
    throw usageError(
      `no type ${name} in ${records.name}; ${suggest(
        name,
        kinds.map((one) => one.name),
      )}`,
    );
  return {
    records: { ...records, kinds: [kind] },
    async *narrowed(batches) {
      for await (const batch of batches) yield rowsOfKind(batch, index);
    },
  };
}

function rowsOfKind(batch: KindBatch, kind: number): KindBatch {
  const { file, packet, recordCount, consumedBytes, error, gaps, batches, kindAt } = batch;
  let rowCount = 0;
  for (let row = 0; row < batch.rowCount; row++) if (kindAt(row) === kind) rowCount++;
  const own = [batches[kind] as KindBatch['batches'][number]];
  return {
    file,
    packet,
    rowCount,
    recordCount,
    consumedBytes,
    error,
    gaps,
    batches: own,
    kindAt: () => 0,
    placeAt: (row) => row,
  };
}
