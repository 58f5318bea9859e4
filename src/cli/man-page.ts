import { COMMANDS, EXIT_STATUS, type CommandName } from './command-table.js';

/** The manual page in the language of man(7), made of the same tables as the help. */
export function manPage(version: string): string {
  const commands = Object.keys(COMMANDS) as CommandName[];
  return [
    `.TH CASTBUF 1 "" "castbuf ${version}" "User Commands"`,
    '.SH NAME',
    'castbuf \\- bytes to C structs, and back',
    '.SH SYNOPSIS',
    ...commands.flatMap((name) => ['.B castbuf', roff(COMMANDS[name].usage), '.br']),
    ...commands.flatMap(section),
    '.SH EXIT STATUS',
    ...EXIT_STATUS.flatMap(([status, when]) => ['.TP', `.B ${status}`, roff(when)]),
    '',
  ].join('\n');
}

function section(name: CommandName): readonly string[] {
  const { about, options, notes = [], examples } = COMMANDS[name];
  return [
    `.SH ${name.toUpperCase()}`,
    `${roff(about)}.`,
    ...options.flatMap(([flags, text]) => ['.TP', `.B ${roff(flags)}`, roff(text)]),
    ...(notes.length === 0 ? [] : ['.PP', ...notes.map(roff)]),
    '.PP',
    'Examples:',
    '.PP',
    '.nf',
    ...examples.map((example) => roff(`  ${example}`)),
    '.fi',
  ];
}

/** A line of text: a backslash, a hyphen, and a dot or a quote at its start mean something to man. */
function roff(line: string): string {
  return line
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/, '\\&');
}
