import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  compileCodec,
  compileMessages,
  compileSetCodec,
  type CompiledMessages,
  type CompiledModule,
  type CompileOptions,
} from '../../compile/index.js';
import { CastbufError } from '../../errors/index.js';
import {
  messageSetsOfFile,
  readSchemaFile,
  setsOfFile,
  typesOfFile,
  type NamedMessageSet,
  type NamedSet,
  type NamedType,
} from '../../schema-files/index.js';
import type { Abi } from '../../schema/index.js';
import { shownName } from '../generate/names.js';
import type { CompileRequest } from '../arguments.js';
import { CommandError, ExitStatus, inputOutputError, usageError } from '../exit-status.js';
import { identityOf, type FileIdentity } from '../file-identity.js';
import { HeaderTypes } from '../header-types.js';
import type { Interruption } from '../interruption.js';
import { say } from '../messages.js';
import { counted } from '../numbers-text.js';
import { withOutput } from '../output.js';

/** What is to be compiled, and the files that it is from. */
interface Source {
  readonly types: readonly NamedType[];
  readonly sets: readonly NamedSet[];
  readonly messages: readonly NamedMessageSet[];
  readonly inputs: readonly FileIdentity[];
  /** That the file itself is laid out for. */
  readonly abi?: Abi | undefined;
  assertGood(): void;
}

/** A C header, or a module with a schema -> a codec for each of its types, or whether those that are there are what would be written. */
export async function compile(request: CompileRequest, interruption: Interruption): Promise<void> {
  const source = await sourceOf(request, interruption.signal);
  const stale: string[] = [];
  if (!request.check) await makeFolder(request.folder);
  for (const [name, compiled] of modulesOf(source, request)) {
    interruption.signal.throwIfAborted();
    for (const [file, content] of filesOf(name, await compiled(), request)) {
      const path = join(request.folder, file);
      if (request.check) await compare(path, content, stale);
      else await withOutput(path, { inputs: source.inputs, interruption }, (output) => output.write(content));
    }
  }
  source.assertGood();
  if (stale.length > 0)
    throw new CommandError(
      ExitStatus.DATA,
      `${stale.join(', ')}: not what ${request.file} makes now; run castbuf compile without --check`,
    );
  const { types, sets, messages } = source;
  const all = [
    { count: types.length, kind: 'type' },
    { count: sets.length, kind: 'record set' },
    { count: messages.length, kind: 'message set' },
  ];
  const counts = all.flatMap(({ count, kind }) => (count === 0 ? [] : [counted(count, kind)]));
  const what = counts.join(' and ');
  say(
    request.check
      ? `${what} of ${request.file}: all files are as they would be written`
      : `${what} of ${request.file}, in ${request.folder}`,
  );
}

function* modulesOf(
  { types, sets, messages, abi: ownAbi }: Source,
  { file, abi: askedAbi }: CompileRequest,
): Generator<[string, () => Promise<CompiledModule> | CompiledMessages]> {
  const abi = askedAbi ?? ownAbi;
  const options = (name: string): CompileOptions & { readonly name: string } => ({
    name,
    source: basename(file),
    ...(abi && { abi }),
  });
  for (const [name, type] of types) yield [name, () => compileCodec(type, options(name))];
  for (const [name, set] of sets) yield [name, () => compileSetCodec(set, options(name))];
  for (const [name, set] of messages) yield [name, () => compileMessages(set, { name, source: basename(file) })];
}

function* filesOf(
  name: string,
  module: CompiledModule | CompiledMessages,
  { language, separateKernel }: CompileRequest,
): Generator<[string, Uint8Array]> {
  const kernel = 'wasm' in module ? module : undefined;
  const text = (separateKernel && kernel?.separate) || module.inline;
  if (language === 'typescript') yield [`${name}.castbuf.ts`, Buffer.from(text.typescript)];
  else {
    yield [`${name}.castbuf.js`, Buffer.from(text.javascript)];
    yield [`${name}.castbuf.d.ts`, Buffer.from(text.declarations)];
  }
  if (kernel === undefined) return; // messages are JavaScript only
  yield [`${name}.castbuf.as.ts`, Buffer.from(kernel.assembly)];
  if (separateKernel) yield [`${name}.castbuf.wasm`, kernel.wasm];
}

async function compare(path: string, content: Uint8Array, stale: string[]): Promise<void> {
  const there = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw inputOutputError(`read ${path}`, error);
  });
  if (there === undefined || Buffer.compare(there, content) !== 0) stale.push(path);
}

async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw inputOutputError(`make the folder ${folder}`, error);
  });
}

async function sourceOf(request: CompileRequest, signal: AbortSignal): Promise<Source> {
  const { headers, abi = 'msvc-x64', types: names, sets, messages } = request;
  if (headers === undefined) return moduleSource(request);
  if (sets.length > 0) throw usageError('--set names an export of a module; a C header has no record sets');
  if (messages.length > 0)
    throw usageError(
      '--messages names an export of a module; a C header has no message sets: messageSet(…) makes one of its types',
    );
  const types = await HeaderTypes.open(headers, signal);
  const asked = names.length > 0 ? names : types.header(abi).records.map(shownName);
  return {
    types: asked.map((name) => [name, types.type(abi, name)]),
    sets: [],
    messages: [],
    inputs: types.inputs,
    assertGood: () => types.assertGood(),
  };
}

async function moduleSource({ file, types: names, sets, messages, abi }: CompileRequest): Promise<Source> {
  if (messages.length > 0 && abi !== undefined)
    throw usageError(
      'a message set has the ABI that it was made with; leave out --abi and --target, or give messageSet(…) the ABI',
    );
  const input = identityOf(file, 'the schema');
  const isAll = names.length + sets.length + messages.length === 0;
  try {
    return {
      types: isAll || names.length > 0 ? await typesOfFile(file, isAll ? {} : { types: names }) : [],
      sets: sets.length > 0 ? await setsOfFile(file, sets) : [],
      messages: messages.length > 0 ? await messageSetsOfFile(file, messages) : [],
      abi: (await readSchemaFile(file)).abi,
      inputs: input === undefined ? [] : [input],
      assertGood() {},
    };
  } catch (error) {
    throw error instanceof CastbufError && error.code === 'ERR_USAGE' ? usageError(error.hint) : error;
  }
}
