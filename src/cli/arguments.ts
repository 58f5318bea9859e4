import { cac, type CAC } from 'cac';
import type { NamedAbi } from '../schema/index.js';
import {
  COMMANDS,
  DEFAULT_FRAMES,
  EXIT_STATUS_HELP,
  LATER_COMMANDS,
  LATER_OPTIONS,
  type CommandName,
} from './command-table.js';
import { usageError } from './exit-status.js';
import { nearestOf, suggest } from '../errors/index.js';
import { ABIS, DEFAULT_TYPE, typeNamed } from './types.js';
import { version } from './version.js';

export const FORMATS = ['ndjson', 'csv', 'table'] as const;
export type Format = (typeof FORMATS)[number];

/** A frame's number has 40 bits. */
const MOST_FRAMES = 2 ** 40 - 1;
const MOST_THREADS = 64;

interface TypeRequest {
  readonly type: string;
  readonly abi: NamedAbi;
}
export interface DecodeRequest extends TypeRequest {
  readonly command: 'decode';
  readonly file: string;
  readonly format: Format | undefined;
  readonly output: string | undefined;
  readonly limit: number | undefined;
  readonly columns: readonly string[] | undefined;
  readonly where: string | undefined;
  readonly names: boolean;
}
export interface EncodeRequest extends TypeRequest {
  readonly command: 'encode';
  readonly file: string;
  readonly output: string | undefined;
}
export interface LayoutRequest {
  readonly command: 'layout';
  /** Undefined for every type. */
  readonly type: string | undefined;
  readonly abi: NamedAbi;
  readonly diff: NamedAbi | undefined;
  readonly json: boolean;
  /** How the kernel takes records of the type apart. */
  readonly plan: boolean;
}
export interface StatRequest extends TypeRequest {
  readonly command: 'stat';
  readonly file: string;
  readonly where: string | undefined;
  readonly json: boolean;
}
export interface SimulateRequest {
  readonly command: 'simulate';
  readonly frames: number;
  readonly seed: number;
  readonly threads: number;
  readonly json: boolean;
}
export interface GenerateRequest {
  readonly command: 'generate';
  readonly file: string;
  /** Undefined for every record. */
  readonly type: string | undefined;
  readonly abi: NamedAbi;
  readonly output: string | undefined;
  readonly language: 'typescript' | 'lua' | 'markdown';
  readonly includes: readonly string[];
  readonly defines: readonly string[];
}
/** Help or the version was asked for and printed. */
interface AnsweredRequest {
  readonly command: 'answered';
}
export type Request =
  DecodeRequest | EncodeRequest | LayoutRequest | StatRequest | SimulateRequest | GenerateRequest | AnsweredRequest;

/** The arguments behind the program's name, checked. @throws CommandError (usage) */
export function readArguments(words: readonly string[]): Request {
  const cli = defineCommands();
  cli.parse(['', '', ...words.map(protectedWord)], { run: false });
  const { options } = cli;
  if (options['help'] || (options['version'] && cli.matchedCommandName === undefined)) return { command: 'answered' };
  const { matchedCommand } = cli;
  if (matchedCommand === undefined) throw wrongCommand(cli.args[0]);
  const command = matchedCommand.name as CommandName;
  const given = new GivenOptions(command, options);
  const files = [...cli.args, ...((options['--'] as string[] | undefined) ?? [])].map(unprotected);
  return requestOf(command, given, files);
}

function requestOf(command: CommandName, given: GivenOptions, files: readonly string[]): Request {
  switch (command) {
    case 'decode':
      return {
        command,
        file: onlyFile(command, files),
        ...typeAndAbi(given),
        format: given.choice('format', FORMATS),
        output: given.text('output'),
        limit: given.count('limit'),
        columns: given.list('columns'),
        where: given.text('where'),
        names: given.flag('names'),
      };
    case 'encode':
      return { command, file: onlyFile(command, files), ...typeAndAbi(given), output: given.text('output') };
    case 'stat':
      return {
        command,
        file: onlyFile(command, files),
        ...typeAndAbi(given),
        where: given.text('where'),
        json: given.flag('json'),
      };
    case 'layout':
      return layoutRequest(given, files);
    case 'simulate':
      return simulateRequest(given, files);
    case 'generate':
      return generateRequest(given, files);
  }
}

function layoutRequest(given: GivenOptions, files: readonly string[]): LayoutRequest {
  const [file] = files;
  if (file !== undefined) {
    throw usageError(`layout of ${file}: this version reads no header files; layout --type NAME shows a built-in type`);
  }
  const type = given.text('type');
  if (type !== undefined) typeNamed(type);
  const request = {
    command: 'layout',
    type,
    abi: given.choice('abi', ABIS) ?? 'msvc-x64',
    diff: given.choice('diff', ABIS),
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
  return {
    command: 'simulate',
    frames: given.count('frames', { least: 1, most: MOST_FRAMES }) ?? DEFAULT_FRAMES,
    seed: given.count('seed') ?? 1,
    threads: given.count('threads', { least: 1, most: MOST_THREADS }) ?? 1,
    json: given.flag('json'),
  };
}

function generateRequest(given: GivenOptions, files: readonly string[]): GenerateRequest {
  const [isLua, isMarkdown] = [given.flag('lua'), given.flag('markdown')];
  if (isLua && isMarkdown) throw usageError('--lua and --markdown do not go together; run generate once for each');
  return {
    command: 'generate',
    file: onlyFile('generate', files),
    type: given.text('type'),
    abi: given.choice('abi', ABIS) ?? 'msvc-x64',
    output: given.text('output'),
    language: isLua ? 'lua' : isMarkdown ? 'markdown' : 'typescript',
    includes: given.texts('I'),
    defines: given.texts('D'),
  };
}

function typeAndAbi(given: GivenOptions): TypeRequest {
  const type = given.text('type') ?? DEFAULT_TYPE;
  typeNamed(type);
  return { type, abi: given.choice('abi', ABIS) ?? 'msvc-x64' };
}

function onlyFile(command: CommandName, files: readonly string[]): string {
  const [file, second] = files;
  if (file === undefined)
    throw usageError(`${command} needs a file, or - for standard input; castbuf ${command} --help`);
  if (file === '') throw usageError(`the name of the file is empty; - stands for standard input`);
  if (second !== undefined) throw usageError(`${command} takes one file, not ${files.length} (${files.join(', ')})`);
  return file;
}

function wrongCommand(word: string | undefined): Error {
  const names = Object.keys(COMMANDS);
  if (word === undefined) return usageError(`no command; there are ${names.join(', ')} (castbuf --help)`);
  const name = unprotected(word);
  if (LATER_COMMANDS.includes(name)) return usageError(`${name} is not in this version; there are ${names.join(', ')}`);
  return usageError(`no command ${name}; ${suggest(name, names)}`);
}

function defineCommands(): CAC {
  const cli = cac('castbuf');
  for (const { usage, about, options, examples } of Object.values(COMMANDS)) {
    const command = cli.command(usage, about);
    for (const [flags, text] of options) command.option(flags, text);
    for (const example of examples) command.example(`  $ ${example}`);
  }
  cli.help((sections) => [
    ...sections.filter(({ title }) => !title?.startsWith('For more info')).map(withoutLooseEnds),
    { title: 'Exit status', body: EXIT_STATUS_HELP },
  ]);
  cli.version(version());
  return cli;
}

/** The parser's help has a space behind each line. */
function withoutLooseEnds<S extends { title?: string; body: string }>(section: S): S {
  return Object.assign(section, { body: section.body.replaceAll(/ +$/gm, '') });
}

interface CountRange {
  readonly least: number;
  readonly most: number;
}
const ANY_COUNT: CountRange = { least: 0, most: Number.MAX_SAFE_INTEGER };

/** Options of one command, as the parser found them. */
class GivenOptions {
  constructor(
    private readonly command: CommandName,
    private readonly options: Readonly<Record<string, unknown>>,
  ) {
    const known = knownNames(command);
    for (const name of Object.keys(options)) {
      if (name !== '--' && !known.includes(name)) throw unknownOption(command, name, known);
    }
  }

  flag(name: string): boolean {
    const value = this.options[name];
    if (value === undefined) return false;
    if (typeof value === 'boolean') return value;
    throw usageError(`--${name} is given twice, or with a value; it takes none`);
  }

  text(name: string): string | undefined {
    const value = this.options[name];
    if (value === undefined) return undefined;
    if (Array.isArray(value)) throw usageError(`--${name} is given more than once`);
    const text = typeof value === 'string' ? unprotected(value) : '';
    if (text === '') throw usageError(`--${name} needs a value; castbuf ${this.command} --help`);
    return text;
  }

  /** The values of an option that may be given again. */
  texts(name: string): readonly string[] {
    const value = this.options[name] ?? [];
    const texts = (Array.isArray(value) ? value : [value]).map((one) =>
      typeof one === 'string' ? unprotected(one) : '',
    );
    if (texts.includes('')) throw usageError(`-${name} needs a value; castbuf ${this.command} --help`);
    return texts;
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined || choices.includes(text as T)) return text as T | undefined;
    if (name === 'format' && text === 'arrow') {
      throw usageError(`--format arrow is not in this version; there are ${choices.join(', ')}`);
    }
    throw usageError(`no ${name === 'diff' ? 'abi' : name} ${text}; ${suggest(text, choices)}`);
  }

  count(name: string, { least, most }: CountRange = ANY_COUNT): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const count = Number(text);
    if (/^\d+$/.test(text) && count >= least && count <= most) return count;
    const range = most === ANY_COUNT.most ? `from ${least} on` : `from ${least} to ${most}`;
    throw usageError(`--${name} is a whole number ${range}, not ${text}`);
  }

  list(name: string): readonly string[] | undefined {
    const parts = this.text(name)
      ?.split(',')
      .map((part) => part.trim());
    if (parts?.includes('')) throw usageError(`--${name} has an empty name; write --${name} a,b`);
    return parts;
  }
}

/** Long names of a command's options, and their short forms. */
function knownNames(command: CommandName): string[] {
  const flags = COMMANDS[command].options.flatMap(([option]) => [...option.matchAll(/--?([a-z]+)/gi)]);
  return [...flags.map(([, name = '']) => name), 'help', 'h', 'version', 'v'];
}

function unknownOption(command: CommandName, name: string, known: readonly string[]): Error {
  // The parser has made maxErrors of max-errors.
  const written = name.replaceAll(/[A-Z]/g, (letter) => (name.length === 1 ? letter : `-${letter.toLowerCase()}`));
  const shown = name.length === 1 ? `-${written}` : `--${written}`;
  const later = [...LATER_OPTIONS, ...(COMMANDS[command].later ?? [])];
  if (later.includes(written)) return usageError(`${shown} is not in this version; castbuf ${command} --help`);
  const near = nearestOf(
    name,
    known.filter((candidate) => candidate.length > 1),
  );
  const hint = near === undefined ? `castbuf ${command} --help lists the options` : `did you mean --${near}?`;
  return usageError(`${command} has no option ${shown}; ${hint}`);
}

/**
 * The parser turns every word that looks like a number into one (a file 007 would become 7), and drops `-`. No argument
 * can hold a NUL, so one in front of each word, or behind an option's `=`, keeps it as it is.
 */
function protectedWord(word: string): string {
  if (word === '-') return `\0${word}`;
  if (word.startsWith('-')) return word.replace('=', '=\0');
  return Object.hasOwn(COMMANDS, word) ? word : `\0${word}`;
}

function unprotected(word: string): string {
  return word.replaceAll('\0', '');
}
