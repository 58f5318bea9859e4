import type { Codec } from '../../message/index.js';
import { CastbufError } from '../../errors/index.js';
import type { AnyType } from '../../schema/index.js';
import type { EncodeRequest } from '../arguments.js';
import { CommandError, ExitStatus, usageError } from '../exit-status.js';
import { openInput, type Input } from '../input.js';
import type { Interruption } from '../interruption.js';
import { linesOf, type Line } from '../lines.js';
import { whatOf } from '../messages.js';
import { RowError, valueOfRow } from '../ndjson-reader.js';
import { withOutput, type Output } from '../output.js';
import { Progress } from '../progress.js';
import { TextBuffer } from '../text-buffer.js';
import { codecOf, typesOf } from '../types.js';

/** Rows of NDJSON -> records, one line at a time: the lines before a wrong one are written. */
export async function encode(request: EncodeRequest, interruption: Interruption): Promise<void> {
  const { file, abi, headers } = request;
  const { signal } = interruption;
  const types = await typesOf(headers, signal);
  const codec = codecOf(types, request.type ?? types.onlyName(abi, request.command), abi);
  const input = await openInput(file, 'the input', signal);
  try {
    const inputs = [input.identity, ...types.inputs];
    await withOutput(request.output, { inputs, interruption }, async (output) => {
      if (output.isTerminal) throw usageError('records are no text for a terminal; use -o FILE, or a pipe');
      await writeRecords(codec, input, output);
    });
  } finally {
    input.close();
  }
  types.assertGood();
}

async function writeRecords(codec: Codec<AnyType>, input: Input, output: Output): Promise<void> {
  const buffer = new TextBuffer();
  const progress = new Progress(output.isTerminal);
  const flush = async (): Promise<void> => {
    if (buffer.length > 0) await output.write(buffer.bytes);
    buffer.clear();
  };
  let records = 0;
  try {
    for await (const line of linesOf(input.pieces)) {
      if (line.text.trim() === '') continue;
      buffer.literal(recordOf(codec, line));
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

function recordOf(codec: Codec<AnyType>, line: Line): Uint8Array {
  try {
    return codec.encode(valueOfRow(parsed(line), codec.layout));
  } catch (error) {
    if (error instanceof RowError) throw lineError(line, error.what, error.hint, error);
    if (error instanceof CastbufError && error.code !== 'ERR_KERNEL') {
      throw lineError(line, whatOf(error), inNotation(error.hint), error);
    }
    throw error;
  }
}

function parsed(line: Line): unknown {
  try {
    return JSON.parse(line.text);
  } catch (error) {
    const { message } = error as SyntaxError;
    const position = /at position (\d+)/.exec(message)?.[1];
    const isCut = /end of JSON|Unterminated/.test(message);
    const column = position === undefined ? (isCut ? line.text.length + 1 : undefined) : Number(position) + 1;
    const place = column === undefined ? `line ${line.number}` : `line ${line.number}, column ${column}`;
    throw new CommandError(ExitStatus.DATA, `no JSON (${place}): ${isCut ? 'it ends too soon' : reasonOf(message)}`, {
      cause: error,
    });
  }
}

/** V8's reason without the position, and without the text around it that newer versions quote. */
function reasonOf(message: string): string {
  return message.replace(/,? (?:"|\.\.\.).*$/s, '').replace(/ in JSON at position.*$/s, '');
}

function lineError({ number }: Line, what: string, hint: string, cause: Error): CommandError {
  return new CommandError(ExitStatus.DATA, `${what} (line ${number}): ${hint}`, { cause });
}

/** What the codec asks for, in the notation of the rows. */
function inNotation(hint: string): string {
  return hint
    .replace('a bigint or a safe integer', 'a whole number in quotes')
    .replace('a Uint8Array', 'bytes in hex')
    .replace('; give a bigint', '; put it in quotes');
}
