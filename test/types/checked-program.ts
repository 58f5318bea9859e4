import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** What a program of its own folder may import castbuf's schema language and types from, as the package has them. */
export interface CheckedProgram {
  readonly checker: ts.TypeChecker;
  readonly source: ts.SourceFile;
  /** `TS2345: …`, with all that is said below the first line. */
  readonly errors: readonly string[];
}

/** Type-checks source text that stands in `build/`, beside the package's own declarations, under the strict options of this project. */
export function checkedProgram(text: string): CheckedProgram {
  const folder = mkdtempSync('build/checked-program-');
  try {
    const file = resolve(join(folder, 'program.ts'));
    writeFileSync(file, text);
    const program = programOf([file]);
    const source = program.getSourceFile(file) as ts.SourceFile;
    return { checker: program.getTypeChecker(), source, errors: errorsOf(program, source) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Type-checks files that stand in the project, under its strict options; gives what is wrong. */
export function checkedFiles(files: readonly string[]): readonly string[] {
  return errorsOf(programOf(files.map((file) => resolve(file))));
}

function programOf(files: readonly string[]): ts.Program {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, types: [] }, '.');
  return ts.createProgram(files, { ...options, noUnusedLocals: false });
}

function errorsOf(program: ts.Program, source?: ts.SourceFile): string[] {
  return ts.getPreEmitDiagnostics(program).map(({ code, messageText, file: at }) => {
    const where = at === source || at === undefined ? '' : ` in ${relative('.', at.fileName)}`;
    return `TS${code}${where}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

/** The type that a type alias of the program stands for. */
export function aliasOf({ checker, source }: CheckedProgram, name: string): ts.Type {
  const found = source.statements.find((one) => ts.isTypeAliasDeclaration(one) && one.name.text === name);
  if (found === undefined) throw new Error(`the program has no type ${name}`);
  return checker.getTypeAtLocation((found as ts.TypeAliasDeclaration).name);
}
