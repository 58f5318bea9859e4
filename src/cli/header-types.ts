import { CastbufError, nearestOf, suggest } from '../errors/index.js';
import {
  DEFAULT_HEADER_LIMITS,
  parseHeader,
  type Header,
  type HeaderLimits,
  type HeaderRecord,
  type Include,
  type IncludedFile,
  type LayoutFlags,
} from '../header/index.js';
import { recordSet, type RecordSet } from '../record-types/index.js';
import { layoutOf, type Abi, type AnyType, type Layout, type NamedAbi } from '../schema/index.js';
import { CommandError, ExitStatus, usageError } from './exit-status.js';
import type { FileIdentity } from './file-identity.js';
import { HeaderFiles } from './header-files.js';
import { HeaderReport } from './header-report.js';
import { counted, countText } from './numbers-text.js';
import type { CompilerTarget } from './targets.js';
import type { TypeSource } from './types.js';

/** The headers that a command reads, and how. */
export interface HeaderRequest {
  /** Paths, in the order in which they are read. */
  readonly files: readonly string[];
  readonly includeFolders: readonly string[];
  readonly define: Readonly<Record<string, string>>;
  /** Notes are errors. */
  readonly strict: boolean;
  /** Limits that are raised: `expandedTokens=100000000`. */
  readonly raise: readonly string[];
  /** Whose macros the headers see under an ABI, where a target was named. */
  readonly target: CompilerTarget | undefined;
  readonly flags: LayoutFlags;
}

/** Names that a message lists: for a name that is none of them, and for no name at all. */
const LISTED_NAMES = 8;
const LISTED_CHOICES = 40;

/** What the text that includes the headers is called: no file has this name. */
const NO_FILE = '';

/** The name of the record set that notes make of a header's messages. */
const MESSAGES = 'messages';

/** The records that C headers declare. */
export class HeaderTypes implements TypeSource {
  readonly abi = 'msvc-x64';
  private readonly report = new HeaderReport();
  private readonly headers = new Map<NamedAbi, Header>();

  private constructor(
    private readonly name: string,
    private readonly files: readonly IncludedFile[],
    private readonly path: HeaderFiles,
    private readonly request: HeaderRequest,
    private readonly limits: Partial<HeaderLimits>,
  ) {}

  /** @throws CommandError: input or output when a header or a folder is not there, schema when a header is no text; Interrupted */
  static async open(request: HeaderRequest, signal: AbortSignal): Promise<HeaderTypes> {
    const limits = headerLimits(request.raise);
    const path = new HeaderFiles(request.includeFolders);
    const read: IncludedFile[] = [];
    for (const file of request.files) {
      const found = await path.open(file, signal);
      if (found.text.includes('\0')) throw noText(file);
      read.push(found);
    }
    return new HeaderTypes(read.map(({ name }) => name).join(', '), read, path, request, limits);
  }

  get inputs(): readonly FileIdentity[] {
    return this.path.identities;
  }

  onlyName(given: Abi | undefined, command: string): string {
    const abi = namedAbi(given);
    const names = this.header(abi).records.map(({ name }) => name);
    const [only, second] = names;
    // Where something could not be read, that may be the record that is meant.
    if (only !== undefined && second === undefined && this.report.errorCount === 0) return only;
    if (only === undefined) this.assertGood();
    const choices = only === undefined ? 'no struct or union' : listed(this.ownNamesFirst(abi), LISTED_CHOICES);
    throw usageError(`${command} needs --type; ${this.name} declares ${choices}`);
  }

  layouts(given: Abi | undefined, name: string | undefined): readonly Layout[] {
    const abi = namedAbi(given);
    const records = name === undefined ? this.header(abi).records : [this.record(abi, name)];
    return records.map(({ layout, type }) => (given === undefined || given === abi ? layout : layoutOf(type, given)));
  }

  type(abi: Abi | undefined, name: string): AnyType {
    return this.record(namedAbi(abi), name).type;
  }

  sets(abi: Abi | undefined): ReadonlyMap<string, RecordSet> {
    const { messages } = this.header(namedAbi(abi));
    if (messages === undefined) return new Map();
    const { discriminator, definitions } = messages;
    if (discriminator === '')
      throw new CommandError(
        ExitStatus.SCHEMA,
        `${this.name} has messages and none says discriminator=Member; say it once`,
      );
    const types = Object.entries(definitions).map(([name, { value, input }]) => [name, [value, input] as const]);
    return new Map([[MESSAGES, recordSet(discriminator, Object.fromEntries(types))]]);
  }

  assertGood(): void {
    const { errorCount } = this.report;
    if (errorCount === 0) return;
    const rest = errorCount === 1 ? 'what it concerns is' : 'what they concern is';
    const hint = this.request.strict ? '--strict makes errors of notes' : `${rest} left out`;
    throw new CommandError(ExitStatus.SCHEMA, `${counted(errorCount, 'error')} in ${this.name}; ${hint}`);
  }

  /** What the headers declare under an ABI. What is wrong in them is printed. */
  header(abi: NamedAbi): Header {
    const known = this.headers.get(abi);
    if (known !== undefined) return known;
    const { files, path, limits } = this;
    const { define, strict, target, flags } = this.request;
    // One text, as a compiler reads it: a header sees the types and macros of those before it.
    const text = files.map((_, index) => `#include "${index}"\n`).join('');
    const include: Include = (name, asked) => (asked.from === NO_FILE ? files[Number(name)] : path.find(name, asked));
    const { macros, shortEnums } = target?.abi === abi ? target : {};
    const named = { ...(macros && { target: macros }), ...(shortEnums !== undefined && { shortEnums }) };
    const header = parseHeader(text, { abi, define, include, fileName: NO_FILE, strict, limits, ...named, ...flags });
    this.headers.set(abi, header);
    this.report.add(header);
    return header;
  }

  /** By tag or typedef. @throws CommandError: schema when it could not be imported, usage with the nearest name */
  record(abi: NamedAbi, name: string): HeaderRecord {
    const header = this.header(abi);
    const found = header.records.find((one) => one.tag === name || one.typedefs.includes(name));
    if (found !== undefined) return found;
    const problem = problemOf(header, name);
    if (problem !== undefined) throw new CommandError(ExitStatus.SCHEMA, problem);
    const names = header.records.flatMap(({ tag, typedefs }) => (tag === undefined ? typedefs : [tag, ...typedefs]));
    throw usageError(`${this.whatIs(header, name)}; ${suggestion(name, names)}`);
  }

  /** The records of the headers that the user named, then those of what they include. */
  private ownNamesFirst(abi: NamedAbi): readonly string[] {
    const own = new Set(this.files.map(({ name }) => name));
    const { records } = this.header(abi);
    const isOwn = ({ place }: HeaderRecord): boolean => own.has(place.file);
    return [...records.filter(isOwn), ...records.filter((record) => !isOwn(record))].map(({ name }) => name);
  }

  private whatIs(header: Header, name: string): string {
    const typedef = header.typedefs.find((one) => one.name === name);
    const isEnum = header.enums.some(({ tag, typedefs }) => tag === name || typedefs.includes(name));
    if (isEnum) return `${name} is an enum in ${this.name}, no struct or union`;
    if (typedef !== undefined) return `${name} is no struct or union in ${this.name} (typedef ${typedef.declaration})`;
    return `no type ${name} in ${this.name}`;
  }
}

/** @throws CommandError (usage) with the nearest name */
function headerLimits(texts: readonly string[]): Partial<HeaderLimits> {
  const pairs = texts.map((text) => {
    const [, name, count = ''] = /^(\w+)=(\d+)$/.exec(text) ?? [];
    if (name === undefined || !Number.isSafeInteger(Number(count)))
      throw usageError(`--raise takes LIMIT=NUMBER, not ${text}`);
    const names = Object.keys(DEFAULT_HEADER_LIMITS);
    if (!names.includes(name)) throw usageError(`no limit ${name}; ${suggest(name, names)}`);
    return [name, Number(count)];
  });
  return Object.fromEntries(pairs) as Partial<HeaderLimits>;
}

/** The ABI that a header is read under: the one below a pack of the command line. */
function namedAbi(abi: Abi | undefined): NamedAbi {
  if (abi === undefined) return 'msvc-x64';
  return typeof abi === 'string' ? abi : abi.base;
}

function noText(file: string): CommandError {
  const hint = `castbuf decode reads records`;
  return new CommandError(ExitStatus.SCHEMA, `${file} has NUL characters, so it is no C header; ${hint}`);
}

/** Why a record is not there that the text has. */
function problemOf(header: Header, name: string): string | undefined {
  try {
    header.record(name);
  } catch (error) {
    if (!(error instanceof CastbufError)) throw error;
    if (error.hint.startsWith(`${name} could not be imported`)) return error.hint;
  }
  return undefined;
}

/** System headers declare thousands of records: only some are listed. */
function suggestion(name: string, names: readonly string[]): string {
  const near = nearestOf(name, names);
  if (near !== undefined) return `did you mean ${near}?`;
  if (names.length === 0) return 'it declares no struct or union that could be imported';
  return `choose with --type; there are ${listed(names, LISTED_NAMES)}`;
}

function listed(names: readonly string[], most: number): string {
  const rest = names.length - most;
  return `${names.slice(0, most).join(', ')}${rest > 0 ? ` and ${countText(rest)} more` : ''}`;
}
