import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CastbufError, suggest } from '../errors/index.js';
import type { RecordSet } from '../record-types/index.js';
import { isSchemaFile, readSchemaFile, readSchemaText, type SchemaFile } from '../schema-files/index.js';
import { layoutOf, type Abi, type AnyType, type Layout } from '../schema/index.js';
import { CommandError, ExitStatus, usageError } from './exit-status.js';
import { identityOf, type FileIdentity } from './file-identity.js';
import type { TypeSource } from './types.js';

/** A word that is no path: the name of a schema that comes with castbuf. */
const GALLERY_NAME = /^[\w-]+$/;
const GALLERY_ENDING = '.js';

/** Where schemas of known formats lie in the package. */
function galleryFolder(): string {
  return join(dirname(fileURLToPath(import.meta.resolve('castbuf/package.json'))), 'gallery');
}

/** The names that `--schema` takes without a path. */
function galleryNames(): readonly string[] {
  const files = readdirSync(galleryFolder()).filter((file) => file.endsWith(GALLERY_ENDING));
  return files.map((file) => basename(file, GALLERY_ENDING)).sort();
}

/** The types and record sets of a module, of a written schema, or of the gallery. */
export class SchemaTypes implements TypeSource {
  private constructor(
    private readonly name: string,
    private readonly file: SchemaFile,
    readonly inputs: readonly FileIdentity[],
  ) {}

  /** @throws CommandError: usage where there is no such schema, or it cannot be run; schema where it is wrong */
  static async open(given: string): Promise<SchemaTypes> {
    const path = pathOf(given);
    const input = identityOf(path, 'the schema');
    try {
      const file = await readSchemaFile(path);
      if (file.types.length === 0 && file.sets.length === 0)
        throw usageError(`${given} exports no struct, union or record set of castbuf`);
      return new SchemaTypes(given, file, input === undefined ? [] : [input]);
    } catch (error) {
      if (!(error instanceof CastbufError)) throw error;
      if (error.code === 'ERR_USAGE') throw usageError(error.hint);
      throw new CommandError(ExitStatus.SCHEMA, `${given}: ${error.message}`, { cause: error });
    }
  }

  /** The JSON of `writeSchema`, which `name` has. @throws CommandError (schema) where it is wrong */
  static async written(name: string, json: string): Promise<SchemaTypes> {
    try {
      return new SchemaTypes(name, await readSchemaText(json), []);
    } catch (error) {
      if (!(error instanceof CastbufError)) throw error;
      throw new CommandError(ExitStatus.SCHEMA, `${name}: ${error.message}`, { cause: error });
    }
  }

  get abi(): Abi | undefined {
    return this.file.abi;
  }

  onlyName(_abi: Abi | undefined, command: string): string {
    const { types } = this.file;
    const [only, second] = types;
    if (only !== undefined && second === undefined) return only[0];
    const found = only === undefined ? 'no struct or union' : types.map(([name]) => name).join(', ');
    throw usageError(`${command} needs --type; ${this.name} exports ${found}`);
  }

  layouts(abi: Abi | undefined, name: string | undefined): readonly Layout[] {
    const types = name === undefined ? this.file.types.map(([, type]) => type) : [this.type(abi, name)];
    return types.map((type) => layoutOf(type, abi ?? this.abi));
  }

  type(_abi: Abi | undefined, name: string): AnyType {
    const { types } = this.file;
    const found = types.find(([known]) => known === name);
    if (found !== undefined) return found[1];
    const names = types.map(([known]) => known);
    throw usageError(
      `no type ${name} in ${this.name}; ${names.length === 0 ? 'it exports none' : suggest(name, names)}`,
    );
  }

  sets(): ReadonlyMap<string, RecordSet> {
    return new Map(this.file.sets);
  }

  /** What is wrong in a schema ends the command before it has begun. */
  assertGood(): void {}
}

/** @throws CommandError (usage) for what is neither a schema nor a name of the gallery */
function pathOf(given: string): string {
  if (GALLERY_NAME.test(given)) {
    const names = galleryNames();
    if (names.includes(given)) return join(galleryFolder(), `${given}${GALLERY_ENDING}`);
    throw usageError(`no schema ${given}; give a file, such as ./${given}.ts, or one of ${names.join(', ')}`);
  }
  if (isSchemaFile(given)) return given;
  throw usageError(`--schema takes a .ts, .js or .json file, not ${given}; a C header goes to --header`);
}
