import { COMMANDS, type CommandName } from './command-table.js';
import { FORMATS, INPUT_FORMATS } from './formats.js';
import { NAMED_ABIS } from '../schema/index.js';

export const SHELLS = ['bash', 'zsh'] as const;
export type Shell = (typeof SHELLS)[number];

/** An option of a command as shells complete it. */
interface Flag {
  readonly names: readonly string[];
  readonly about: string;
  readonly takesValue: boolean;
  /** Undefined for any value: files are offered. */
  readonly values: readonly string[] | undefined;
}

/** What a shell runs to complete the words of a castbuf command, made of the same tables as the help. */
export function completionScript(shell: Shell): string {
  return shell === 'bash' ? bashScript() : zshScript();
}

const VALUES: Readonly<Record<string, readonly string[]>> = {
  '--endian': ['little', 'big'],
  '--abi': [...NAMED_ABIS, 'packed:1'],
  '--diff': [...NAMED_ABIS, 'packed:1'],
};

const names = Object.keys(COMMANDS) as CommandName[];

function flagsOf(command: CommandName): readonly Flag[] {
  return COMMANDS[command].options.map(([flags, about]) => {
    const own = flags.match(/(?<![\w-])--?[a-zA-Z][a-z-]*/g) ?? [];
    const long = own.at(-1) ?? '';
    const formats = command === 'encode' ? INPUT_FORMATS : FORMATS;
    return { names: own, about, takesValue: flags.includes('<'), values: long === '--format' ? formats : VALUES[long] };
  });
}

function bashScript(): string {
  const cases = names.map((name) => {
    const flags = flagsOf(name);
    const values = flags
      .filter(({ values: some }) => some !== undefined)
      .map(
        (flag) =>
          `        ${flag.names.join('|')}) COMPREPLY=($(compgen -W '${flag.values?.join(' ')}' -- "$word")); return ;;\n`,
      );
    const others = flags
      .filter(({ takesValue, values: some }) => takesValue && some === undefined)
      .flatMap((flag) => flag.names);
    const files =
      others.length === 0 ? '' : `        ${others.join('|')}) COMPREPLY=($(compgen -f -- "$word")); return ;;\n`;
    const own = [...flags.flatMap((flag) => flag.names), '--help'].join(' ');
    return `    ${name})\n      case $before in\n${values.join('')}${files}        *) ;;\n      esac\n      options='${own}' ;;\n`;
  });
  return `# castbuf completions bash: source this, or put it where bash-completion finds it.
_castbuf() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} options=
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${[...names, 'help'].join(' ')} --help --version' -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
    help) COMPREPLY=($(compgen -W '${names.join(' ')}' -- "$word")); return ;;
    completions) COMPREPLY=($(compgen -W '${SHELLS.join(' ')}' -- "$word")); return ;;
${cases.filter((text) => !text.startsWith('    completions)')).join('')}  esac
  case $word in
    -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _castbuf castbuf
`;
}

function zshScript(): string {
  const described = names.map((name) => `    '${zshText(`${name}:${COMMANDS[name].about}`)}'\n`);
  const cases = names.map((name) => {
    const lines = flagsOf(name).flatMap((flag) => flag.names.map((one) => `        ${zshFlag(one, flag)} \\\n`));
    const last = name === 'completions' ? `'*:shell:(${SHELLS.join(' ')})'` : "'*:file:_files'";
    return `    ${name})\n      _arguments \\\n${lines.join('')}        ${last} ;;\n`;
  });
  return `#compdef castbuf
# castbuf completions zsh: put it in a folder of fpath as _castbuf.
_castbuf() {
  local -a commands
  commands=(
${described.join('')}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${cases.join('')}    help) _describe command commands ;;
  esac
}
_castbuf "$@"
`;
}

function zshFlag(name: string, { about, takesValue, values }: Flag): string {
  const value = !takesValue ? '' : `:value:${values === undefined ? '_files' : `(${values.join(' ')})`}`;
  // Brackets and colons would end the description.
  return `'*${name}[${zshText(about.replaceAll(/[[\]]/g, '').replaceAll(':', ' -'))}]${value}'`;
}

function zshText(text: string): string {
  return text.replaceAll("'", "'\\''");
}
