import { cac, type CAC } from 'cac';
import { SHELLS, type Shell } from './completions.js';
import { NAMED_ABIS, packedAbi, type Abi, type NamedAbi } from '../schema/index.js';
import type { OnBadRecordAsked } from './bad-records.js';
import type { CaptureRequest } from './capture-input.js';
import { COMMANDS, DEFAULT_FRAMES, type CommandName } from './command-table.js';
import { isStandardInput } from './descriptor-paths.js';
import { usageError } from './exit-status.js';
import { suggest } from '../errors/index.js';
import { GivenOptions, protectedWords, unprotected } from './given-options.js';
import type { LayoutFlags } from '../header/index.js';
import type { HeaderRequest } from './header-types.js';
import { isModule, isSchemaFile } from '../schema-files/index.js';
import type { DataRequest } from './data-input.js';
import { FORMATS, formatNamed, formatOfEnding, INPUT_FORMATS, type Format, type InputFormat } from './formats.js';
import { isParquetFile, SQL_FORMATS, sqlFormatOfEnding, type SqlFormat } from './sql/sql-formats.js';
import { compilerTarget, type CompilerTarget } from './targets.js';
import { DEFAULT_MOST_UNPACKED } from './unpack.js';

/** A frame's number has 40 bits. */
const MOST_FRAMES = 2 ** 40 - 1;
const MOST_THREADS = 64;
const MOST_INTERLEAVINGS = 2 ** 40;
const DAY_MS = 86_400_000;
/** LINKTYPE_USER0 of capture files. */
const FIRST_USER_LINK = 147;

interface TypeRequest {
  /** Undefined for the only type, or the only record set. */
  readonly type: string | undefined;
  readonly set: string | undefined;
  /** Undefined where the user says none: then it is that of the source. */
  readonly abi: Abi | undefined;
  /** Without headers and a schema, the types are the built-in ones. */
  readonly headers: HeaderRequest | undefined;
  readonly schema: string | undefined;
}
interface RecordsRequest extends TypeRequest, DataRequest {
  /** At least one; patterns of names among them. */
  readonly files: readonly string[];
  /** Records of each file. */
  readonly count: number | undefined;
  readonly onBadRecord: OnBadRecordAsked;
}
export interface DecodeRequest extends RecordsRequest {
  readonly command: 'decode';
  readonly format: Format | undefined;
  /** A Parquet file, in the place of a format. */
  readonly isParquet: boolean;
  /** Of a record set, the type whose records are wanted. */
  readonly only: string | undefined;
  readonly output: string | undefined;
  readonly limit: number | undefined;
  readonly columns: readonly string[] | undefined;
  readonly where: string | undefined;
  readonly names: boolean;
  /** A listing of bytes beside values, in the place of a format. */
  readonly hex: boolean;
  /** No text cell of CSV is a formula. */
  readonly csvSafe: boolean;
}
export interface EncodeRequest extends TypeRequest, Pick<DataRequest, 'raw' | 'maxUnpacked'> {
  readonly command: 'encode';
  readonly file: string;
  /** Undefined for that of the file's ending. */
  readonly format: InputFormat | undefined;
  readonly output: string | undefined;
}
export interface LayoutRequest {
  readonly command: 'layout';
  readonly headers: HeaderRequest | undefined;
  readonly schema: string | undefined;
  /** Undefined for every type. */
  readonly type: string | undefined;
  readonly abi: Abi | undefined;
  readonly diff: Abi | undefined;
  readonly json: boolean;
  /** How the kernel takes records of the type apart. */
  readonly plan: boolean;
}
export interface StatRequest extends RecordsRequest {
  readonly command: 'stat';
  readonly where: string | undefined;
  readonly json: boolean;
}
export interface PlotRequest extends RecordsRequest {
  readonly command: 'plot';
  readonly only: string | undefined;
  /** Undefined for the numbers of the records. */
  readonly x: string | undefined;
  readonly y: readonly string[];
  readonly heat: boolean;
  readonly where: string | undefined;
  /** Undefined for standard output. */
  readonly output: string | undefined;
}
export interface ConvertRequest extends RecordsRequest {
  readonly command: 'convert';
  readonly only: string | undefined;
  readonly time: string | undefined;
  readonly atEnd: boolean;
  readonly duration: string | undefined;
  /** Of times whose type says none; undefined for microseconds. */
  readonly unit: (typeof UNITS)[number] | undefined;
  readonly track: string | undefined;
  readonly flow: string | undefined;
  readonly counters: readonly string[];
  /** Flows of a second. */
  readonly rate: number | undefined;
  readonly where: string | undefined;
  /** Undefined for standard output. */
  readonly output: string | undefined;
}
export interface SqlRequest extends Omit<RecordsRequest, 'count'> {
  readonly command: 'sql';
  readonly query: string;
  /** Of a record set, the type of the records that `FROM 'FILE'` has. */
  readonly only: string | undefined;
  readonly format: SqlFormat | undefined;
  readonly output: string | undefined;
}
export interface SimulateRequest {
  readonly command: 'simulate';
  readonly frames: number;
  readonly seed: number;
  readonly threads: number;
  readonly json: boolean;
  /** The file of the recording; undefined for none. */
  readonly output: string | undefined;
}
export interface ReplayRequest {
  readonly command: 'replay';
  readonly recording: string;
  /** A module that exports the driver. */
  readonly driver: string;
  readonly update: boolean;
}
interface DriverRequest {
  /** A module. */
  readonly file: string;
  /** Undefined for what the driver itself says. */
  readonly holds: 'driver' | 'system' | undefined;
  readonly answerWithin: number | undefined;
  readonly json: boolean;
}
export interface ConformRequest extends DriverRequest {
  readonly command: 'conform';
}
export interface ExploreRequest extends DriverRequest {
  readonly command: 'explore';
  readonly most: number | undefined;
}
export interface GenerateRequest {
  readonly command: 'generate';
  readonly headers: HeaderRequest;
  /** Undefined for every record. */
  readonly type: string | undefined;
  readonly abi: NamedAbi;
  readonly output: string | undefined;
  readonly language: 'typescript' | 'lua' | 'markdown';
  /** Of captures that show the record: 0 for USER0. */
  readonly dlt: number | undefined;
}
export interface CompileRequest {
  readonly command: 'compile';
  /** A C header, or a module. */
  readonly file: string;
  /** Where the file is a C header. */
  readonly headers: HeaderRequest | undefined;
  /** None for every type, where no set is asked for. */
  readonly types: readonly string[];
  /** Record sets of a module. */
  readonly sets: readonly string[];
  /** Message sets of a module. */
  readonly messages: readonly string[];
  /** Undefined where neither the user nor a target says one: then the type may. */
  readonly abi: NamedAbi | undefined;
  readonly folder: string;
  readonly language: 'typescript' | 'javascript';
  readonly separateKernel: boolean;
  readonly check: boolean;
}
export interface DiffRequest extends Omit<RecordsRequest, 'files'> {
  readonly command: 'diff';
  readonly left: string;
  readonly right: string;
}
export interface GuessRequest extends Pick<DataRequest, 'raw' | 'maxUnpacked'> {
  readonly command: 'guess';
  readonly files: readonly string[];
}
interface CompletionsRequest {
  readonly command: 'completions';
  readonly shell: Shell;
}
interface ManRequest {
  readonly command: 'man';
}
export interface HelpRequest {
  readonly command: 'help';
  /** Undefined for all commands. */
  readonly about: CommandName | undefined;
}
interface VersionRequest {
  readonly command: 'version';
}
export type Request =
  | DecodeRequest
  | EncodeRequest
  | LayoutRequest
  | StatRequest
  | PlotRequest
  | ConvertRequest
  | SqlRequest
  | SimulateRequest
  | ReplayRequest
  | ConformRequest
  | ExploreRequest
  | GenerateRequest
  | CompileRequest
  | DiffRequest
  | GuessRequest
  | CompletionsRequest
  | ManRequest
  | HelpRequest
  | VersionRequest;

/** The arguments after the program's name, checked. @throws CommandError (usage) */
export function readArguments(words: readonly string[]): Request {
  const cli = defineCommands();
  cli.parse(['', '', ...protectedWords(words)], { run: false });
  const { matchedCommand, options } = cli;
  const command = matchedCommand?.name as CommandName | undefined;
  const files = [...cli.args, ...((options['--'] as string[] | undefined) ?? [])].map(unprotected);
  const [word] = files;
  if (command === undefined && word === 'help') return helpRequest(files.slice(1));
  if (command === undefined && word !== undefined) throw wrongCommand(word);
  if (options['help'] || words.length === 0) return { command: 'help', about: command };
  if (options['version']) return { command: 'version' };
  if (command === undefined) throw wrongCommand(word);
  return requestOf(command, new GivenOptions(command, options), files);
}

function helpRequest(words: readonly string[]): HelpRequest {
  const [word, second] = words;
  if (second !== undefined) throw usageError(`help takes one command, not ${words.length} (${words.join(', ')})`);
  if (word !== undefined && !isCommand(word)) throw wrongCommand(word);
  return { command: 'help', about: word };
}

function requestOf(command: CommandName, given: GivenOptions, files: readonly string[]): Request {
  switch (command) {
    case 'decode':
      return decodeRequest(given, files);
    case 'encode':
      return encodeRequest(given, files);
    case 'stat':
      return {
        command,
        ...recordsRequest(command, given, files),
        where: given.text('where'),
        json: given.flag('json'),
      };
    case 'plot':
      return plotRequest(given, files);
    case 'convert':
      return convertRequest(given, files);
    case 'sql':
      return sqlRequest(given, files);
    case 'layout':
      return layoutRequest(given, files);
    case 'simulate':
      return simulateRequest(given, files);
    case 'replay':
      return replayRequest(given, files);
    case 'conform':
      return { command, ...driverRequest(command, given, files) };
    case 'explore':
      return {
        command,
        ...driverRequest(command, given, files),
        most: given.count('most', { least: 1, most: MOST_INTERLEAVINGS }),
      };
    case 'generate':
      return generateRequest(given, files);
    case 'compile':
      return compileRequest(given, files);
    case 'diff':
      return diffRequest(given, files);
    case 'guess':
      return { command, files: someFiles(command, files), ...packingOf(given) };
    case 'completions':
      return { command, shell: shellOf(files) };
    case 'man':
      if (files.length > 0) throw usageError(`man takes no file (${files.join(', ')}); castbuf man | man -l -`);
      return { command };
  }
}

function decodeRequest(given: GivenOptions, files: readonly string[]): DecodeRequest {
  const isNamedParquet = given.text('format') === 'parquet';
  const request = {
    command: 'decode',
    ...recordsRequest('decode', given, files),
    format: isNamedParquet ? undefined : given.choice('format', FORMATS, formatNamed),
    isParquet: isNamedParquet || (given.text('format') === undefined && isParquetFile(given.text('output') ?? '')),
    output: given.text('output'),
    limit: given.count('limit'),
    columns: given.list('columns'),
    only: given.text('only'),
    where: given.text('where'),
    names: given.flag('names'),
    hex: given.flag('hex'),
    csvSafe: given.flag('csvSafe'),
  } as const;
  if (request.isParquet && (request.hex || request.csvSafe || request.count !== undefined))
    throw usageError('--hex, --csv-safe and --count do not go with Parquet; --limit takes the first records');
  if (request.hex && request.format !== undefined)
    throw usageError('--hex is a listing of its own; leave out --format');
  const named = request.output === undefined ? undefined : formatOfEnding(request.output);
  if (request.hex && named !== undefined)
    throw usageError(
      `--hex is a listing, and ${request.output} is named as ${named}; give it another ending, such as .txt`,
    );
  return request;
}

function plotRequest(given: GivenOptions, files: readonly string[]): PlotRequest {
  const request = {
    command: 'plot',
    ...recordsRequest('plot', given, files),
    only: given.text('only'),
    x: given.text('x'),
    y: given.texts('y'),
    heat: given.flag('heat'),
    where: given.text('where'),
    output: given.text('output'),
  } as const;
  if (request.x === undefined && request.y.length === 0)
    throw usageError('plot needs --y COLUMN, or --x COLUMN for how often each of its values is there');
  if (request.heat && request.y.length !== 1)
    throw usageError('--heat takes one --y, and --x where that is not the number of the record');
  return request;
}

/** Of times and durations. */
const UNITS = ['s', 'ms', 'us', '100ns', 'ns'] as const;
const MOST_RATE = 1_000_000;

function convertRequest(given: GivenOptions, files: readonly string[]): ConvertRequest {
  return {
    command: 'convert',
    ...recordsRequest('convert', given, files),
    only: given.text('only'),
    time: given.text('time'),
    atEnd: given.flag('atEnd'),
    duration: given.text('duration'),
    unit: given.choice('unit', UNITS),
    track: given.text('track'),
    flow: given.text('flow'),
    counters: given.texts('counter'),
    rate: given.count('rate', { least: 1, most: MOST_RATE }),
    where: given.text('where'),
    output: given.text('output'),
  };
}

function sqlRequest(given: GivenOptions, [query, ...files]: readonly string[]): SqlRequest {
  if (query === undefined || !/\s/.test(query))
    throw usageError(
      `sql takes a query first, in quotes${query === undefined ? '' : `, not ${query}`}; castbuf sql --help`,
    );
  return {
    command: 'sql',
    query,
    files,
    ...recordOptions(given),
    only: given.text('only'),
    format: given.choice('format', SQL_FORMATS, (name) => sqlFormatOfEnding(`rows.${name}`)),
    output: given.text('output'),
  };
}

function diffRequest(given: GivenOptions, words: readonly string[]): DiffRequest {
  const { files, ...request } = recordsRequest('diff', given, words);
  const [left, right, third] = files;
  if (left === undefined || right === undefined || third !== undefined)
    throw usageError(`diff takes two files, not ${files.length} (${files.join(', ')})`);
  return { command: 'diff', ...request, left, right };
}

function shellOf(words: readonly string[]): Shell {
  const [word, second] = words;
  const shell = SHELLS.find((one) => one === word);
  if (shell !== undefined && second === undefined) return shell;
  throw usageError(
    `completions takes one of ${SHELLS.join(', ')}${word === undefined ? '' : `, not ${words.join(', ')}`}`,
  );
}

function encodeRequest(given: GivenOptions, files: readonly string[]): EncodeRequest {
  return {
    command: 'encode',
    file: onlyFile('encode', files),
    ...typeAndAbi(given),
    ...packingOf(given),
    format: given.choice('format', INPUT_FORMATS, formatNamed),
    output: given.text('output'),
  };
}

function recordsRequest(
  command: 'decode' | 'stat' | 'plot' | 'convert' | 'diff',
  given: GivenOptions,
  files: readonly string[],
): RecordsRequest {
  const count = given.count('count');
  return { files: someFiles(command, files), ...recordOptions(given, count), count };
}

/** What is said of the records of all files. */
function recordOptions(given: GivenOptions, count?: number): Omit<RecordsRequest, 'files' | 'count'> {
  const skip = given.bytes('skip') ?? 0;
  const offset = given.bytes('offset');
  if (offset !== undefined && offset < skip)
    throw usageError(`--offset ${offset} lies in the ${skip} bytes of --skip; it counts from the start of the file`);
  const onBadRecord = badRecordsOf(given, count);
  const types = typeAndAbi(given);
  const packing = packingOf(given);
  const capture = captureOf(given, types.schema, [
    ['--raw', packing.raw],
    ['--skip', skip > 0],
  ]);
  return { ...types, ...packing, skip, offset, onBadRecord, capture };
}

/** @throws CommandError (usage) */
function badRecordsOf(given: GivenOptions, count: number | undefined): OnBadRecordAsked {
  const [skips, resyncs] = [given.flag('skipBad'), given.flag('resync')];
  if (skips && resyncs)
    throw usageError(
      '--skip-bad and --resync do not go together: one believes the length of a bad record, one does not',
    );
  if ((skips || resyncs) && count !== undefined) {
    const option = skips ? '--skip-bad' : '--resync';
    throw usageError(`--count and ${option} do not go together: where a record is bad, nobody knows which is the last`);
  }
  return skips ? 'skip' : resyncs ? 'resync' : 'stop';
}

/** Of the gallery: their records are the capture itself. */
const CAPTURE_SCHEMAS: readonly (string | undefined)[] = ['pcap', 'pcapng'];

/** What is wanted of captures; undefined where they are taken as their bytes. */
function captureOf(
  given: GivenOptions,
  schema: string | undefined,
  asBytes: readonly (readonly [option: string, isGiven: boolean])[],
): CaptureRequest | undefined {
  const request = {
    interface: given.text('interface'),
    linkType: linkType('--link-type', given.text('linkType')),
    packetSkip: given.bytes('packetSkip') ?? 0,
  };
  const reason = CAPTURE_SCHEMAS.includes(schema) ? `--schema ${schema}` : asBytes.find(([, isGiven]) => isGiven)?.[0];
  if (reason === undefined) return request;
  const named = [
    ['--interface', request.interface !== undefined],
    ['--link-type', request.linkType !== undefined],
    ['--packet-skip', request.packetSkip > 0],
  ].find(([, isGiven]) => isGiven);
  if (named !== undefined)
    throw usageError(`${named[0]} is for the packets of a capture; with ${reason} its own bytes are the records`);
  return undefined;
}

function packingOf(given: GivenOptions): Pick<DataRequest, 'raw' | 'maxUnpacked'> {
  const request = { raw: given.flag('raw'), maxUnpacked: given.bytes('maxUnpacked') };
  if (request.raw && request.maxUnpacked !== undefined)
    throw usageError('--raw unpacks nothing; leave out --max-unpacked');
  return { ...request, maxUnpacked: request.maxUnpacked ?? DEFAULT_MOST_UNPACKED };
}

function layoutRequest(given: GivenOptions, files: readonly string[]): LayoutRequest {
  const [file, second] = files;
  const isSchema = file !== undefined && second === undefined && isSchemaFile(file);
  const schema = isSchema ? file : schemaOf(given);
  const headers = headersOf(isSchema ? [] : headerFiles('layout', files), given, 'layout FILE.h');
  if (schema !== undefined && (headers !== undefined || (isSchema && given.text('schema') !== undefined)))
    throw usageError(`layout takes a file or --schema, not both; castbuf layout --help`);
  const request = {
    command: 'layout',
    headers,
    schema,
    type: given.text('type'),
    abi: abiOf(given),
    diff: abiNamed('diff', given),
    json: given.flag('json'),
    plan: given.flag('plan'),
  } as const;
  if (request.plan && (request.json || request.diff !== undefined)) {
    throw usageError('--plan goes with --type and --abi only; leave out --json and --diff');
  }
  if (request.json && request.diff !== undefined) {
    throw usageError('--json and --diff do not go together; run layout --json once for each --abi');
  }
  return request;
}

function simulateRequest(given: GivenOptions, files: readonly string[]): SimulateRequest {
  if (files.length > 0) throw usageError(`simulate takes no file (${files.join(', ')}); castbuf simulate --help`);
  const output = given.text('output');
  if (output === '-')
    throw usageError('simulate prints its report to standard output; -o takes a file for the recording');
  return {
    command: 'simulate',
    frames: given.count('frames', { least: 1, most: MOST_FRAMES }) ?? DEFAULT_FRAMES,
    seed: given.count('seed') ?? 1,
    threads: given.count('threads', { least: 1, most: MOST_THREADS }) ?? 1,
    json: given.flag('json'),
    output,
  };
}

function driverRequest(command: 'conform' | 'explore', given: GivenOptions, files: readonly string[]): DriverRequest {
  const file = onlyFile(command, files);
  if (!isModule(file)) throw usageError(`${command} takes a module that exports driver (.js, .ts), not ${file}`);
  return {
    file,
    holds: given.choice('holds', ['driver', 'system']),
    answerWithin: given.count('answerWithin', { least: 1, most: DAY_MS }),
    json: given.flag('json'),
  };
}

function replayRequest(given: GivenOptions, files: readonly string[]): ReplayRequest {
  const [recording, driver, third] = files;
  if (recording === undefined || driver === undefined || third !== undefined)
    throw usageError(
      `replay takes a recording and a module that exports a driver, not ${files.length} files (${files.join(', ')})`,
    );
  const update = given.flag('update');
  if (update && recording === '-') throw usageError('--update writes the recording anew; it needs a file, not -');
  return { command: 'replay', recording, driver, update };
}

function generateRequest(given: GivenOptions, files: readonly string[]): GenerateRequest {
  const headers = headersOf(headerFiles('generate', files), given, 'generate FILE.h');
  if (headers === undefined) throw usageError('generate needs a C header; castbuf generate --help');
  const [isLua, isMarkdown] = [given.flag('lua'), given.flag('markdown')];
  if (isLua && isMarkdown) throw usageError('--lua and --markdown do not go together; run generate once for each');
  const dlt = userLink(given.text('dlt'));
  if (dlt !== undefined && !isLua) throw usageError('--dlt is for dissectors; it goes with --lua');
  return {
    command: 'generate',
    dlt,
    headers,
    type: given.text('type'),
    abi: namedAbiOf(given) ?? 'msvc-x64',
    output: given.text('output'),
    language: isLua ? 'lua' : isMarkdown ? 'markdown' : 'typescript',
  };
}

function compileRequest(given: GivenOptions, files: readonly string[]): CompileRequest {
  const file = onlyFile('compile', files);
  if (file === '-') throw usageError('compile takes a file: what it writes says where it is from');
  const isModule = isSchemaFile(file);
  const folder = given.text('output');
  if (folder === undefined) throw usageError('compile needs -o DIR, the folder of what it writes');
  const headers = headersOf(isModule ? [] : [file], given, 'compile FILE.h');
  return {
    command: 'compile',
    file,
    headers,
    types: given.texts('type'),
    sets: given.texts('set'),
    messages: given.texts('messages'),
    abi: namedAbiOf(given) ?? (isModule ? undefined : 'msvc-x64'),
    folder,
    language: given.flag('js') ? 'javascript' : 'typescript',
    separateKernel: given.flag('wasm'),
    check: given.flag('check'),
  };
}

/** `USER0` to `USER15`, or their numbers in files, 147 to 162. */
function userLink(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const found = (linkNumber(text) ?? -1) - FIRST_USER_LINK;
  if (found >= 0 && found <= 15) return found;
  throw usageError(`--dlt takes USER0 to USER15 (147 to 162 in files), not ${text}`);
}

/** Any link type by its number in files, and USER0 to USER15. */
function linkType(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const found = linkNumber(text);
  if (found !== undefined && found <= 0xffff) return found;
  throw usageError(`${option} takes a number from 0 to 65535 (1 is Ethernet), or USER0 to USER15, not ${text}`);
}

function linkNumber(text: string): number | undefined {
  const [, user, number] = /^(?:(?:DLT_)?USER_?(\d|1[0-5])|(\d+))$/i.exec(text) ?? [];
  if (user !== undefined) return FIRST_USER_LINK + Number(user);
  return number === undefined ? undefined : Number(number);
}

function typeAndAbi(given: GivenOptions): TypeRequest {
  const request = {
    type: given.text('type'),
    set: given.text('set'),
    abi: abiOf(given),
    headers: headersOf(recordHeaders(given), given, '--header FILE.h'),
    schema: schemaOf(given),
  };
  const { type, set, headers, schema } = request;
  if (type !== undefined && set !== undefined)
    throw usageError('--type and --set do not go together; a set has the types of its records');
  if (headers !== undefined && schema !== undefined)
    throw usageError('--header and --schema do not go together; types come from one of them');
  return request;
}

function schemaOf(given: GivenOptions): string | undefined {
  const file = given.text('schema');
  if (file === '-') throw usageError('--schema takes a file; standard input is for records');
  return file;
}

function headersOf(files: readonly string[], given: GivenOptions, source: string): HeaderRequest | undefined {
  const request = {
    files,
    includeFolders: given.texts('I'),
    define: given.macros('D'),
    strict: given.flag('strict'),
    raise: given.texts('raise'),
    target: targetOf(given),
    flags: layoutFlags(given),
  };
  if (files.length > 0) return request;
  const unused = [
    ['-I', request.includeFolders.length > 0],
    ['-D', Object.keys(request.define).length > 0],
    ['--short-enums', request.flags.shortEnums !== undefined],
    ['--pack-struct', request.flags.packStruct !== undefined],
    ['--endian', request.flags.endian !== undefined],
    ['--strict', request.strict],
    ['--raise', request.raise.length > 0],
  ].find(([, isGiven]) => isGiven)?.[0];
  if (unused !== undefined) throw usageError(`${unused} is for C headers; it goes with ${source}`);
  return undefined;
}

/** The ABI by its name or by that of a compiler's target. */
function abiOf(given: GivenOptions): Abi | undefined {
  const abi = abiNamed('abi', given);
  const target = targetOf(given);
  if (abi !== undefined && target !== undefined)
    throw usageError('--abi and --target do not go together; --target names the ABI, too');
  return abi ?? target?.abi;
}

/** The same for what is written for a compiler's layout. */
function namedAbiOf(given: GivenOptions): NamedAbi | undefined {
  const abi = abiOf(given);
  if (abi === undefined || typeof abi === 'string') return abi;
  throw usageError(`--abi packed is for decode, encode, stat and layout; here it is one of ${NAMED_ABIS.join(', ')}`);
}

/** `packed:1` is `#pragma pack(1)` around everything, `packed:1:gcc-x64` on top of another ABI than msvc-x64. */
const PACKED = /^packed:(1|2|4|8|16)(?::(.+))?$/;

function abiNamed(option: 'abi' | 'diff', given: GivenOptions): Abi | undefined {
  const [, bytes, base = 'msvc-x64'] = PACKED.exec(given.text(option) ?? '') ?? [];
  if (bytes === undefined) return given.choice(option, [...NAMED_ABIS, 'packed:1']) as NamedAbi | undefined;
  const found = NAMED_ABIS.find((abi) => abi === base);
  if (found === undefined) throw usageError(`no abi ${base}; ${suggest(base, NAMED_ABIS)}`);
  return packedAbi(Number(bytes), found);
}

function targetOf(given: GivenOptions): CompilerTarget | undefined {
  const name = given.text('target');
  return name === undefined ? undefined : compilerTarget(name);
}

function layoutFlags(given: GivenOptions): LayoutFlags {
  const shortEnums = given.choice('shortEnums', ['on', 'off']);
  const pack = given.choice('packStruct', ['all', '1', '2', '4', '8', '16']);
  const endian = given.choice('endian', ['little', 'big']);
  return {
    ...(endian !== undefined && { endian }),
    ...(shortEnums !== undefined && { shortEnums: shortEnums === 'on' }),
    ...(pack !== undefined && { packStruct: pack === 'all' || (Number(pack) as 1 | 2 | 4 | 8 | 16) }),
  };
}

function recordHeaders(given: GivenOptions): readonly string[] {
  const files = given.texts('header');
  if (files.includes('-')) throw usageError('--header takes a file; standard input is for records');
  return files;
}

/** None, or one. */
function headerFiles(command: 'layout' | 'generate', files: readonly string[]): readonly string[] {
  const [file, second] = files;
  if (second !== undefined) {
    const hint = 'make one that includes them';
    throw usageError(`${command} takes one header, not ${files.length} (${files.join(', ')}); ${hint}`);
  }
  if (file === '') throw usageError('the name of the header is empty; - stands for standard input');
  return files;
}

function someFiles(command: CommandName, files: readonly string[]): readonly string[] {
  if (files.length === 0)
    throw usageError(`${command} needs a file, or - for standard input; castbuf ${command} --help`);
  if (files.includes('')) throw usageError(`the name of the file is empty; - stands for standard input`);
  if (files.filter(isStandardInput).length > 1) throw usageError('standard input is given twice, and can be read once');
  return files;
}

function onlyFile(command: CommandName, files: readonly string[]): string {
  const [file, second] = someFiles(command, files) as readonly [string, ...string[]];
  if (second !== undefined) throw usageError(`${command} takes one file, not ${files.length} (${files.join(', ')})`);
  return file;
}

function isCommand(word: string): word is CommandName {
  return Object.hasOwn(COMMANDS, word);
}

function wrongCommand(word: string | undefined): Error {
  const names = [...Object.keys(COMMANDS), 'help'];
  if (word === undefined) return usageError(`no command; there are ${names.join(', ')}`);
  return usageError(`no command ${word}; ${suggest(word, names)}`);
}

function defineCommands(): CAC {
  const cli = cac('castbuf');
  for (const { usage, about, options } of Object.values(COMMANDS)) {
    const command = cli.command(usage, about);
    for (const [flags, text] of options) command.option(flags, text);
  }
  cli.option('-h, --help', '');
  cli.option('-v, --version', '');
  return cli;
}
