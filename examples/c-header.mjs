// Structs straight from a C header, with the offsets that the compiler gives them. Run: node c-header.mjs
import { createCodec, decodeBatch } from 'castbuf';
import { parseHeader } from 'castbuf/header';

const { types } = parseHeader(
  `
  #include <stdint.h>
  #define NAME_LENGTH 8

  typedef enum { SENSOR_TEMPERATURE = 1, SENSOR_PRESSURE = 2 } SENSOR_KIND;

  typedef struct {
    uint8_t kind;
    char name[NAME_LENGTH];
    uint32_t samples : 20;
    uint32_t faults : 12;
    double value; // at 16 on 64-bit Windows and Linux
  } READING;
`,
  // What C does not say: these chars are a text.
  { annotations: { records: { READING: { members: { name: { text: 'utf-8' } } } } } },
);

const codec = createCodec(types.READING, { abi: 'gcc-x64' });
console.log(`READING: ${codec.layout.size} bytes, value at ${codec.layout.offsetOf('value')}`);

// Bytes as a C program on the other side wrote them.
const bytes = new Uint8Array(2 * codec.layout.size);
codec.encodeInto({ kind: 1, name: 'boiler', samples: 100_000, faults: 3, value: 78.5 }, bytes);
codec.encodeInto({ kind: 2, name: 'pump', samples: 7, faults: 0, value: 2.25 }, bytes.subarray(codec.layout.size));

console.log(codec.decode(bytes));
const { columns } = decodeBatch(codec, bytes);
console.log(columns.value, columns.samples);
