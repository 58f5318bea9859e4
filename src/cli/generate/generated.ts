/** A generated file, and what it leaves out, a line each. */
export interface Generated {
  readonly text: string;
  readonly problems: readonly string[];
}

/** The record that packets of a capture consist of, and its link type: 0 for USER0, 147 in files, to 15. */
export interface LinkType {
  readonly user: number;
  readonly record: string;
}

export interface GenerateOptions {
  /** Dissectors only. */
  readonly linkType?: LinkType | undefined;
}
