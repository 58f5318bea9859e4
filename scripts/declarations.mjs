/** The types of the package: src/ROOM/x.ts -> build/ROOM/x.d.ts, of every file that an entry reaches. */
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { filesBelow, PROJECT } from './stamp.mjs';

/**
 * src/ shares constants with assembly/, so the compiler's common root is the project and it would write build/src/ and
 * build/assembly/. Only what came from src/ is kept, one level up: nothing public needs the rest.
 * @param {string[]} entries names of files in src/ and build/, without their endings
 */
export function buildDeclarations(entries) {
  const configFile = join(PROJECT, 'tsconfig.json');
  const { options, fileNames } = ts.parseJsonConfigFileContent(
    ts.parseConfigFileTextToJson(configFile, readFileSync(configFile, 'utf8')).config,
    ts.sys,
    PROJECT,
  );
  const outDir = join(PROJECT, 'build');
  const program = ts.createProgram(
    fileNames.filter((file) => relative(PROJECT, file).startsWith('src')),
    { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true, rootDir: PROJECT, outDir },
  );
  /** @type {Map<string, string>} */
  const declarations = new Map();
  const { diagnostics } = program.emit(undefined, (file, text) => {
    const [top, ...rest] = relative(outDir, file).split(/[\\/]/);
    if (top === 'src') declarations.set(join(outDir, ...rest), text);
  });
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, formatHost));

  const old = filesBelow(outDir).filter(
    (file) => file.endsWith('.d.ts') && !relative(outDir, file).startsWith('test-'),
  );
  for (const file of old) rmSync(file);
  const reached = reachedFrom(
    entries.map((entry) => join(outDir, `${entry}.d.ts`)),
    declarations,
  );
  for (const file of reached) ts.sys.writeFile(file, /** @type {string} */ (declarations.get(file)));
}

/**
 * The files themselves, and all that they import from files beside them.
 * @param {string[]} files
 * @param {Map<string, string>} declarations
 */
function reachedFrom(files, declarations) {
  const reached = new Set(files);
  for (const file of reached) {
    const text = declarations.get(file);
    if (text === undefined)
      throw new Error(`${relative(PROJECT, file)} is imported by a public declaration, and not built`);
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      if (fileName.startsWith('.')) reached.add(join(dirname(file), fileName.replace(/\.js$/, '.d.ts')));
    }
  }
  return reached;
}

/** @type {import('typescript').FormatDiagnosticsHost} */
const formatHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => PROJECT,
  getNewLine: () => '\n',
};
