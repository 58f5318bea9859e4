import { fillsItself, type MemberShape, type RecordShape } from '../program/index.js';
import { quoted } from './module-text.js';
import type { Spot, WriteBody } from './write-body.js';
import type { RecordPlaces } from './write-places.js';

/** Emits a record that is as long as its length says, else up to its last member that is given, or to the end of its tail. */
export function writeVersioned(
  body: WriteBody,
  { members, versioned }: RecordShape,
  spot: Spot,
  writeMember: (member: MemberShape) => void,
): void {
  const { bytes, fixedBytes, lengthOp } = versioned as NonNullable<RecordShape['versioned']>;
  const { lines, locals } = body;
  const places = body.places as RecordPlaces;
  lines.add(`const tail = ${body.use('tailOf')}(${spot.source}.unknownTail);`);
  const given = members.map((member) => flag(body, 'given', givenText(body, member, spot)));
  const shown = members.map((member, index) =>
    flag(body, 'shown', `${given[index]} && (${shownText(body, member, spot)})`),
  );
  const ends = members.map((member, index) => `${shown[index]} ? ${member.end} : 0`);
  lines.add(
    `const known = ${given.join(' && ') || 'true'} ? ${bytes} : Math.max(${[fixedBytes, ...ends].join(', ')});`,
  );
  const path = body.path(lengthOp, spot);
  const names = (body.program.paths[lengthOp] ?? '').split('.').map(quoted).join(', ');
  lines.add(`const asked = ${body.use('givenLength')}(${spot.source}, [${names}], ${fixedBytes}, ${path});`);
  const starts = members.map((member, index) => `${given[index]} ? ${bytes} : ${member.start}`);
  const [start, present] = [locals.name('start'), 'present'];
  const first = `Math.min(${[bytes, ...starts].join(', ')})`;
  lines.add(`const ${start} = asked === undefined ? ${first} : asked - tail.length;`);
  lines.add(`const present = asked ?? (tail.length > 0 ? ${start} + tail.length : known);`);
  const cut = members.map((member) => `present < ${member.end} ? ${member.start} : ${bytes}`);
  const wanted = `Math.min(${[bytes, ...cut].join(', ')})`;
  lines.add(`if (tail.length > 0) ${body.use('assertTail')}(${start}, ${wanted}, present, tail.length, ${path});`);
  const why = `() => 'the members that are given need that many bytes'`;
  lines.add(`${body.implied.get(lengthOp)} = ${body.use('exactly')}(present, ${why});`);
  places.version(present);
  // Before the members: where the record ends inside a bit-field, its bits that are there share a byte with the tail.
  places.tail('tail');
  for (const member of members)
    lines.when(member.end <= fixedBytes ? undefined : `present >= ${member.end}`, () => writeMember(member));
}

function flag(body: WriteBody, wanted: string, text: string): string {
  const name = body.locals.name(wanted);
  body.lines.add(`const ${name} = ${text};`);
  return name;
}

/** Whether a member has a value, or gets one without being given. */
function givenText(body: WriteBody, { name, promoted, shape }: MemberShape, { source }: Spot): string {
  if (promoted) return 'true';
  const has = body.hasText(source, name);
  if (fillsItself(shape)) return `${has} || true`;
  if (shape.kind !== 'leaf') return has;
  const implied = body.implied.get(shape.op);
  if (implied === undefined) return has;
  return `${has} || ${implied}?.value !== undefined`;
}

/** Whether the value has a member, or one of those that a promoted member shows. */
function shownText(body: WriteBody, { name, promoted, shape }: MemberShape, spot: Spot): string {
  if (!promoted) return body.hasText(spot.source, name);
  const some = (members: readonly MemberShape[]): string[] => members.map((member) => shownText(body, member, spot));
  if (shape.kind === 'record') return some(shape.members).join(' || ') || 'false';
  if (shape.kind === 'overlay') return some(shape.arms).join(' || ') || 'false';
  if (shape.kind !== 'tagged') return 'false';
  return [`${spot.source}.raw !== undefined`, ...some(shape.arms)].join(' || ');
}
