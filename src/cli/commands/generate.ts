import process from 'node:process';
import { CastbufError } from '../../errors/index.js';
import type { Header, HeaderError, HeaderRecord } from '../../header/index.js';
import type { GenerateRequest } from '../arguments.js';
import { CommandError, ExitStatus, usageError } from '../exit-status.js';
import { luaDissector } from '../generate/lua-writer.js';
import { markdownPage } from '../generate/markdown-writer.js';
import { readHeader } from '../generate/read-header.js';
import { selectedRecords } from '../generate/selected-records.js';
import { typescriptModule } from '../generate/ts-writer.js';
import { isSameFile } from '../input.js';
import { say } from '../messages.js';
import { openOutput } from '../output.js';

const WRITERS = { typescript: typescriptModule, lua: luaDissector, markdown: markdownPage };

/** A C header -> a TypeScript schema, a dissector or a page. What cannot be imported or said is told on stderr, and everything else is written. */
export async function generate(request: GenerateRequest, signal: AbortSignal): Promise<void> {
  const { file, output: path } = request;
  if (path !== undefined && (await isSameFile(file, path))) {
    throw usageError(`${path} is the header as well; write to another file`);
  }
  const header = await readHeader(request, signal);
  for (const error of header.errors) show(error);
  const records = recordsOf(header, request.type);
  const { text, problems } = WRITERS[request.language](header, records, file);
  const output = await openOutput(path);
  try {
    await output.write(Buffer.from(text));
  } finally {
    await output.close();
  }
  for (const problem of problems) say(withoutControls(problem));
  const failed = header.errors.length;
  if (failed > 0) {
    throw new CommandError(
      ExitStatus.SCHEMA,
      `${failed === 1 ? 'one thing' : `${failed} things`} in ${file} could not be imported; everything else is written`,
    );
  }
}

function recordsOf(header: Header, type: string | undefined): readonly HeaderRecord[] {
  try {
    return selectedRecords(header, type);
  } catch (error) {
    if (!(error instanceof CastbufError)) throw error;
    // The errors that are shown already say why the type is not there.
    const status = header.errors.length > 0 ? ExitStatus.SCHEMA : ExitStatus.USAGE;
    throw new CommandError(status, error.message, { cause: error });
  }
}

/** The error, the line of the header, and a caret below what is wrong in it. */
function show({ message, excerpt }: HeaderError): void {
  say(withoutControls(message));
  for (const line of excerpt.split('\n')) process.stderr.write(`${withoutControls(line)}\n`);
}

/** A header may hold anything, but no control character other than a tab reaches the terminal. */
function withoutControls(line: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters are what this replaces
  return line.replaceAll(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, ' ');
}
