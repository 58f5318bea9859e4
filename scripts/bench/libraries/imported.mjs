/** A library of this folder. The name is a variable: type checking must not need what only the benchmark installs. */
export function imported(/** @type {string} */ name) {
  return import(name);
}
