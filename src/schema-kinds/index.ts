/** What a module with a schema may export that can be compiled. */
export type SchemaKind = 'struct or union' | 'record set' | 'message set';

/** Which of them something is; undefined: none. What another copy of castbuf has made is known as well. */
export function schemaKindOf(value: unknown): SchemaKind | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isRecordType(value)) return 'struct or union';
  const { definitions } = value as { readonly definitions?: unknown };
  if (typeof definitions !== 'object' || definitions === null) return undefined;
  return '~compiled' in value ? 'message set' : isRecordSet(value, definitions) ? 'record set' : undefined;
}

function isRecordType(value: object): boolean {
  type Typed = { readonly '~node'?: { readonly kind?: unknown; readonly tag?: unknown } };
  const node = (value as Typed)['~node'];
  return node?.kind === 'record' && node.tag === undefined;
}

/** Types in a record set are pairs of a tag and a type. */
function isRecordSet(value: object, definitions: object): boolean {
  const { discriminator } = value as { readonly discriminator?: unknown };
  return typeof discriminator === 'string' && Object.values(definitions).every((pair) => Array.isArray(pair));
}
