/** The types of the package: src/ROOM/x.ts -> build/ROOM/x.d.ts. */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { PROJECT } from './stamp.mjs';

/**
 * src/ shares constants with assembly/, so the compiler's common root is the project and it would write build/src/ and
 * build/assembly/. Only what came from src/ is kept, one level up. (test/consumer proves that nothing public needs the rest.)
 */
export function buildDeclarations() {
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
  const { diagnostics } = program.emit(undefined, (file, text) => {
    const [top, ...rest] = relative(outDir, file).split(/[\\/]/);
    if (top === 'src') ts.sys.writeFile(join(outDir, ...rest), text);
  });
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, formatHost));
}

/** @type {import('typescript').FormatDiagnosticsHost} */
const formatHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => PROJECT,
  getNewLine: () => '\n',
};
