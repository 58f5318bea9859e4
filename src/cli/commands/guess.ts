import type { GuessRequest } from '../arguments.js';
import { openData } from '../data-input.js';
import { isDescriptor } from '../descriptor-paths.js';
import { CommandError, ExitStatus, isDataError } from '../exit-status.js';
import { matchingFiles } from '../file-patterns.js';
import { isChunkStream } from '../guess/chunk-stream.js';
import { HEAD_BYTES, KNOWN_FORMATS } from '../guess/known-formats.js';
import type { Interruption } from '../interruption.js';
import { throwErrors } from '../messages.js';
import { printText } from '../output.js';
import { printable } from '../printable.js';
import { packingOf, unpacked } from '../unpack.js';

/** What files are, by their first bytes, and the command that decodes each. */
export async function guess(request: GuessRequest, interruption: Interruption): Promise<void> {
  const files = matchingFiles(request.files);
  const lines: string[] = [];
  const unknown: string[] = [];
  const failures: CommandError[] = [];
  for (const file of files) {
    const given = await headOf(file, request, interruption.signal).catch((error: unknown) => failureOf(error, files));
    if (given instanceof CommandError) {
      failures.push(given);
      continue;
    }
    const { name, head, isWhole, packing } = given;
    const packed = packing === undefined ? '' : `${packing}, and in it `;
    const command = (options: readonly string[]): string =>
      commandOf(file, request.raw ? [...options, '--raw'] : options);
    const found = answerOf(head, isWhole, command);
    if (found === undefined) unknown.push(name);
    lines.push(
      ...(found ?? unknownAnswer(head, command)).map((line, index) =>
        index === 0 ? `${printable(name)}: ${packed}${line}` : `  ${line}`,
      ),
    );
  }
  await printText(lines.map((line) => `${line}\n`).join(''), { inputs: [], interruption });
  if (unknown.length > 0) {
    const what = `no known format: ${unknown.join(', ')}; a schema of your own says what it is`;
    failures.push(new CommandError(ExitStatus.DATA, what));
  }
  throwErrors(failures);
}

/** One file that cannot be unpacked does not keep others from being looked at. */
function failureOf(error: unknown, files: readonly string[]): CommandError {
  if (files.length > 1 && isDataError(error)) return error;
  throw error;
}

interface Head {
  readonly name: string;
  readonly head: Uint8Array;
  /** The file has no more. */
  readonly isWhole: boolean;
  readonly packing: string | undefined;
}

async function headOf(file: string, request: GuessRequest, signal: AbortSignal): Promise<Head> {
  const { raw, maxUnpacked } = request;
  // As it lies there: a pipe can be read only once.
  const input = await openData(
    file,
    { skip: 0, offset: undefined, raw: true, maxUnpacked, capture: undefined, onBadRecord: 'stop' },
    signal,
  );
  const { name } = input;
  const outer = new FirstBytes(input.pieces, HEAD_BYTES);
  const inner = new FirstBytes(raw ? outer : unpacked(outer, { name, most: maxUnpacked }), HEAD_BYTES);
  try {
    for await (const _ of inner) if (inner.isFull) break;
  } finally {
    input.close();
  }
  const packing = raw ? undefined : packingOf(outer.bytes);
  return { name, head: inner.bytes, isWhole: !inner.isFull, packing };
}

/** Pieces that go by, of which the first bytes are kept. */
class FirstBytes implements AsyncIterable<Uint8Array> {
  private readonly parts: Uint8Array[] = [];
  private length = 0;

  constructor(
    private readonly pieces: AsyncIterable<Uint8Array>,
    private readonly most: number,
  ) {}

  /** More went by than are kept. */
  get isFull(): boolean {
    return this.length > this.most;
  }

  get bytes(): Uint8Array {
    return Buffer.concat(this.parts).subarray(0, this.most);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const piece of this.pieces) {
      if (!this.isFull) this.parts.push(piece);
      this.length += piece.length;
      yield piece;
    }
  }
}

/** The command that decodes a file with some options. */
type CommandText = (options: readonly string[]) => string;

/** Undefined where no format fits. */
function answerOf(head: Uint8Array, isWhole: boolean, command: CommandText): readonly string[] | undefined {
  if (head.length === 0) return ['empty'];
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const format = KNOWN_FORMATS.find(({ is }) => is(view));
  if (format === undefined) {
    if (!isChunkStream(head, isWhole)) return undefined;
    return ['chunks of a Miracast session', command(['--type', 'MIRACAST_CHUNK_DATA', '--names'])];
  }
  const options = format.decode?.(view);
  if (options !== undefined) return [format.about, command(options)];
  return [format.about, format.missing ?? 'its header is cut, so that nothing says where its tables lie'];
}

function unknownAnswer(head: Uint8Array, command: CommandText): readonly string[] {
  const digits = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return [
    `no known format begins with ${digits}`,
    `${command(['--schema', 'schema.ts', '--hex', '--limit', '3'])}   # once schema.ts exports a struct`,
  ];
}

function commandOf(file: string, options: readonly string[]): string {
  return ['castbuf', 'decode', quoted(argumentOf(file)), ...options].join(' ');
}

/** What a process has open, another command gets from standard input. A name that begins as an option does gets a folder. */
function argumentOf(file: string): string {
  if (file === '-' || isDescriptor(file)) return '-';
  return file.startsWith('-') ? `./${file}` : file;
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w./@%+=:,-]+$/.test(word) ? word : `'${printable(word).replaceAll("'", "'\\''")}'`;
}
