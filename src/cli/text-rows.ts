import type { Output } from './output.js';
import type { KindBatch } from './record-kinds.js';
import type { RowSink } from './row-output.js';
import type { RowWriter } from './row-writer.js';
import { TextBuffer } from './text-buffer.js';

/** Rows as text, a buffer at a time. */
export class TextRows implements RowSink {
  private readonly buffer = new TextBuffer();

  constructor(
    private readonly writer: RowWriter,
    private readonly output: Output,
  ) {
    writer.begin(this.buffer);
  }

  async write(batch: KindBatch, count: number): Promise<void> {
    const { writer, buffer } = this;
    writer.bind(batch);
    for (let row = 0; row < count; row++) {
      writer.writeRow(buffer, row);
      if (buffer.isDue) await this.flush();
    }
  }

  async flush(): Promise<void> {
    const { bytes } = this.buffer;
    if (bytes.length > 0) await this.output.write(bytes);
    this.buffer.clear();
  }

  async finish(): Promise<void> {
    this.writer.finish(this.buffer);
    await this.flush();
  }
}
