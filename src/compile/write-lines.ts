import { quoted, type ModuleText } from './module-text.js';

const LATER = '\0';
const LONGEST = 120;

/** The lines of a function's body while it is emitted. */
export class Lines {
  private readonly lines: string[] = [];
  private depth = 1;

  /** One or more lines. */
  add(text: string): void {
    for (const line of text.split('\n')) this.lines.push(line === '' ? '' : '  '.repeat(this.depth) + line);
  }

  /** No condition is around the next line. */
  get isAlways(): boolean {
    return this.depth === 1;
  }

  /** A line that is known only later; it may stay empty. */
  later(): { set(text: string): void } {
    const index = this.lines.push(LATER) - 1;
    const margin = '  '.repeat(this.depth);
    return { set: (text) => void (this.lines[index] = text.replaceAll(/^/gm, margin)) };
  }

  /** Lines of a block that `opening` begins. */
  block(opening: string, inside: () => void, closing = '}'): void {
    this.add(`${opening} {`);
    this.depth++;
    inside();
    this.depth--;
    this.add(closing);
  }

  /** A statement under a condition, on one line where it is short enough. */
  if(condition: string, statement: string): void {
    const line = `if (${condition}) ${statement}`;
    if (this.depth * 2 + line.length <= LONGEST) this.add(line);
    else this.block(`if (${condition})`, () => this.add(statement));
  }

  /** Lines of a block that is open already, and its end. */
  inside(lines: () => void): void {
    this.depth++;
    lines();
    this.depth--;
    this.add('}');
  }

  /** The lines in a block, or where there is no condition as they are. */
  when(condition: string | undefined, inside: () => void): void {
    if (condition === undefined) inside();
    else this.block(`if (${condition})`, inside);
  }

  get text(): string {
    return this.lines.filter((line) => line !== LATER).join('\n');
  }
}

/** What the emitted body names itself. */
const OWN = 'value output record view refusal key size tail known asked present agrees given low high rest'.split(' ');

/** How what the module declares for a body is called: so is no variable. */
const LOOKS_GLOBAL = /^(?:armOf|(?:ARMS|ENUM|IDLE|NAMES|OP|RULES|TAGS|WANTED)_)/;

/** Names of a function's variables: as the members that they hold, and none twice. */
export class Locals {
  private readonly names = new Set<string>(OWN);

  constructor(private readonly module: ModuleText) {}

  name(wanted: string): string {
    const word = wanted.replaceAll(/[^\w$]/g, '_').replace(/^(?=\d)/, '_') || '_';
    const first = LOOKS_GLOBAL.test(word) || this.module.isTaken(word) ? `${word}_` : word;
    let name = first;
    for (let count = 2; this.names.has(name) || this.module.isTaken(name); count++) name = `${first}${count}`;
    this.names.add(name);
    return name;
  }
}

/** The text of a path, whose `[]` are filled by the variables that hold the indices, outermost first. */
export function givenPath(path: string, indices: readonly string[]): string {
  if (!path.includes('[]')) return quoted(path);
  const parts = path.split('[]').map((part) => part.replaceAll(/[\\`]|\$(?=\{)/g, String.raw`\$&`));
  return `\`${parts.reduce((text, part, at) => `${text}[${indices[at - 1] === undefined ? '' : `\${${indices[at - 1]}}`}]${part}`)}\``;
}
