import { COMMANDS, EXIT_STATUS, type CommandName } from './command-table.js';

type Row = readonly [left: string, right: string];

const HELP: Row = ['-h, --help', 'print this'];
const VERSION: Row = ['-v, --version', 'print the version'];

/** What `castbuf help` and `--help` print: about one command, or about all of them. */
export function helpText(command: CommandName | undefined, version: string): string {
  const sections = command === undefined ? generalSections() : commandSections(command);
  return [`castbuf/${version}\n`, ...sections, section('Exit status', aligned(EXIT_STATUS))].join('\n');
}

function generalSections(): string[] {
  const commands = Object.values(COMMANDS).map(({ usage, about }): Row => [usage, about]);
  return [
    section('Usage', ['$ castbuf <command> [options]', '$ castbuf help [command]']),
    section('Commands', aligned(commands)),
    section('Options', aligned([HELP, VERSION])),
  ];
}

function commandSections(command: CommandName): string[] {
  const { usage, about, options, notes = [], examples } = COMMANDS[command];
  return [
    `${about}.\n`,
    section('Usage', [`$ castbuf ${usage}`]),
    section('Options', aligned([...options, HELP])),
    ...(notes.length === 0 ? [] : [section('Notes', notes)]),
    section(
      'Examples',
      examples.map((example) => `$ ${example}`),
    ),
  ];
}

function section(title: string, lines: readonly string[]): string {
  return `${title}:\n${lines.map((line) => `  ${line}\n`).join('')}`;
}

function aligned(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`);
}
