/** How often a thread looks where it can neither block nor be told. */
const LOOK_MILLISECONDS = 4;

/** What this file needs of the Atomics of ES2024. */
type WaitAsync = (words: Int32Array, index: number, value: number) => { readonly value: unknown };

/** Settles when `words[index]`, which lies in shared memory, is notified or no longer `value`. Never blocks. */
export async function whenWordChanges(words: Int32Array, index: number, value: number): Promise<void> {
  const { waitAsync } = Atomics as { waitAsync?: WaitAsync };
  if (waitAsync) {
    await waitAsync(words, index, value).value;
    return;
  }
  while (Atomics.load(words, index) === value) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
  }
}
