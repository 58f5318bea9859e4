import type { GenerateRequest } from '../arguments.js';
import { luaDissector } from '../generate/lua-writer.js';
import { markdownPage } from '../generate/markdown-writer.js';
import { withParts } from '../generate/record-parts.js';
import { typescriptModule } from '../generate/ts-writer.js';
import { HeaderTypes } from '../header-types.js';
import type { HeaderRecord } from '../../header/index.js';
import { usageError } from '../exit-status.js';
import type { LinkType } from '../generate/generated.js';
import type { Interruption } from '../interruption.js';
import { say } from '../messages.js';
import { withOutput } from '../output.js';
import { printableLines } from '../printable.js';

const WRITERS = { typescript: typescriptModule, lua: luaDissector, markdown: markdownPage };

/** A C header -> a TypeScript schema, a dissector or a page. What cannot be imported or said is told on stderr, and everything else is written. */
export async function generate(request: GenerateRequest, interruption: Interruption): Promise<void> {
  const { headers, type, abi } = request;
  const source = headers.files.join(', ');
  const types = await HeaderTypes.open(headers, interruption.signal);
  const header = types.header(abi);
  const records = type === undefined ? header.records : withParts(header, types.record(abi, type));
  const linkType = linkTypeOf(request.dlt, type === undefined ? records : [types.record(abi, type)]);
  const { text, problems } = WRITERS[request.language](header, records, source, { linkType });
  await withOutput(request.output, { inputs: types.inputs, interruption }, (output) =>
    output.write(Buffer.from(output.isTerminal ? printableLines(text) : text)),
  );
  for (const problem of problems) say(problem);
  types.assertGood();
  if (records.length === 0) say(`${source} declares no struct or union that has a name`);
}

/** @throws CommandError (usage) where it is not clear which record the packets are */
function linkTypeOf(user: number | undefined, records: readonly HeaderRecord[]): LinkType | undefined {
  if (user === undefined) return undefined;
  const [record, second] = records;
  if (record === undefined || second !== undefined)
    throw usageError(`--dlt takes one record, which packets consist of; name it with --type`);
  return { user, record: record.name };
}
