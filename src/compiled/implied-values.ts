/** What follows for a number from other members, where more than one of them may say it, or none. */
export interface Implied {
  readonly value: number | bigint | undefined;
  agrees(given: number | bigint): boolean;
  /** Asked for only when something is wrong. */
  why(): string;
}

export function exactly(value: number, why: () => string): Implied {
  return { value, agrees: (given) => Number(given) === value, why };
}

/** The same as a number, for a leaf that is one. */
export function impliedNumber(implied: Implied | undefined): number | undefined {
  return implied?.value === undefined ? undefined : Number(implied.value);
}
