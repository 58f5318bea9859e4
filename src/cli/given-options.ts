import { nearestOf, suggest } from '../errors/index.js';
import { COMMANDS, type CommandName } from './command-table.js';
import { usageError } from './exit-status.js';

interface CountRange {
  readonly least: number;
  readonly most: number;
}
const ANY_COUNT: CountRange = { least: 0, most: Number.MAX_SAFE_INTEGER };

const BYTES_OF_UNIT: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 };

/** A macro as -D takes it; its parameters belong to its name. */
const MACRO = /^([A-Za-z_$][\w$]*(?:\([^()]*\))?)(?:=(.*))?$/s;

/** Options of one command, as the parser found them. */
export class GivenOptions {
  constructor(
    private readonly command: CommandName,
    private readonly options: Readonly<Record<string, unknown>>,
  ) {
    const known = optionsOf(command);
    for (const name of Object.keys(options)) {
      if (name !== '--' && !known.includes(written(name))) throw unknownOption(command, written(name), known);
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
    if (text === '') throw this.needsValue(name);
    return text;
  }

  /** An option that may be given more than once, in the order of the command line. */
  texts(name: string): readonly string[] {
    const value = this.options[name];
    const values: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
    return values.map((one) => {
      const text = typeof one === 'string' ? unprotected(one) : '';
      if (text === '') throw this.needsValue(name);
      return text;
    });
  }

  /** `-D NAME` and `-D NAME=VALUE`: without a value it is 1, as for compilers. A later one replaces an earlier one. */
  macros(name: string): Readonly<Record<string, string>> {
    const pairs = this.texts(name).map((text) => {
      const [, macro, value = '1'] = MACRO.exec(text) ?? [];
      if (macro === undefined) throw usageError(`-${name} takes NAME or NAME=VALUE, not ${text}`);
      return [macro, value];
    });
    return Object.fromEntries(pairs) as Record<string, string>;
  }

  /** @param known the choice that another name stands for, where it stands for one */
  choice<T extends string>(
    name: string,
    choices: readonly T[],
    known: (text: string) => string | undefined = () => undefined,
  ): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const chosen = choices.find((one) => one === (known(text) ?? text));
    if (chosen !== undefined) return chosen;
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

  /** A number of bytes: `16`, `0x10`, `64K`, `4G`. */
  bytes(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const [, digits = '', unit = ''] = /^(0x[\da-f]+|\d+)(?:([KMG])(?:i?B)?)?$/i.exec(text) ?? [];
    const bytes = Number(digits) * (BYTES_OF_UNIT[unit.toUpperCase()] ?? 1);
    if (digits !== '' && Number.isSafeInteger(bytes)) return bytes;
    throw usageError(`--${written(name).slice(2)} is a number of bytes, such as 16, 0x10, 64K or 4G, not ${text}`);
  }

  list(name: string): readonly string[] | undefined {
    const parts = this.text(name)
      ?.split(',')
      .map((part) => part.trim());
    if (parts?.includes('')) throw usageError(`--${name} has an empty name; write --${name} a,b`);
    return parts;
  }

  private needsValue(name: string): Error {
    return usageError(`${written(name)} needs a value; castbuf ${this.command} --help`);
  }
}

/** As the user wrote it: the parser has made csvSafe of csv-safe. */
function written(name: string): string {
  if (name.length === 1) return `-${name}`;
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The names of a command's options, long and short, as the user writes them. */
function optionsOf(command: CommandName): string[] {
  const flags = COMMANDS[command].options.flatMap(([option]) => option.match(/(?<![\w-])--?[a-z][a-z-]*/gi) ?? []);
  return [...flags, '--help', '-h', '--version', '-v'];
}

function unknownOption(command: CommandName, shown: string, known: readonly string[]): Error {
  const { elsewhere = {} } = COMMANDS[command];
  if (Object.hasOwn(elsewhere, shown)) return usageError(`${command} has no option ${shown}; ${elsewhere[shown]}`);
  const near = nearestOf(
    shown.replace(/^-+/, ''),
    known.filter((option) => option.startsWith('--')).map((option) => option.slice(2)),
  );
  const hint = near === undefined ? `castbuf ${command} --help lists the options` : `did you mean --${near}?`;
  return usageError(`${command} has no option ${shown}; ${hint}`);
}

/** Compilers take -Ifolder and -DNAME=1 in one word; the parser of arguments would see a row of flags. */
const GLUED = /^(-[ID])(.+)$/s;

/** The words as the parser of arguments is to see them. After `--` there are only files. */
export function protectedWords(words: readonly string[]): string[] {
  const end = words.includes('--') ? words.indexOf('--') : words.length;
  const options = words.slice(0, end).flatMap((word) => {
    const [, option, value] = GLUED.exec(word) ?? [];
    return option === undefined ? [protectedWord(word)] : [option, `\0${value}`];
  });
  return [...options, ...words.slice(end).map(protectedWord)];
}

/**
 * The parser turns every word that looks like a number into one (a file 007 would become 7), and drops `-`. No argument
 * can hold a NUL, so one in front of each word, or after an option's `=`, keeps it as it is.
 */
function protectedWord(word: string): string {
  if (word === '-') return `\0${word}`;
  if (word.startsWith('-')) return word.replace('=', '=\0');
  return Object.hasOwn(COMMANDS, word) ? word : `\0${word}`;
}

export function unprotected(word: string): string {
  return word.replaceAll('\0', '');
}
