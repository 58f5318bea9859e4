import * as assert from 'uvu/assert';
import { progressText } from '../../src/cli/progress.js';
import { suite } from '../harness/index.js';

suite('castbuf: how far a long job is', (test) => {
  test('share, rate and time left, as far as they are known', () => {
    const text = (readBytes: number, bytes: number | undefined, seconds: number): string =>
      progressText({ readBytes, bytes }, 1500, seconds);
    assert.is(text(50e6, 200e6, 0.5), '50.0 MB of 200.0 MB (25 %), 1,500 records, 100.0 MB/s, 2 s left');
    assert.is(text(50e6, undefined, 0.5), '50.0 MB, 1,500 records, 100.0 MB/s');
    assert.is(text(1e6, 61e6, 1), '1.0 MB of 61.0 MB (1 %), 1,500 records, 1.0 MB/s, 1 min left');
    assert.is(text(1e6, 60e6, 1), '1.0 MB of 60.0 MB (1 %), 1,500 records, 1.0 MB/s, 59 s left');
    assert.is(text(1e6, 3662e6, 1), '1.0 MB of 3.7 GB (0 %), 1,500 records, 1.0 MB/s, 1 h 2 min left');
    assert.is(text(60e6, 60e6, 1), '60.0 MB of 60.0 MB (100 %), 1,500 records, 60.0 MB/s, 0 s left');
  });

  test('nothing that nobody knows: an empty file, no time yet, more than the file has', () => {
    assert.is(progressText({ readBytes: 0, bytes: 0 }, 0, 0), '0 bytes, 0 records');
    assert.is(progressText({ readBytes: 5, bytes: 10 }, 1, 0), '5 bytes of 10 bytes (50 %), 1 record');
    assert.is(progressText({ readBytes: 30, bytes: 10 }, 1, 1), '30 bytes of 10 bytes (300 %), 1 record, 30 bytes/s');
  });
});
