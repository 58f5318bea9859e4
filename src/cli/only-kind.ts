import { suggest } from '../errors/index.js';
import { usageError } from './exit-status.js';
import type { KindBatch, RecordKinds } from './record-kinds.js';

/** Which of the records of a stream become rows. */
export interface WantedKinds {
  readonly records: RecordKinds;
  /** Rows of the wanted kinds. */
  narrowed(batches: AsyncGenerator<KindBatch, void, undefined>): AsyncGenerator<KindBatch, void, undefined>;
}

export function allKinds(records: RecordKinds): WantedKinds {
  return { records, narrowed: (batches) => batches };
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
