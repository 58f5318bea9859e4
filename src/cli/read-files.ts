import { toldBadRecords } from './bad-records.js';
import type { DataInput } from './data-input.js';
import { CommandError, ExitStatus, isDataError } from './exit-status.js';
import { firstRecords } from './first-records.js';
import { describeDataError } from './messages.js';
import type { WantedKinds } from './only-kind.js';
import { Progress } from './progress.js';
import type { KindBatch, StreamQuery } from './record-kinds.js';

/** Files that are read one after the other, each as if it were alone. */
export interface FilesToRead {
  readonly files: readonly string[];
  readonly open: (file: string) => Promise<DataInput>;
  readonly wanted: WantedKinds;
  /** Records of each file. */
  readonly count: number | undefined;
  readonly query: StreamQuery;
}

/** Gives all batches to `take`, and returns what is wrong with the files: what is good of each was taken. @throws CommandError (input or output), Interrupted */
export async function readFiles(
  { files, open, wanted, count, query }: FilesToRead,
  take: (batch: KindBatch) => void | Promise<void>,
): Promise<readonly CommandError[]> {
  const progress = new Progress(false);
  const errors: CommandError[] = [];
  for (const file of files) {
    const bad = toldBadRecords(query.onBadRecord ?? 'stop', files.length > 1 ? file : undefined);
    const tell = (error: CommandError | undefined): void => {
      if (error !== undefined) errors.push(files.length > 1 ? named(file, error) : error);
    };
    let records = 0;
    try {
      const input = await open(file);
      try {
        const batches = firstRecords(wanted.records.stream(input, query), count, input.name);
        for await (const batch of wanted.narrowed(batches)) {
          await take(batch);
          records += batch.recordCount + batch.gaps.length;
          bad.add(batch.gaps);
          progress.show(input, records);
          const { error } = batch;
          if (error !== undefined)
            tell(new CommandError(ExitStatus.DATA, describeDataError(error, records), { cause: error }));
        }
      } finally {
        progress.clear();
        input.close();
      }
    } catch (error) {
      if (!isDataError(error)) throw error;
      tell(error);
    }
    tell(bad.error);
  }
  return errors;
}

/** One that is about the input as a whole names it already. */
function named(file: string, error: CommandError): CommandError {
  if (error.cause === undefined) return error;
  return new CommandError(error.status, `${file}: ${error.message}`, { cause: error.cause });
}
