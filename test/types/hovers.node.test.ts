import { resolve } from 'node:path';
import ts from 'typescript';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';

/* What an editor shows of a value, without the names of types that nobody outside knows. */

const PROGRAM = `import { anonymous, array, bits, bytes, createCodec, decodeBatch, enumeration, struct, tagged, u16, u32, u64, u8 } from '../index.js';
const Kind = enumeration('KIND', u8, { SET: 1, CLEAR: 2 }, { strict: true });
const Point = struct('Point', { x: u16, y: u16 });
const Flat = struct('Flat', { id: u32, kind: Kind, size: u64, data: bytes(4) });
const Nested = struct('Nested', { flags: anonymous(bits(u8, { low: 4, high: 4 })), at: Point, path: array(Point, 2) });
const Tagged = struct('Tagged', { kind: Kind, body: anonymous(tagged('kind', { point: [1, Point], id: [2, u16] })) });
const Below = struct('Below', { kind: u8, body: tagged('kind', { point: [1, Point], id: [2, u16] }) });
const message = new Uint8Array(64);
export const flat = createCodec(Flat).decode(message);
export const nested = createCodec(Nested).decode(message);
export const named = createCodec(Tagged, { names: true }).decode(message);
export const chosen = createCodec(Tagged).decode(message);
export const below = createCodec(Below).decode(message);
export const columns = decodeBatch(createCodec(Flat), message).columns;
`;

const HOVERS: Readonly<Record<string, string>> = {
  flat: '{ id: number; kind: 1 | 2; size: bigint; data: Uint8Array<ArrayBufferLike>; }',
  nested: '{ low: number; high: number; at: { x: number; y: number; }; path: { x: number; y: number; }[]; }',
  chosen:
    '{ kind: 1; point: { x: number; y: number; }; id?: undefined; raw?: undefined; } | { kind: 2; id: number; point?: undefined; raw?: undefined; }',
  columns:
    '{ readonly id: Uint32Array<ArrayBuffer>; readonly kind: Uint8Array<ArrayBuffer>; readonly size: BigUint64Array<ArrayBuffer>; readonly data: Uint8Array<ArrayBuffer>; }',
};

suite('hovers', (test) => {
  const file = resolve('build/hovers/program.ts');
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, types: [] }, '.');
  const service = ts.createLanguageService({
    directoryExists: (name) => ts.sys.directoryExists(name),
    getDirectories: (name) => ts.sys.getDirectories(name),
    getCompilationSettings: () => ({ ...options, noErrorTruncation: true }),
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const text = name === file ? PROGRAM : ts.sys.readFile(name);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => resolve('.'),
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    fileExists: (name) => name === file || ts.sys.fileExists(name),
    readFile: (name) => (name === file ? PROGRAM : ts.sys.readFile(name)),
  });
  const hover = (name: string): string => {
    const at = PROGRAM.indexOf(`export const ${name} `) + 'export const '.length;
    const info = service.getQuickInfoAtPosition(file, at, 10_000);
    const text = ts.displayPartsToString(info?.displayParts);
    return text.replace(`const ${name}: `, '').replace(/\s+/g, ' ');
  };

  for (const [name, want] of Object.entries(HOVERS)) {
    test(`${name} reads as a person would write it`, () => assert.is(sorted(hover(name)), sorted(want)));
  }

  test('no value shows a type of our own', () => {
    for (const name of ['flat', 'nested', 'named', 'chosen', 'below', 'columns']) {
      const shown = hover(name);
      assert.ok(shown.startsWith('{'), shown);
      assert.not.match(shown, /[A-Z]\w+<(?!ArrayBuffer(Like)?>)/, `${name}: ${shown}`);
    }
  });
});

/** Members and alternatives in one order: TypeScript promises none. */
function sorted(type: string): string {
  return type
    .split(' | {')
    .map((one) =>
      one
        .replace(/^\{|\}$/g, '')
        .split(/; (?![^{]*\})/)
        .map((member) => member.trim())
        .toSorted()
        .join('; '),
    )
    .toSorted()
    .join(' | ');
}
