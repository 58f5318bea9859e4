import type { GuessRequest } from '../arguments.js';
import { openData } from '../data-input.js';
import { CommandError, ExitStatus } from '../exit-status.js';
import { matchingFiles } from '../file-patterns.js';
import { isChunkStream } from '../guess/chunk-stream.js';
import { HEAD_BYTES, KNOWN_FORMATS } from '../guess/known-formats.js';
import type { Interruption } from '../interruption.js';
import { printText } from '../output.js';
import { printable } from '../printable.js';
import { packingOf } from '../unpack.js';

/** What files are, by their first bytes, and the command that decodes each. */
export async function guess(request: GuessRequest, interruption: Interruption): Promise<void> {
  const files = matchingFiles(request.files);
  const lines: string[] = [];
  const unknown: string[] = [];
  for (const file of files) {
    const { name, head, isWhole, packing } = await headOf(file, request, interruption.signal);
    const packed = packing === undefined ? '' : `${packing}, and in it `;
    const found = answerOf(file, head, isWhole);
    if (found === undefined) unknown.push(name);
    lines.push(
      ...(found ?? unknownAnswer(file, head)).map((line, index) =>
        index === 0 ? `${printable(name)}: ${packed}${line}` : `  ${line}`,
      ),
    );
  }
  await printText(`${lines.join('\n')}\n`, { inputs: [], interruption });
  if (unknown.length > 0)
    throw new CommandError(
      ExitStatus.DATA,
      `no known format: ${unknown.join(', ')}; a schema of your own says what it is`,
    );
}

interface Head {
  readonly name: string;
  readonly head: Uint8Array;
  /** The file has no more. */
  readonly isWhole: boolean;
  readonly packing: string | undefined;
}

async function headOf(file: string, request: GuessRequest, signal: AbortSignal): Promise<Head> {
  const place = { skip: 0, offset: undefined, maxUnpacked: request.maxUnpacked };
  const packed = await firstBytes(file, { ...place, raw: true }, signal);
  const packing = request.raw ? undefined : packingOf(packed.head);
  return packing === undefined ? packed : { ...(await firstBytes(file, { ...place, raw: false }, signal)), packing };
}

async function firstBytes(file: string, place: Parameters<typeof openData>[1], signal: AbortSignal): Promise<Head> {
  const input = await openData(file, place, signal);
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of input.pieces) {
      parts.push(piece);
      bytes += piece.length;
      if (bytes > HEAD_BYTES) break;
    }
  } finally {
    input.close();
  }
  const head = Buffer.concat(parts).subarray(0, HEAD_BYTES);
  return { name: input.name, head, isWhole: bytes <= HEAD_BYTES, packing: undefined };
}

/** Undefined where no format fits. */
function answerOf(file: string, head: Uint8Array, isWhole: boolean): readonly string[] | undefined {
  if (head.length === 0) return ['empty'];
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const format = KNOWN_FORMATS.find(({ is }) => is(view));
  if (format === undefined) {
    if (!isChunkStream(head, isWhole)) return undefined;
    return ['chunks of a Miracast session', commandOf(file, ['--type', 'MIRACAST_CHUNK_DATA', '--names'])];
  }
  const options = format.decode?.(view);
  if (options !== undefined) return [format.about, commandOf(file, options)];
  return [format.about, format.missing ?? 'its header is cut, so that nothing says where its tables lie'];
}

function unknownAnswer(file: string, head: Uint8Array): readonly string[] {
  const digits = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return [
    `no known format begins with ${digits}`,
    `${commandOf(file, ['--schema', 'schema.ts', '--hex', '--limit', '3'])}   # once schema.ts exports a struct`,
  ];
}

function commandOf(file: string, options: readonly string[]): string {
  return ['castbuf', 'decode', quoted(file), ...options].join(' ');
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w./@%+=:,-]+$/.test(word) ? word : `'${printable(word).replaceAll("'", "'\\''")}'`;
}
