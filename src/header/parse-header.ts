import { assertOptions, CastbufError, type OptionRules } from '../errors/index.js';
import { NAMED_ABIS, type NamedAbi } from '../schema/index.js';
import { AnnotationSource, type Annotations } from './annotations.js';
import { assertAnnotations } from './annotation-rules.js';
import { finishRecords, parseDeclarations } from './declarations.js';
import { FeatureTests } from './feature-tests.js';
import type { Header } from './header.js';
import { importedHeader } from './imported-header.js';
import { layoutRules, type LayoutFlags } from './layout-flags.js';
import { DEFAULT_HEADER_LIMITS, type HeaderLimits } from './limits.js';
import { MacroConstants } from './macro-constants.js';
import { dataModelOf } from './data-model.js';
import { Parser } from './parser.js';
import { defaultTarget, predefinedMacros, type HeaderTarget } from './predefined.js';
import { Preprocessor, type Include } from './preprocessor.js';
import { Problems } from './problems.js';
import { specifiers, typeName } from './specifiers.js';
import { SchemaImport } from './schema-import.js';

/** Options of `parseHeader`. */
export interface HeaderOptions extends LayoutFlags {
  /** Whose layout rules hold; `msvc-x64` by default. It also decides `_WIN64`, the size of long and of pointers. */
  readonly abi?: NamedAbi;
  /** Macros, as `-D` gives them: `{ NTDDI_VERSION: '0x0A000000', 'MAX(a, b)': '((a) > (b) ? (a) : (b))' }`; `undefined` removes one that is predefined. */
  readonly define?: Readonly<Record<string, string | number | bigint | boolean | undefined>>;
  /** Finds the file of an `#include`; without it only pshpackN.h and poppack.h are known. */
  readonly include?: Include;
  /** Whose predefined macros the header sees: `msvc` for the two MSVC ABIs, `gcc` for gcc's, or `mingw`, or `none`. */
  readonly target?: HeaderTarget;
  /** What errors call the text. */
  readonly fileName?: string;
  /** What C cannot say: see Annotations. Comments in the header, `castbuf: count=Size`, say the same. */
  readonly annotations?: Annotations;
  readonly limits?: Partial<HeaderLimits>;
  /** Whatever would be a note is an error. */
  readonly strict?: boolean;
}

const HEADER_OPTIONS: OptionRules = {
  abi: 'any',
  define: 'object',
  include: 'function',
  target: ['msvc', 'gcc', 'mingw', 'none'],
  fileName: 'string',
  annotations: 'object',
  limits: 'object',
  strict: 'boolean',
  shortEnums: 'boolean',
  packStruct: 'any',
  endian: ['little', 'big'],
};

const LIMITS: OptionRules = Object.fromEntries(Object.keys(DEFAULT_HEADER_LIMITS).map((name) => [name, 'number']));

/**
 * Imports the declarations of a C header: records, enums, typedefs and constants, with the layout that the ABI gives them.
 *
 * A declaration that cannot be imported is left out and reported in `errors`, and so is an include that is not found; everything else is
 * there. Functions are skipped. A limit ends the import: what was read before it is there, and the last error, ERR_LIMIT_HEADER, says so.
 * Words, attributes and pragmas that are passed over are in `notes`.
 * @throws CastbufError ERR_USAGE for a wrong option
 * @example
 * ```ts
 * import { createCodec } from 'castbuf';
 * import { parseHeader } from 'castbuf/header';
 *
 * const header = parseHeader('struct point { unsigned char id; unsigned int value; };');
 * const codec = createCodec(header.type('point'));
 * console.log(header.errors.length, codec.layout.size, codec.layout.offsetOf('value')); // 0 8 4
 * ```
 */
export function parseHeader(text: string, options: HeaderOptions = {}): Header {
  assertOptions('parseHeader', options, HEADER_OPTIONS);
  assertOptions('limits', options.limits, LIMITS);
  assertAnnotations(options.annotations);
  const {
    abi = 'msvc-x64',
    define = {},
    include,
    target = defaultTarget(abi),
    fileName = 'header.h',
    annotations = {},
  } = options;
  if (typeof text !== 'string') throw new CastbufError('ERR_USAGE', 'parseHeader takes the text of a header');
  if (!NAMED_ABIS.includes(abi))
    throw new CastbufError('ERR_USAGE', `no ABI '${String(abi)}' for headers; there are ${NAMED_ABIS.join(', ')}`);
  const rules = layoutRules(abi, options);
  const limits = { ...DEFAULT_HEADER_LIMITS, ...options.limits };
  const problems = new Problems(limits, options.strict === true);
  const preprocessor = new Preprocessor(problems, limits, include, new FeatureTests(target), dataModelOf(abi));
  for (const [name, value] of predefinedMacros(abi, target, rules)) preprocessor.define(name, value);
  defineGiven(preprocessor, define);

  const imports = new SchemaImport(
    abi,
    rules,
    new AnnotationSource(annotations),
    (name) => parser.scope.constants.get(name) ?? macros.integer(name),
    (name) => parser.scope.typedefs.get(name) ?? parser.scope.tags.get(name),
  );
  const parser: Parser = new Parser(abi, problems, limits, imports, rules, { specifiers, typeName }, preprocessor);
  const macros = new MacroConstants(preprocessor, parser);
  try {
    preprocessor.open(text, fileName);
    parseDeclarations(parser);
    problems.parsed();
  } catch (thrown) {
    problems.parsed(thrown);
    finishRecords(parser);
  }
  return importedHeader(parser, macros, annotations);
}

function defineGiven(preprocessor: Preprocessor, define: HeaderOptions['define'] & object): void {
  for (const [name, value] of Object.entries(define)) {
    if (!/^[A-Za-z_$][\w$]*(?:\([^)]*\))?$/.test(name))
      throw new CastbufError('ERR_USAGE', `'${name}' is no name of a macro`);
    if (value === undefined || value === false) preprocessor.macros.delete(name);
    else preprocessor.define(name, value === true ? '1' : String(value));
  }
}
