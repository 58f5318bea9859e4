import { CommandError, ExitStatus } from './exit-status.js';
import { counted } from './numbers-text.js';
import type { KindBatch } from './record-kinds.js';

/**
 * The first `count` records of a stream. What follows them is no record: it is neither shown nor an error.
 * @throws CommandError (data) where the stream ends before that, and nothing in it is wrong
 */
export async function* firstRecords(
  batches: AsyncIterable<KindBatch>,
  count: number | undefined,
  name: string,
): AsyncGenerator<KindBatch, void, undefined> {
  if (count === undefined) return yield* batches;
  if (count === 0) return;
  let left = count;
  for await (const batch of batches) {
    const { recordCount, error } = batch;
    if (recordCount >= left) return yield shortened(batch, left);
    left -= recordCount;
    yield batch;
    if (error !== undefined) return;
  }
  throw new CommandError(
    ExitStatus.DATA,
    `${name} has ${counted(count - left, 'record')}, and --count ${count} asks for more`,
  );
}

function shortened(batch: KindBatch, records: number): KindBatch {
  const { file, packet, batches } = batch;
  const [first] = batches;
  const selection = first?.selection;
  const rowCount = selection === undefined ? records : selection.findLastIndex((record) => record < records) + 1;
  return {
    file,
    packet,
    rowCount,
    recordCount: records,
    consumedBytes: consumedBytes(batch, rowCount),
    error: undefined,
    gaps: [],
    batches,
    kindAt: batch.kindAt,
    placeAt: batch.placeAt,
  };
}

/** To the end of the last row. */
function consumedBytes(batch: KindBatch, rowCount: number): number {
  const last = rowCount - 1;
  const of = last < 0 ? undefined : batch.batches[batch.kindAt(last)];
  if (of === undefined) return 0;
  const place = batch.placeAt(last);
  return (of.offsets[place] as number) + (of.lengths[place] as number);
}
