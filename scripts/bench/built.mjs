/** A built entry. The name is made at run time: type checking must not need what the build makes. */
export function built(/** @type {string} */ entry) {
  return import(new URL(`../../build/${entry}`, import.meta.url).href);
}
