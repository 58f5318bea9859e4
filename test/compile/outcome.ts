/** What a call gives, or every field of its error. */
export function outcome(call: () => unknown): unknown {
  try {
    return { value: call() };
  } catch (error) {
    const { name, code, message, hint, path, offset, fieldOffset, want, have } = error as Record<string, unknown>;
    return { name, code, message, hint, path, offset, fieldOffset, want, have };
  }
}
