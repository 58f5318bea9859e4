/**
 * npm run check:rooms: data flows one way. A room of src/ imports only from rooms above it in this list, and only through their
 * index.ts. Imports of types count: they are what makes a room impossible to take out.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { filesBelow, PROJECT } from './stamp.mjs';

const ROOMS = [
  'errors',
  'ntstatus',
  'ntstatus-names',
  'schema',
  'written-schema',
  'header',
  'header-files',
  'plan',
  'printing',
  'kernel',
  'reference',
  'codec',
  'miracast',
  'cli',
];

/** The files directly in src/ are entries of the package: they hand out these rooms, and nothing imports them. */
const ENTRY_ROOMS = ROOMS.slice(0, ROOMS.indexOf('miracast') + 1);

/** The constants that the kernel and TypeScript share, and the rooms that speak the kernel's language. */
const LAYOUT = 'assembly/layout.js';
const LAYOUT_ROOMS = ['plan', 'kernel', 'reference'];

const SOURCE = join(PROJECT, 'src');
const complaints = filesBelow(SOURCE)
  .filter((file) => file.endsWith('.ts'))
  .flatMap(complaintsOf);
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

  if (slashed(relative(PROJECT, target)) === LAYOUT) {
    if (from && LAYOUT_ROOMS.includes(from)) return undefined;
    return `only ${LAYOUT_ROOMS.join(', ')} know the kernel's layout; ask one of them through its index.ts`;
  }
  if (relative(SOURCE, target).startsWith('..')) return 'outside src/; move what you need into a room';

  const to = roomOf(target);
  if (to === from) return undefined;
  if (!to) return 'the entries in src/ are for users; import the room itself';
  const above = from ? ROOMS.slice(0, ROOMS.indexOf(from)) : ENTRY_ROOMS;
  if (!above.includes(to)) {
    return `${from ?? 'an entry'} may import ${above.join(', ') || 'no other room'}; hand it what it needs from ${to}, or move the code`;
  }
  if (slashed(relative(SOURCE, target)) !== `${to}/index.js`) {
    return `reaches past the door of ${to}; import src/${to}/index.js, and export there what is missing`;
  }
  return undefined;
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
