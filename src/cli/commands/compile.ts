import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { compileCodec, typesOfFile, type CompiledModule, type NamedType } from '../../compile/index.js';
import { CastbufError } from '../../errors/index.js';
import { shownName } from '../generate/names.js';
import type { CompileRequest } from '../arguments.js';
import { CommandError, ExitStatus, inputOutputError, usageError } from '../exit-status.js';
import { identityOf, type FileIdentity } from '../file-identity.js';
import { HeaderTypes } from '../header-types.js';
import type { Interruption } from '../interruption.js';
import { say } from '../messages.js';
import { counted } from '../numbers-text.js';
import { withOutput } from '../output.js';

/** The types that are to be compiled, and the files that they are from. */
interface Source {
  readonly types: readonly NamedType[];
  readonly inputs: readonly FileIdentity[];
  assertGood(): void;
}

/** A C header, or a module with a schema -> a codec for each of its types, or whether those that are there are what would be written. */
export async function compile(request: CompileRequest, interruption: Interruption): Promise<void> {
  const source = await sourceOf(request, interruption.signal);
  const stale: string[] = [];
  if (!request.check) await makeFolder(request.folder);
  for (const [name, type] of source.types) {
    interruption.signal.throwIfAborted();
    const module = await compileCodec(type, {
      name,
      source: basename(request.file),
      ...(request.abi && { abi: request.abi }),
    });
    for (const [file, content] of filesOf(name, module, request)) {
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
  const what = counted(source.types.length, 'type');
  say(
    request.check
      ? `${what} of ${request.file}: all files are as they would be written`
      : `${what} of ${request.file}, in ${request.folder}`,
  );
}

function* filesOf(
  name: string,
  module: CompiledModule,
  { language, separateKernel }: CompileRequest,
): Generator<[string, Uint8Array]> {
  const { inline, separate } = module;
  const text = separateKernel ? separate : inline;
  if (language === 'typescript') yield [`${name}.castbuf.ts`, Buffer.from(text.typescript)];
  else {
    yield [`${name}.castbuf.js`, Buffer.from(text.javascript)];
    yield [`${name}.castbuf.d.ts`, Buffer.from(text.declarations)];
  }
  yield [`${name}.castbuf.as.ts`, Buffer.from(module.assembly)];
  if (separateKernel) yield [`${name}.castbuf.wasm`, module.wasm];
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
  const { headers, abi = 'msvc-x64', types: names, file } = request;
  if (headers === undefined) return moduleSource(file, names);
  const types = await HeaderTypes.open(headers, signal);
  const asked = names.length > 0 ? names : types.header(abi).records.map(shownName);
  return {
    types: asked.map((name) => [name, types.type(abi, name)]),
    inputs: types.inputs,
    assertGood: () => types.assertGood(),
  };
}

async function moduleSource(file: string, names: readonly string[]): Promise<Source> {
  const input = identityOf(file, 'the schema');
  const types = await typesOfFile(file, names.length > 0 ? { types: names } : {}).catch((error: unknown) => {
    throw error instanceof CastbufError && error.code === 'ERR_USAGE' ? usageError(error.hint) : error;
  });
  return { types, inputs: input === undefined ? [] : [input], assertGood() {} };
}
