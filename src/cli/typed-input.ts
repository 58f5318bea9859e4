import { openData, type DataInput, type DataRequest } from './data-input.js';
import { CommandError, ExitStatus } from './exit-status.js';
import { SchemaTypes } from './schema-types.js';
import { isTypeName, typesOf, type SourceRequest, type TypeSource } from './types.js';

type TypedRequest = SourceRequest & DataRequest & { readonly type: string | undefined };

/** The types of a command, and the first of its inputs, which may bring them. */
export interface TypedInputs {
  readonly types: TypeSource;
  /** Opens an input: one that was opened before is not opened again. */
  open(file: string): Promise<DataInput>;
  /** For the end of a command: what was opened, and not read. */
  close(): void;
}

/**
 * The types that the user names; where there are none, those that the first input carries: it is a capture with a schema in it.
 * @throws CommandError as `typesOf` and `openData` do; Interrupted
 */
export async function typedInputs(first: string, request: TypedRequest, signal: AbortSignal): Promise<TypedInputs> {
  const { type, schema, headers, capture } = request;
  const isNamed = schema !== undefined || headers !== undefined || (type !== undefined && isTypeName(type));
  let opened = isNamed || capture === undefined ? undefined : await openedEarly(first, request, signal);
  const carried = await schemaOf(opened);
  try {
    const types =
      carried === undefined
        ? await typesOf(request, signal)
        : await SchemaTypes.written(`the schema in ${opened?.name}`, carried);
    return { types, open, close: () => opened?.close() };
  } catch (error) {
    opened?.close();
    throw error;
  }

  async function open(file: string): Promise<DataInput> {
    const input = file === first && opened !== undefined ? opened : await openData(file, request, signal);
    if (input === opened) opened = undefined;
    if (carried === undefined) return input;
    const schema = await schemaOf(input);
    if (schema === carried) return input;
    input.close();
    const what = `${input.name} carries ${schema === undefined ? 'no schema' : 'another schema'}, and the types are of that in ${first}`;
    throw new CommandError(ExitStatus.DATA, `${what}; --schema says which is meant`);
  }
}

/** What cannot be opened is told when it is read: a command that is wrong in itself says that first. */
async function openedEarly(file: string, request: DataRequest, signal: AbortSignal): Promise<DataInput | undefined> {
  try {
    return await openData(file, request, signal);
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}

/** Closes the input where its first bytes cannot be read. */
async function schemaOf(input: DataInput | undefined): Promise<string | undefined> {
  try {
    return (await input?.capture())?.schema;
  } catch (error) {
    input?.close();
    throw error;
  }
}
