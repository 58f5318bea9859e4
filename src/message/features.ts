import { CastbufError, shownValue } from '../errors/index.js';

/**
 * What functions beside a codec reach it by. A codec has no methods for batches: a program that imports no such function has none of its code.
 * A codec of another kind answers to the same functions when it brings what they ask for.
 */
export const CODEC: unique symbol = Symbol('castbuf codec');

/** One thing that a codec can do beside single messages. */
export class Feature<F> {
  declare private readonly kind: F;
  constructor(readonly name: string) {}
}

/** Anything that functions beside a codec take. */
export interface AnyFeatured {
  readonly [CODEC]: Features;
}

/** What a codec can do: some of it from the start, the rest since somebody asked. */
export class Features {
  private readonly known = new Map<Feature<unknown>, unknown>();

  /** @internal */
  give<F>(feature: Feature<F>, value: F): void {
    this.known.set(feature, value);
  }

  /** @internal */
  find<F>(feature: Feature<F>): F | undefined {
    return this.known.get(feature) as F | undefined;
  }
}

/** @throws CastbufError ERR_USAGE for what is no codec */
export function featuresOf(codec: AnyFeatured): Features {
  const features = (codec as Partial<AnyFeatured> | undefined | null)?.[CODEC];
  if (features instanceof Features) return features;
  const isType = typeof codec === 'object' && codec !== null && '~node' in codec;
  const given = isType ? 'a type; createCodec(type) makes one of it' : shownValue(codec);
  throw new CastbufError('ERR_USAGE', `give a codec of createCodec, not ${given}`);
}
