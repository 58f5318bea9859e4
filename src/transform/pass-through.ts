/** What `pipeThrough` takes: what is written to one side comes out of the other as something else. */
export interface PassThrough<In, Out> {
  readonly writable: WritableStream<In>;
  readonly readable: ReadableStream<Out>;
}

/**
 * Both sides of a generator that reads a stream. Nothing is made before somebody wants it, so no more waits than one of what it makes.
 * Who cancels one side hears that it is done when the generator has ended; what ends the generator ends both sides.
 * @param run ends, also while it waits, when the signal is aborted
 */
export function passThrough<In, Out>(
  run: (source: ReadableStream<In>, signal: AbortSignal) => AsyncGenerator<Out, void, undefined>,
  given: AbortSignal | undefined,
): PassThrough<In, Out> {
  const { writable, readable: source } = new TransformStream<In, In>();
  const cancelled = new AbortController();
  const signal = given === undefined ? cancelled.signal : AbortSignal.any([given, cancelled.signal]);
  const made = run(source, signal);
  const pull = async (controller: ReadableStreamDefaultController<Out>): Promise<void> => {
    const { done, value } = await made.next();
    if (done === true) controller.close();
    else controller.enqueue(value);
  };
  const cancel = async (reason: unknown): Promise<void> => {
    cancelled.abort(reason);
    // It closes the source and throws the signal's reason, which somebody who cancels needs not hear.
    await made.next().catch(() => undefined);
  };
  const readable = new ReadableStream<Out>({ pull, cancel }, { highWaterMark: 0 });
  return { writable, readable };
}
