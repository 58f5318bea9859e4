/**
 * npm run check:rooms: data flows one way. The core imports no feature; a feature imports the core, `columns`, and the features that it says; all of
 * them only through each other's index.ts, or kernel.ts for what runs on WebAssembly. Imports of types count: they are what makes a room impossible to take out. In a room no values are imported
 * in a circle.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { filesBelow, PROJECT } from './stamp.mjs';

/** What every codec is made of. It knows no feature. */
const CORE = [
  'errors',
  'ntstatus',
  'ntstatus-names',
  'bytes',
  'schema',
  'header',
  'header-files',
  'program',
  'printing',
  'memory',
  'cursor',
  'writing',
  'message',
  'record-types',
  'written-schema',
];

/** Features, each with the others that it builds on. All of them may import the core and `columns`. */
const FEATURES = {
  columns: [],
  'column-descriptions': [],
  stream: [],
  packing: [],
  'rows-out': ['packing'],
  query: ['stream'],
  'record-sets': ['stream', 'rows-out'],
  'own-sums': ['rows-out'],
  json: ['record-sets'],
  transform: ['stream', 'record-sets'],
  'list-records': ['record-sets'],
  'stream-out': ['stream', 'rows-out', 'record-sets', 'transform'],
  'node-files': ['stream', 'record-sets'],
  sources: [],
  'message-set': [],
  capture: [],
  arrow: ['column-descriptions', 'packing'],
  'worker-port': [],
  pool: ['stream', 'query', 'worker-port'],
  'pool-node': ['pool', 'worker-port'],
  'file-patterns': [],
  sql: ['column-descriptions', 'packing', 'arrow', 'stream', 'query', 'record-sets', 'file-patterns'],
};

/** Who puts features together may import all of the rooms before it. */
const WHOLES = [
  'oracle',
  'miracast',
  'driver-bench',
  'compiled',
  'miracast-compiled',
  'recording',
  'schema-kinds',
  'schema-files',
  'compile',
  'cli',
];

const ROOMS = [...CORE, ...Object.keys(FEATURES), ...WHOLES];

/** The files directly in src/ are entries of the package: they hand out these rooms, and nothing imports them. */
const ENTRY_ROOMS = ROOMS.slice(0, ROOMS.indexOf('compile') + 1);

/** The words that the kernel and TypeScript share: a file for each module of it, and the rooms that do not speak its language. */
const LAYOUT = /^assembly\/[\w-]+\/layout\.js$/;
const ROOMS_WITHOUT_LAYOUT = [
  'errors',
  'ntstatus',
  'ntstatus-names',
  'schema',
  'header',
  'miracast',
  'driver-bench',
  'recording',
  'cli',
  'stream',
  'transform',
  'stream-out',
  'list-records',
  'node-files',
  'sources',
  'json',
  'capture',
  'column-descriptions',
  'arrow',
  'worker-port',
  'pool',
  'pool-node',
  'file-patterns',
  'sql',
];

/** Through kernel.js goes what runs on WebAssembly, so that what does not has none of it. */
const DOORS = ['index.js', 'kernel.js'];

const SOURCE = join(PROJECT, 'src');
const files = filesBelow(SOURCE).filter((file) => file.endsWith('.ts'));
const complaints = [...files.flatMap(complaintsOf), ...circles(files)];
for (const complaint of complaints) console.error(complaint);
if (complaints.length > 0) process.exitCode = 1;

/** @param {string} file */
function complaintsOf(file) {
  const text = readFileSync(file, 'utf8');
  return ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName, pos }) => {
    const wrong = whatIsWrong(file, fileName);
    if (!wrong) return [];
    const line = text.slice(0, pos).split('\n').length;
    return [`${slashed(relative(PROJECT, file))}:${line}: imports '${fileName}': ${wrong}`];
  });
}

/**
 * @param {string} file
 * @param {string} specifier
 * @returns {string | undefined}
 */
function whatIsWrong(file, specifier) {
  if (!specifier.startsWith('.')) return undefined; // packages and Node are not rooms
  const target = join(dirname(file), specifier);
  const from = roomOf(file);
  if (from && !ROOMS.includes(from)) {
    return `src/${from}/ is no room; add it where it belongs in the list in scripts/check-rooms.mjs`;
  }

  if (LAYOUT.test(slashed(relative(PROJECT, target)))) {
    if (from && !ROOMS_WITHOUT_LAYOUT.includes(from)) return undefined;
    return `${from ?? 'an entry'} does not know the kernel's layout; ask a room that does through its index.ts`;
  }
  if (relative(SOURCE, target).startsWith('..')) return 'outside src/; move what you need into a room';

  const to = roomOf(target);
  if (to === from) return undefined;
  if (!to) return 'the entries in src/ are for users; import the room itself';
  const above = from ? roomsFor(from) : ENTRY_ROOMS;
  if (!above.includes(to)) {
    return `${from ?? 'an entry'} may import ${above.join(', ') || 'no other room'}; hand it what it needs from ${to}, or move the code`;
  }
  if (!DOORS.some((door) => slashed(relative(SOURCE, target)) === `${to}/${door}`)) {
    return `reaches past the door of ${to}; import src/${to}/index.js, and export there what is missing`;
  }
  return undefined;
}

/** Rooms that a room may import. @param {string} room */
function roomsFor(room) {
  const before = ROOMS.slice(0, ROOMS.indexOf(room));
  if (!Object.hasOwn(FEATURES, room)) return before;
  const others = FEATURES[/** @type {keyof typeof FEATURES} */ (room)];
  return before.filter((one) => CORE.includes(one) || one === 'columns' || others.some((other) => other === one));
}

/**
 * Files of a room that import each other's values in a circle: which of them runs first depends on who imports the room. Types have no such order.
 * @param {string[]} all
 */
function circles(all) {
  const imports = new Map(all.map((file) => [file, importsOfValues(file)]));
  /** @type {Set<string>} */
  const done = new Set();
  /** @type {string[]} */
  const found = [];
  /** @param {string} file @param {string[]} way */
  const follow = (file, way) => {
    if (way.includes(file)) {
      const circle = [...way.slice(way.indexOf(file)), file].map((one) => slashed(relative(SOURCE, one)));
      found.push(`a circle: ${circle.join(' -> ')}`);
      return;
    }
    if (done.has(file)) return;
    for (const next of imports.get(file) ?? []) follow(next, [...way, file]);
    done.add(file);
  };
  for (const file of all) follow(file, []);
  return found;
}

/** Files of the same room that a file imports values from. @param {string} file */
function importsOfValues(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  return source.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const { importClause, moduleSpecifier } = statement;
    const names = importClause?.namedBindings;
    const isTypes =
      importClause?.isTypeOnly === true ||
      (names && ts.isNamedImports(names) && names.elements.length > 0 && names.elements.every((one) => one.isTypeOnly));
    if (isTypes || !moduleSpecifier.text.startsWith('./')) return [];
    return [join(dirname(file), moduleSpecifier.text.replace(/\.js$/, '.ts'))];
  });
}

/** @param {string} path */
function roomOf(path) {
  const [room, ...rest] = relative(SOURCE, path).split(/[\\/]/);
  return rest.length > 0 ? room : undefined;
}

/** @param {string} path */
function slashed(path) {
  return path.replaceAll('\\', '/');
}
