export type CommandName =
  | 'decode'
  | 'encode'
  | 'layout'
  | 'stat'
  | 'plot'
  | 'convert'
  | 'sql'
  | 'simulate'
  | 'replay'
  | 'conform'
  | 'explore'
  | 'generate'
  | 'compile'
  | 'diff'
  | 'guess'
  | 'completions'
  | 'man';

interface CommandText {
  readonly usage: string;
  readonly about: string;
  readonly options: readonly (readonly [flags: string, text: string])[];
  /** What the options leave open, a line each. */
  readonly notes?: readonly string[];
  readonly examples: readonly string[];
  /** Options of other commands that this one is told in another way. */
  readonly elsewhere?: Readonly<Record<string, string>>;
}

const TYPE = [
  ['--type <name>', 'type of the records; may be left out where there is only one, or one record set'],
  [
    '--set <name>',
    'record set: records of several types in one stream (an export of a module, or messages of a header)',
  ],
  ['--schema <file>', 'take types from a .ts, .js or .json schema, or from the gallery (castbuf guess names those)'],
] as const;
const PACKED = [
  ['--max-unpacked <bytes>', 'an input of gzip or zstd is unpacked, to this many bytes at most (default: 4G)'],
  ['--raw', 'do not unpack: the records themselves begin as gzip or zstd does'],
] as const;
const PACKETS = [
  ['--interface <n>', 'of a capture: only packets of this interface, by its number or its name'],
  ['--link-type <n>', 'of a capture: only packets of this link type: 1 is Ethernet, USER0 is 147'],
  ['--packet-skip <bytes>', 'of a capture: bytes of each packet before its records; 42 for UDP over IPv4 and Ethernet'],
] as const;
const RECORDS = [
  ['--skip <bytes>', "bytes of the file's own header before the first record: 16, 0x10, 64K"],
  ['--offset <bytes>', 'begin with the record at this offset of the file, as rows and errors tell it'],
  ['--count <n>', 'there are n records; what follows them is none'],
  ['--skip-bad', 'go on after a bad record where its length is known and good; each is told, and the status is 1'],
  ...PACKED,
  ...PACKETS,
] as const;
/** Gaps are between records, so no record of another file stands beside one. */
const RESYNC = [
  '--resync',
  'go on after a bad record where records begin again; each gap is told, and the status is 1',
] as const;
const OUTPUT = ['-o, --output <file>', 'write to a file; its old content stays until the new one is whole'] as const;
/** `-I` and `-D`, as C compilers have them. */
const HEADER_OPTIONS = [
  ['-I <dir>', 'search a folder for what headers include; may be repeated'],
  ['-D <name[=value]>', 'define a macro, 1 without a value; may be repeated'],
  ['--short-enums <on|off>', "gcc's -fshort-enums or -fno-short-enums (default: as the ABI has it)"],
  ['--pack-struct <n>', "gcc's -fpack-struct=n, or all for -fpack-struct without a number"],
  ['--endian <order>', 'little or big: the byte order of what does not say its own (default: that of the ABI)'],
  ['--strict', 'words, attributes and pragmas of a header that are passed over are errors, not notes'],
  ['--raise <limit=n>', 'raise a limit of headers, such as expandedTokens; may be repeated'],
] as const;
const HEADERS = [
  ['--header <file.h>', 'take types from a C header instead of the built-in ones; may be repeated'],
  ...HEADER_OPTIONS,
] as const;
const ABI = [
  [
    '--abi <abi>',
    'msvc-x64, msvc-x86, gcc-x64, gcc-i386, gcc-arm, … (default: msvc-x64; README lists all), or packed:1 for no padding',
  ],
  ['--target <triple>', "the ABI and the macros of a compiler's target: x86_64-pc-windows-msvc, x86_64-linux-gnu, …"],
] as const;
/** A minute of virtual time, about a second of real time. */
export const DEFAULT_FRAMES = 3600;
const WHERE = ['--where <expr>', "only records that are so: 'ProcessingTime > 1000 and ChunkType in (1, 2)'"] as const;
const DRIVER = [
  [
    '--holds <who>',
    'driver or system: who holds messages until Start has returned (default: driver for what defineDriver gives, else system)',
  ],
  ['--answer-within <ms>', 'virtual time in which a message has to be answered (default: 5000)'],
] as const;
const DRIVER_NOTES = [
  'The driver is a module (.js, .ts) that exports driver, or has it as its default: an object with the five functions, or with',
  'QueryMiracastDriverInterface; better a function that makes one, which is called for each run. It may export messages, a list of',
  'Uint8Arrays that the driver takes; else such are looked for; and ioControl(input, output, bytesReturned), which answers its requests.',
  'Time is virtual: nothing waits. The status is 1 where a rule is broken.',
] as const;
const JSON_OUTPUT = ['--json', 'print JSON'] as const;

/** What the commands take, and what --help says about it. */
export const COMMANDS: Readonly<Record<CommandName, CommandText>> = {
  decode: {
    usage: 'decode <file...>',
    about: 'Records to rows: NDJSON, JSON, CSV, TSV, Markdown, a table, Apache Arrow or Parquet',
    options: [
      ...TYPE,
      ...ABI,
      ...HEADERS,
      ...RECORDS,
      RESYNC,
      [
        '-f, --format <format>',
        'ndjson, json, csv, tsv, markdown, table, arrow, arrow-stream or parquet (default: by the ending of -o; a table on a terminal, else ndjson)',
      ],
      OUTPUT,
      ['--limit <n>', 'stop after n records (default: 20 for a table on a terminal, else all)'],
      ['--columns <a,b>', 'only these members; a record stands for all of its members'],
      ['--only <name>', 'of a record set only the records of this type'],
      WHERE,
      ['--names', 'show the names of enum values and NTSTATUS, and the dates of times'],
      ['--hex', 'list each record by its members: where they lie, their bytes, their values'],
      [
        '--csv-safe',
        "CSV for spreadsheets: a ' before text that they would run as a formula; numbers stay as they are",
      ],
    ],
    notes: [
      "Each row has the record's offset and length in the input; file, where there are several inputs; and type, where the",
      'records are of a set. A key that a type has as a member is called recordOffset, recordLength, recordFile or recordType.',
      'A schema is a module that exports struct(…) or recordSet(…), or the JSON of writeSchema. TypeScript needs esbuild.',
      'Notes in a header, message=VALUE and discriminator=Member, make its records a set (docs/headers.md).',
      'Of several files each is read as if it were alone; *.bin in quotes, or on Windows, is matched by castbuf.',
      'An input that begins as a pcapng or pcap file is a capture: each packet has one record or several, and rows have its time and',
      'interface. A schema in it (castbuf/capture writes one) is taken where no type is given. With --skip, --raw or --schema pcapng',
      'its own bytes are the records.',
      '--names adds <member>Name, or <member>_Name where the type has that.',
      'arrow is a file (.arrow, .feather), arrow-stream what programs send one another (.arrows): records of one type, of a set by --only;',
      'enums have their names, times are timestamps, a column NAME_raw has the numbers where those do not tell them.',
      'parquet needs DuckDB (npm install @duckdb/node-api@1.5.6-r.1): its columns are those of castbuf sql, without offset and length;',
      'a record that is wrong leaves no file, unless --skip-bad or --resync goes on.',
      'For --csv-safe, text is a formula where it begins with = + - @, a tab or a line end.',
    ],
    examples: [
      'castbuf decode chunks.bin --type MIRACAST_CHUNK_DATA',
      'castbuf decode packets.bin --header driver.h --type MY_PACKET',
      'castbuf decode packets.bin --header packet.h -o packets.csv --columns Kind,Size',
      'castbuf decode bus.pcapng --header driver.h --type MY_PACKET --link-type USER0',
      'castbuf decode device.log --schema log.ts --skip 16 -o device.csv',
      'castbuf decode chunks.bin --type MIRACAST_CHUNK_DATA -o chunks.arrow',
      "castbuf decode chunks.bin --type MIRACAST_CHUNK_DATA --where 'ChunkType = FRAME_DROPPED or EncodeRate < 1000'",
      'cat chunks.bin | castbuf decode - --type MIRACAST_CHUNK_DATA | head -1',
    ],
  },
  encode: {
    usage: 'encode <file>',
    about: 'Rows of NDJSON, JSON, CSV or TSV to records',
    options: [
      ...TYPE,
      ...ABI,
      ...HEADERS,
      ['-f, --format <format>', "ndjson, json, csv or tsv (default: by the file's ending, else ndjson)"],
      ...PACKED,
      OUTPUT,
    ],
    notes: [
      'It reads what decode writes. What a row says beside the members of its type is passed over: offset, length, i, arm,',
      'row, file, type, time, interface (recordOffset and the like where decode writes those), and the name or the hex of a member: KindName, KindHex.',
      'Of a record set, type says which of its types a row is.',
    ],
    examples: [
      'castbuf encode chunks.ndjson --type MIRACAST_CHUNK_DATA -o chunks.bin',
      'castbuf encode samples.csv --schema samples.ts -o samples.bin',
      'castbuf decode a.bin --header packet.h | castbuf encode - --header packet.h | cmp - a.bin',
    ],
  },
  layout: {
    usage: 'layout [file]',
    about: 'Offsets, sizes, bit-fields and holes of the types of a C header or a schema, or of the built-in ones',
    options: [
      ['--type <name>', 'type to show (default: all of them)'],
      ['--schema <name>', 'types of a schema of the gallery; a schema of your own is the file'],
      ...ABI,
      ['--diff <abi>', 'compare with another ABI, side by side'],
      ...HEADER_OPTIONS,
      JSON_OUTPUT,
      ['--plan', 'how records become columns: windows, lanes, and the bits that are picked from them'],
    ],
    examples: [
      'castbuf layout driver.h -I include -D NTDDI_VERSION=0x0A000000',
      'castbuf layout driver.h --type MY_PACKET --diff msvc-x86',
      'castbuf layout --type MIRACAST_CHUNK_INFO',
      'castbuf layout schema.ts --abi packed:1',
      'castbuf layout --plan',
    ],
    elsewhere: { '--header': 'the header is its file: castbuf layout FILE.h' },
  },
  stat: {
    usage: 'stat <file...>',
    about: 'Counts, sizes, errors, and the processing time of frames',
    options: [...TYPE, ...ABI, ...HEADERS, ...RECORDS, RESYNC, WHERE, JSON_OUTPUT],
    examples: [
      'castbuf stat chunks.bin --type MIRACAST_CHUNK_DATA',
      'castbuf stat packets.bin --header driver.h --type MY_PACKET --json',
      'castbuf stat bus.pcapng --schema log.ts --packet-skip 42',
    ],
  },
  plot: {
    usage: 'plot <file...>',
    about: 'Columns as a picture: lines, a histogram or a heat map, as SVG or on the terminal',
    options: [
      ...TYPE,
      ['--only <name>', 'of a record set only the records of this type'],
      ['-x, --x <column>', 'along the horizontal axis (default: the number of the record)'],
      [
        '-y, --y <column>',
        'along the vertical axis; may be repeated. Without it, how often each value of --x is there',
      ],
      ['--heat', 'how many records lie in each cell of x and y'],
      WHERE,
      ...ABI,
      ...HEADERS,
      ...RECORDS,
      RESYNC,
      ['-o, --output <file>', 'write SVG to a file (default: characters on a terminal, else SVG)'],
    ],
    notes: [
      'The input is read once, and memory does not grow with it. A line goes through the first, least, most and last value of each',
      'cell of x, which is no wider than a point of the picture: no peak is lost. Where x goes back, its cells have a bar from the',
      'least to the most value. A column is named by its path or by the last steps of it; times are shown as dates.',
    ],
    examples: [
      'castbuf plot chunks.bin --type MIRACAST_CHUNK_DATA --y ProcessingTime -o times.svg',
      'castbuf plot chunks.bin --type MIRACAST_CHUNK_DATA --x ChunkType',
      'castbuf plot log.bin --schema log.ts --only Sample --x At --y Level --y Peak',
      'castbuf plot log.bin --schema log.ts --x At --y Level --heat -o level.svg',
    ],
  },
  convert: {
    usage: 'convert <file...>',
    about: 'Records to a timeline for https://ui.perfetto.dev: a track a stage, flows, counters',
    options: [
      ...TYPE,
      ['--only <name>', 'of a record set only the records of this type'],
      ['--time <column>', 'when a record is (default: the time of its packet, where the input is a capture)'],
      ['--at-end', 'that is the time of its end'],
      ['--duration <column>', 'how long it takes; without it records are instants'],
      ['--unit <unit>', 's, ms, us, 100ns or ns: of times whose type says none (default: us)'],
      ['--track <column>', 'a track for each value of it, by its name'],
      ['--flow <column>', 'records with the same value are drawn as one flow'],
      ['--counter <column>', 'its values as a curve; may be repeated'],
      ['--rate <n>', 'flows of a second, where nothing says when a record is (default: 60)'],
      WHERE,
      ...ABI,
      ...HEADERS,
      ...RECORDS,
      RESYNC,
      [
        '-o, --output <file>',
        'write to a file, such as session.perfetto-trace; its old content stays until the new one is whole',
      ],
    ],
    notes: [
      'Of MIRACAST_CHUNK_DATA no option is needed: tracks are the stages of a frame, flows its numbers, durations ProcessingTime,',
      'and EncodeRate is a curve. A chunk tells of the end of a stage. Records that overlap in time are on several tracks of a name.',
    ],
    examples: [
      'castbuf convert chunks.bin --type MIRACAST_CHUNK_DATA -o session.perfetto-trace',
      'castbuf convert log.bin --schema log.ts --time At --duration Took --track Kind --counter Queue -o log.perfetto-trace',
    ],
  },
  sql: {
    usage: 'sql <query> [file...]',
    about: 'A query of SQL over records, by DuckDB; its rows as NDJSON, JSON, CSV, TSV, a table or Parquet',
    options: [
      ...TYPE,
      ['--only <name>', "of a record set the type whose records FROM 'FILE' has"],
      ...ABI,
      ...HEADERS,
      ...RECORDS.filter(([flags]) => !flags.startsWith('--count')),
      RESYNC,
      [
        '-f, --format <format>',
        'ndjson, json, csv, tsv, table or parquet (default: by the ending of -o; a table on a terminal, else ndjson)',
      ],
      OUTPUT,
    ],
    notes: [
      "FROM 'session.bin' is the table of a file, FROM 'log-*.bin' of all files that match, with a column file. Files after the query are a",
      'table under the name of their type, and a table for each type of a record set. CSV, JSON and Parquet files are read by DuckDB itself.',
      'Columns have the last steps of their paths as names; "Header.Size" in quotes where it takes several. Enums have their names, times are',
      'timestamps; NAME_raw has the number where those do not tell it. An arm of a union is NULL where its tag selects another.',
      "castbuf('session.bin', keep := 'Size > 9') filters as --where does, before DuckDB sees a row.",
      'A record that is wrong fails the query, unless --skip-bad or --resync goes on. Captures, packed files and standard input (-) are read',
      'whole first, and captures have columns time and interface. It needs DuckDB: npm install @duckdb/node-api@1.5.6-r.1',
    ],
    examples: [
      'castbuf sql "SELECT ChunkType, count(*) FROM \'chunks.bin\' GROUP BY ALL" --type MIRACAST_CHUNK_DATA',
      'castbuf sql "FROM \'chunks.bin\'" --type MIRACAST_CHUNK_DATA -o chunks.parquet',
      'castbuf sql "SELECT * FROM Sample JOIN Event USING (Id)" log.bin --schema log.ts',
    ],
    elsewhere: {
      '--where': "it is SQL's own: SELECT … FROM … WHERE …",
      '--limit': "it is SQL's own: SELECT … LIMIT 10",
    },
  },
  simulate: {
    usage: 'simulate',
    about: 'A Miracast session in one process: system, display miniport and a sample driver',
    options: [
      ['--frames <n>', `desktop updates, 60 a second of virtual time (default: ${DEFAULT_FRAMES})`],
      ['--seed <n>', 'the same seed gives the same session (default: 1)'],
      ['--threads <n>', 'threads that handle messages (default: 1)'],
      JSON_OUTPUT,
      ['-o, --output <file>', 'record what passes between the system and the driver, as a pcapng file'],
    ],
    notes: ['castbuf decode and stat read a recording; castbuf replay runs a driver against it.'],
    examples: [
      'castbuf simulate',
      'castbuf simulate --frames 100000 --seed 7 --json',
      'castbuf simulate -o session.pcapng',
    ],
  },
  replay: {
    usage: 'replay <recording> <driver.js>',
    about: 'A Miracast driver against a recording: which replies, statuses or orders differ; status 1 where any does',
    options: [['--update', 'write what happens now in the place of the recording; status 0']],
    notes: [
      'A recording is what castbuf simulate -o or RecordingWriter of castbuf/recording has written. The module exports a driver, as default or',
      'driver, or a function that takes { clock } and makes one; TypeScript needs esbuild. The message set that it exports, too, tells replies by their members.',
    ],
    examples: ['castbuf replay session.pcapng driver.js', 'castbuf replay session.pcapng driver.ts --update'],
  },
  conform: {
    usage: 'conform <driver>',
    about:
      'Does a Miracast driver keep each rule of the interface? A table, and the shortest steps that show what is broken',
    options: [...DRIVER, JSON_OUTPUT],
    notes: DRIVER_NOTES,
    examples: ['castbuf conform driver.js', 'castbuf conform driver.ts --holds driver --json'],
  },
  explore: {
    usage: 'explore <driver>',
    about: 'A Miracast driver in every interleaving of messages, Start, Stop, Destroy, timers and awaits',
    options: [
      ...DRIVER,
      ['--most <n>', 'give up after n interleavings (default: 1000000); the status is 1 then, too'],
      JSON_OUTPUT,
    ],
    notes: [
      ...DRIVER_NOTES,
      'Without messages, two that the driver takes are sent: those that it needs time for, if there are such.',
    ],
    examples: ['castbuf explore driver.js'],
  },
  generate: {
    usage: 'generate <file.h>',
    about: 'A C header to a TypeScript schema, a Wireshark dissector or a reference page',
    options: [
      ['--type <name>', 'only this record, and those it is made of (default: all of them)'],
      ...ABI,
      ['--lua', 'write a dissector for Wireshark'],
      ['--dlt <USERn>', 'with --lua: captures of link type USER0 to USER15 show the record of --type'],
      ['--markdown', 'write a reference page with byte diagrams'],
      OUTPUT,
      ...HEADER_OPTIONS,
    ],
    examples: [
      'castbuf generate driver.h -o driver.ts',
      'castbuf generate driver.h --type MY_PACKET --lua -o driver.lua',
      'castbuf generate driver.h -I include --markdown -o driver.md',
    ],
    elsewhere: { '--header': 'the header is its file: castbuf generate FILE.h' },
  },
  compile: {
    usage: 'compile <schema>',
    about: 'A codec of its own for each type of a C header, or of a TypeScript or JavaScript module',
    options: [
      ['--type <name>', 'type, or export of a module; may be repeated (default: all of them)'],
      ['--set <name>', 'record set that a module exports; may be repeated'],
      ['--messages <name>', 'message set that a module exports, for defineDriver; may be repeated'],
      ...ABI,
      ['-o, --output <dir>', 'folder of what is written: NAME.castbuf.ts and NAME.castbuf.as.ts'],
      ['--js', 'write NAME.castbuf.js and NAME.castbuf.d.ts in the place of NAME.castbuf.ts'],
      ['--wasm', 'write the compiled kernel to NAME.castbuf.wasm beside it, not into it'],
      ['--check', 'write nothing; status 1 where a file is not what would be written'],
      ...HEADER_OPTIONS,
    ],
    notes: [
      'The kernel is compiled by assemblyscript, and TypeScript is read by esbuild: npm install --save-dev assemblyscript esbuild.',
      'What is written imports castbuf/compiled and nothing else.',
    ],
    examples: [
      'castbuf compile messages.h --type MY_PACKET -o src/generated',
      'castbuf compile schema.ts -o src/generated --js',
      'castbuf compile schema.ts --set Records -o src/generated',
      'castbuf compile schema.ts --messages Messages -o src/generated',
      'castbuf compile schema.ts -o src/generated --check',
    ],
    elsewhere: { '--header': 'the header is its file: castbuf compile FILE.h' },
  },
  diff: {
    usage: 'diff <file> <other>',
    about: 'Two files record by record: which members differ; status 1 where any does',
    options: [...TYPE, ...ABI, ...HEADERS, ...RECORDS],
    elsewhere: { '--resync': 'of diff there is --skip-bad: a gap has no record of the other file beside it' },
    notes: ['Records are compared in their order. Those after the end of the shorter file are told, too.'],
    examples: ['castbuf diff before.bin after.bin --header packet.h'],
  },
  guess: {
    usage: 'guess <file...>',
    about: 'What a file is, by its first bytes, and the command that decodes it',
    options: PACKED,
    notes: [
      'It names pcap, pcapng, PE, ELF, WAV, MADT, EDID, Miracast chunks and others, packed ones too. Their schemas are the',
      'gallery that comes with castbuf: --schema elf takes one by its name, castbuf layout --schema elf shows it.',
    ],
    examples: ['castbuf guess capture.pcap', 'castbuf guess *.bin'],
  },
  completions: {
    usage: 'completions <shell>',
    about: 'A script that completes commands and options in bash or zsh',
    options: [],
    notes: [
      'bash reads it with: source <(castbuf completions bash)',
      'zsh wants it as the file _castbuf in a folder of fpath.',
    ],
    examples: ['castbuf completions bash', 'castbuf completions zsh'],
  },
  man: {
    usage: 'man',
    about: 'This help as a manual page',
    options: [],
    examples: ['castbuf man | man -l -'],
  },
};

/** What each exit status says. */
export const EXIT_STATUS: readonly (readonly [status: string, when: string])[] = [
  ['0', 'good'],
  [
    '1',
    'the data had errors; every good record before them was written (records count from 0, lines from 1); diff, replay: there are differences',
  ],
  ['2', 'wrong use'],
  ['3', 'input or output failed; a file of -o is as it was'],
  ['4', 'the schema or the C header is wrong; what is right in it was used'],
  ['130', 'interrupted; a file of -o is as it was'],
];
