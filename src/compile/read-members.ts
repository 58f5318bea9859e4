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
  return members.length === shown.length ? membersText(members) : undefined;
}

/** Characters that literals of a record may repeat, where its tag selects some of the members. */
const MOST_REPEATED = 2000;

/**
 * Statements that make the object and finish with it. Objects that are made in one piece are faster than those that grow, so a tag chooses between
 * literals where that does not take too much text.
 * @param finish a statement with the object; one that is no `return` goes on after it
 */
export function objectText(shown: readonly Shown[], finish: (object: string) => string): string {
  const only = literalText(shown);
  if (only !== undefined) return finish(only);
  const choice = shown.find((one) => one.kind === 'choice');
  const isRepeatable = choice !== undefined && shown.every((one) => one === choice || one.kind === 'member');
  if (isRepeatable) {
    const others = shown.filter((one) => one.kind === 'member').map(({ name, value }) => name.length + value.length);
    const repeated = others.reduce((sum, length) => sum + length, 0) * choice.cases.length;
    const chosen = repeated > MOST_REPEATED ? undefined : literalChoice(shown, choice, finish);
    if (chosen !== undefined) return chosen;
  }
  return `${objectStatements(shown, 'value')}\n${finish('value')}`;
}

/** Undefined where an arm has members that are not always there. */
function literalChoice(
  shown: readonly Shown[],
  choice: ShownChoice,
  finish: (object: string) => string,
): string | undefined {
  const at = shown.indexOf(choice);
  const isReturned = finish('').startsWith('return');
  const madeOf = (arm: readonly Shown[], ending: string): string | undefined => {
    const checks = arm.flatMap((one) => (one.kind === 'statement' ? [one.text] : []));
    const members = arm.filter((one) => one.kind !== 'statement');
    const literal = literalText([...shown.slice(0, at), ...members, ...shown.slice(at + 1)]);
    return literal === undefined ? undefined : [...checks, finish(literal), ...(isReturned ? [] : [ending])].join('\n');
  };
  const texts: string[] = [];
  for (const { tags, shown: arm } of choice.cases) {
    const made = madeOf(arm, 'break;');
    if (made === undefined) return undefined;
    texts.push(`${tags.map((value) => `case ${value}:`).join('\n')}\n${indented(made)}`);
  }
  const other = madeOf(choice.otherwise, '');
  if (other === undefined) return undefined;
  texts.push(`default:\n${indented(other.trimEnd())}`);
  return `switch (${bare(choice.tag)}) {\n${indented(texts.join('\n'))}\n}`;
}

/** Statements that make the object, member by member where not all are always there. */
function objectStatements(shown: readonly Shown[], name: string): string {
  const more = shown.findIndex(({ kind }) => kind !== 'member');
  const first = shown.slice(0, more < 0 ? shown.length : more).filter((one) => one.kind === 'member');
  const rest = shown.slice(first.length).map((one) => statementText(one, name));
  return [`const ${name} = ${membersText(first)};`, ...rest].join('\n');
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

function membersText(members: readonly ShownMember[]): string {
  if (members.length === 0) return '{}';
  const texts = members.map(({ name, value }) => `${keyText(name)}: ${bare(value)}`);
  const line = `{ ${texts.join(', ')} }`;
  if (line.length <= 80 && !line.includes('\n')) return line;
  return `{\n${indented(texts.map((text) => `${text},`).join('\n'))}\n}`;
}
