/** Most characters of a text that an error shows. */
const MOST_CHARACTERS = 40;

/** What a caller gave, in a few words for an error: `'abc'`, `5n`, `null`, `an array`, `a Date`. Never throws. */
export function shownValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value.length > MOST_CHARACTERS ? `'${value.slice(0, MOST_CHARACTERS)}…'` : `'${value}'`;
    case 'bigint':
      return `${value}n`;
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : shownObject(value);
    default:
      return String(value); // undefined, booleans, symbols
  }
}

function shownObject(value: object): string {
  try {
    return shownByTag(value);
  } catch {
    return 'an object'; // a proxy that was revoked, or throws whatever it is asked
  }
}

function shownByTag(value: object): string {
  if (Array.isArray(value)) return 'an array';
  // The tag, not the class: classes lose their names when a bundle is made small.
  const name = Object.prototype.toString.call(value).slice(8, -1);
  const isPlain = name === 'Object';
  return isPlain ? 'an object' : `${/^[AEIOU](?!int)/.test(name) ? 'an' : 'a'} ${name}`;
}
