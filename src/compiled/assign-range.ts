import { assertAttached, isBytes } from '../bytes/index.js';
import { disagreement, plainPlan, withIndices, type Plan } from './assign.js';

export const textPlan: Plan = /* @__PURE__ */ rangePlan((shown, given) => shown === given);

export const guidPlan: Plan = /* @__PURE__ */ rangePlan(
  (shown, given) => shown === (given as string).replace(/[{}]/g, '').toLowerCase(),
);

export const bytesPlan: Plan = /* @__PURE__ */ copiedPlan();

/** The bytes of a union whose tag selects no arm. */
export const rawPlan: Plan = /* @__PURE__ */ copiedPlan(true);

/** The same of a part that must be `magic`, and so may be left out. */
export function markedPlan(plan: Plan, magic: string | Uint8Array): Plan {
  return { ...plan, isMagic: true, implied: () => magic };
}

/** @param isSame what is shown, and was given */
function rangePlan(isSame: (shown: unknown, given: unknown) => boolean): Plan {
  return {
    ...plainPlan,
    rank: 2,
    agree(shown, given, path) {
      if (!isSame(shown, given)) throw disagreement(shown, given, path);
    },
  };
}

function copiedPlan(isUnnamed = false): Plan {
  return {
    ...rangePlan((shown, given) => {
      const [one, other] = [shown as Uint8Array | undefined, given as Uint8Array];
      return one?.length === other.length && one.every((byte, index) => byte === other[index]);
    }),
    isUnnamed,
    take(value, path, { indices }) {
      if (!isBytes(value)) return value;
      assertAttached('these bytes', value, withIndices(path, indices));
      return new Uint8Array(value);
    },
  };
}
