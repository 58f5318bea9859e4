import { canonical, type CType, type RecordType } from './c-type.js';
import { saidCount } from './member-count.js';
import type { SchemaImport } from './schema-import.js';

/** What counts the tail that a type ends with, if anything does: an annotation, or SAL. */
export function tailCounter(imports: SchemaImport, type: CType): 'annotation' | 'sal' | undefined {
  const record = canonical(type);
  if (record.kind !== 'record' || record.isUnion) return undefined;
  const last = record.fields?.at(-1);
  if (last === undefined) return undefined;
  const { count, bytes, rest } = imports.annotations.ofMember(record, last, last.name ?? '');
  if (count !== undefined || bytes !== undefined || rest === true) return 'annotation';
  const found = canonical(last.type);
  if (found.kind !== 'array') return tailCounter(imports, found);
  return (found.count ?? 0) <= 1 && saidCount(record, last)?.isMember === true ? 'sal' : undefined;
}

/** SAL on the tail of a record that is no member, such as `_Field_size_(Count * 2)`: it counts nothing here. */
export function uncountedTail(record: RecordType): string | undefined {
  const last = record.isUnion ? undefined : record.fields?.at(-1);
  const type = last && canonical(last.type);
  if (last === undefined || type?.kind !== 'array' || (type.count ?? 0) > 1) return undefined;
  const said = saidCount(record, last);
  return said?.isMember === false ? said.by : undefined;
}
