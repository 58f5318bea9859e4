import { canonical, type Field, type RecordType } from './c-type.js';
import type { HeaderCount } from './header.js';
import type { SchemaImport } from './schema-import.js';
import { textOf } from './token.js';

/** What counts a member: an annotation, else SAL. */
export function countOf(imports: SchemaImport, record: RecordType, field: Field): HeaderCount | undefined {
  const { count, bytes } = imports.annotations.ofMember(record, field, field.name ?? '');
  const by = count ?? bytes;
  if (by !== undefined) return { by, unit: count === undefined ? 'bytes' : 'elements', isMember: true };
  return saidCount(record, field);
}

/** What SAL says. Where its expression is more than the name of a member, it is for readers only. */
export function saidCount(record: RecordType, { size }: Field): HeaderCount | undefined {
  if (size === undefined) return undefined;
  const comma = size.tokens.findLastIndex((token) => token.text === ',');
  const tokens = size.tokens.slice(comma + 1);
  const path = tokens.map((token) => token.text).filter((word) => word !== '.');
  if (!isIntegerPath(record, path)) return { by: textOf(tokens), unit: size.unit, isMember: false };
  return { by: path.join('.'), unit: size.unit, isMember: true };
}

/** Whether the path leads to an integer in the record, through members that are records. */
export function isIntegerPath(record: RecordType, path: readonly string[]): boolean {
  const [head, ...rest] = path;
  for (const { name, type } of record.fields ?? []) {
    const found = canonical(type);
    if (name === undefined && found.kind === 'record') {
      if (isIntegerPath(found, path)) return true;
    } else if (name === head) {
      if (rest.length > 0) return found.kind === 'record' && isIntegerPath(found, rest);
      return (
        found.kind === 'enum' || (found.kind === 'number' && found.integer !== undefined && found.name !== '_Bool')
      );
    }
  }
  return false;
}
