import type { DiffRequest } from '../arguments.js';
import { columnPaths } from '../column-selection.js';
import { openData, type DataInput } from '../data-input.js';
import { CommandError, ExitStatus } from '../exit-status.js';
import { fieldsOf } from '../fields.js';
import { firstRecords } from '../first-records.js';
import type { Interruption } from '../interruption.js';
import { describeDataError } from '../messages.js';
import { counted } from '../numbers-text.js';
import { withOutput, type Output } from '../output.js';
import { printable } from '../printable.js';
import { kindsOf } from '../record-kinds.js';
import { comparedRecords, differences, type ComparedRecord } from '../record-differences.js';
import { typesOf } from '../types.js';

/** Two files, record by record: the members that differ, and the records that only one of them has. */
export async function diff(request: DiffRequest, interruption: Interruption): Promise<void> {
  const { signal } = interruption;
  const types = await typesOf(request, signal);
  const records = kindsOf(types, request);
  const counts: Counts = { records: 0, differing: 0 };
  const opened: DataInput[] = [];
  const open = async (file: string): Promise<DataInput> => {
    const input = await openData(file, request, signal);
    opened.push(input);
    return input;
  };
  try {
    const [left, right] = [await open(request.left), await open(request.right)];
    const inputs = [left.identity, right.identity, ...types.inputs];
    await withOutput(undefined, { inputs, interruption }, (output) =>
      compare([read(left), read(right)], output, counts),
    );
  } finally {
    // A pipe that is left open would keep the process, also where the other input is not there.
    for (const input of opened) input.close();
  }
  types.assertGood();
  if (counts.differing > 0)
    throw new CommandError(ExitStatus.DATA, `${counts.differing} of ${counted(counts.records, 'record')} differ`);

  function read(input: DataInput): Side {
    const columns = records.kinds.flatMap(({ codec }) => columnPaths(fieldsOf(codec)));
    const batches = firstRecords(
      records.stream(input, { signal, columns, onBadRecord: request.onBadRecord }),
      request.count,
      input.name,
    );
    return { name: input.name, records: comparedRecords(records.kinds, batches) };
  }
}

interface Counts {
  records: number;
  differing: number;
}

interface Side {
  readonly name: string;
  readonly records: AsyncGenerator<ComparedRecord, void, undefined>;
}

async function compare([left, right]: readonly [Side, Side], output: Output, counts: Counts): Promise<void> {
  for (;;) {
    const one = await next(left, counts.records);
    const other = await next(right, counts.records);
    if (one === undefined && other === undefined) return;
    const lines = linesOf(one, other, [left.name, right.name]);
    if (lines.length > 0) {
      counts.differing++;
      const at = (one ?? (other as ComparedRecord)).offset.toString(16);
      const text = lines.map((line) => `record ${counts.records} at 0x${at}: ${line}\n`).join('');
      await output.write(Buffer.from(output.isTerminal ? text.split('\n').map(printable).join('\n') : text));
    }
    counts.records++;
  }
}

/** @throws CommandError (data) with the name of the file */
async function next({ name, records }: Side, record: number): Promise<ComparedRecord | undefined> {
  const { value } = await records.next();
  if (value?.error === undefined) return value ?? undefined;
  throw new CommandError(ExitStatus.DATA, `${name}: ${describeDataError(value.error, record)}`, { cause: value.error });
}

function linesOf(
  one: ComparedRecord | undefined,
  other: ComparedRecord | undefined,
  [left, right]: readonly [string, string],
): readonly string[] {
  if (other === undefined) return [`only in ${left}`];
  if (one === undefined) return [`only in ${right}`];
  return differences(one, other);
}
