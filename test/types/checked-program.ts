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
    const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile) as { config: { compilerOptions: object } };
    const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, types: [] }, '.');
    const program = ts.createProgram([file], { ...options, noUnusedLocals: false });
    const source = program.getSourceFile(file) as ts.SourceFile;
    const errors = ts.getPreEmitDiagnostics(program).map(({ code, messageText, file: at }) => {
      const where = at === source || at === undefined ? '' : ` in ${relative('.', at.fileName)}`;
      return `TS${code}${where}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
    return { checker: program.getTypeChecker(), source, errors };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The type that a type alias of the program stands for. */
export function aliasOf({ checker, source }: CheckedProgram, name: string): ts.Type {
  const found = source.statements.find((one) => ts.isTypeAliasDeclaration(one) && one.name.text === name);
  if (found === undefined) throw new Error(`the program has no type ${name}`);
  return checker.getTypeAtLocation((found as ts.TypeAliasDeclaration).name);
}
