/** A type that the schema language has no words for. */
export class Inexpressible extends Error {
  override readonly name = 'Inexpressible';
}
