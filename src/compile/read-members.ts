import { indented, keyText, memberText } from './module-text.js';
import { bare } from './place-text.js';

/** What a record shows: a member, or members that not every record has. */
export type Shown = ShownMember | ShownIf | ShownChoice | Statement;

interface ShownMember {
  readonly kind: 'member';
  readonly name: string;
  /** Expression of its value. */
  readonly value: string;
}

/** Members of records for which the condition holds. */
interface ShownIf {
  readonly kind: 'if';
  readonly condition: string;
  readonly shown: readonly Shown[];
}

/** Members that a tag selects. */
interface ShownChoice {
  readonly kind: 'choice';
  readonly tag: string;
  readonly cases: readonly { readonly tags: readonly string[]; readonly shown: readonly Shown[] }[];
  readonly otherwise: readonly Shown[];
}

interface Statement {
  readonly kind: 'statement';
  readonly text: string;
}

/** The literal of an object whose members are always there; undefined where some are not. */
export function literalText(shown: readonly Shown[]): string | undefined {
  const members = shown.filter((one) => one.kind === 'member');
  return members.length === shown.length ? objectText(members) : undefined;
}

/** Statements that make the object, and what has it then. */
export function objectStatements(shown: readonly Shown[], name: string): string {
  const more = shown.findIndex(({ kind }) => kind !== 'member');
  const first = shown.slice(0, more < 0 ? shown.length : more).filter((one) => one.kind === 'member');
  const rest = shown.slice(first.length).map((one) => statementText(one, name));
  return [`const ${name} = ${objectText(first)};`, ...rest].join('\n');
}

function statementText(shown: Shown, name: string): string {
  switch (shown.kind) {
    case 'member':
      return `${memberText(name, shown.name)} = ${bare(shown.value)};`;
    case 'statement':
      return shown.text;
    case 'if': {
      const body = shown.shown.map((one) => statementText(one, name)).join('\n');
      const isShort = shown.shown.length === 1 && !body.includes('\n') && body.length < 90;
      return isShort && !body.startsWith('const ')
        ? `if (${shown.condition}) ${body}`
        : `if (${shown.condition}) {\n${indented(body)}\n}`;
    }
    case 'choice':
      return choiceText(shown, name);
  }
}

function choiceText({ tag, cases, otherwise }: ShownChoice, name: string): string {
  const texts = cases.map(({ tags, shown }) => {
    const body = [...shown.map((one) => statementText(one, name)), 'break;'].join('\n');
    return `${tags.map((value) => `case ${value}:`).join('\n')}${blockText(body)}`;
  });
  if (otherwise.length > 0)
    texts.push(`default:${blockText(otherwise.map((one) => statementText(one, name)).join('\n'))}`);
  return texts.length === 0 ? '' : `switch (${bare(tag)}) {\n${indented(texts.join('\n'))}\n}`;
}

function blockText(body: string): string {
  return /^const /m.test(body) ? ` {\n${indented(body)}\n}` : `\n${indented(body)}`;
}

function objectText(members: readonly ShownMember[]): string {
  if (members.length === 0) return '{}';
  const texts = members.map(({ name, value }) => `${keyText(name)}: ${bare(value)}`);
  const line = `{ ${texts.join(', ')} }`;
  if (line.length <= 80 && !line.includes('\n')) return line;
  return `{\n${indented(texts.map((text) => `${text},`).join('\n'))}\n}`;
}
