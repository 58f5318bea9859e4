import { CastbufError } from '../../errors/index.js';
import type { EncodeRequest } from '../arguments.js';
import { CommandError, ExitStatus, usageError } from '../exit-status.js';
import { openData } from '../data-input.js';
import type { Input } from '../input.js';
import type { Interruption } from '../interruption.js';
import { whatOf } from '../messages.js';
import { RowError } from '../ndjson-reader.js';
import { withOutput, type Output } from '../output.js';
import { Progress } from '../progress.js';
import { kindsOf } from '../record-kinds.js';
import { RowEncoder } from '../row-encoder.js';
import { givenRows, inputFormat, type GivenRow } from '../rows-in.js';
import { TextBuffer } from '../text-buffer.js';
import { typesOf } from '../types.js';

/** Rows -> records, one at a time: the rows before a wrong one are written. */
export async function encode(request: EncodeRequest, interruption: Interruption): Promise<void> {
  const { file } = request;
  const { signal } = interruption;
  const types = await typesOf(request, signal);
  const records = kindsOf(types, request);
  const encoder = new RowEncoder(records);
  const input = await openData(
    file,
    { ...request, skip: 0, offset: undefined, capture: undefined, onBadRecord: 'stop' },
    signal,
  );
  const rows = givenRows(input.pieces, request.format ?? inputFormat(file), records);
  try {
    const inputs = [input.identity, ...types.inputs];
    await withOutput(request.output, { inputs, interruption }, async (output) => {
      if (output.isTerminal) throw usageError('records are no text for a terminal; use -o FILE, or a pipe');
      await writeRecords(encoder, rows, input, output);
    });
  } finally {
    input.close();
  }
  types.assertGood();
}

async function writeRecords(
  encoder: RowEncoder,
  rows: AsyncIterable<GivenRow>,
  input: Input,
  output: Output,
): Promise<void> {
  const buffer = new TextBuffer();
  const progress = new Progress(output.isTerminal);
  const flush = async (): Promise<void> => {
    if (buffer.length > 0) await output.write(buffer.bytes);
    buffer.clear();
  };
  let records = 0;
  try {
    for await (const row of rows) {
      buffer.literal(recordOf(encoder, row));
      progress.show(input, ++records);
      if (buffer.isDue) await flush();
    }
  } catch (error) {
    await flush();
    throw error;
  } finally {
    progress.clear();
  }
  await flush();
}

function recordOf(encoder: RowEncoder, { row, place }: GivenRow): Uint8Array {
  try {
    return encoder.encode(row);
  } catch (error) {
    if (error instanceof RowError) throw rowError(place, error.what, error.hint, error);
    if (error instanceof CastbufError && error.code !== 'ERR_KERNEL') {
      throw rowError(place, whatOf(error), inNotation(error.hint), error);
    }
    throw error;
  }
}

function rowError(place: string, what: string, hint: string, cause: Error): CommandError {
  return new CommandError(ExitStatus.DATA, `${what} (${place}): ${hint}`, { cause });
}

/** What the codec asks for, in the notation of the rows. */
function inNotation(hint: string): string {
  return hint
    .replace('a bigint or a safe integer', 'a whole number in quotes')
    .replace('a Uint8Array', 'bytes in hex')
    .replace('; give a bigint', '; put it in quotes');
}
