import type { Header, HeaderRecord } from '../../header/index.js';
import { layoutOfAny, type LaidRecord, type RecordNode, type ScalarNode } from '../../schema/index.js';
import type { Generated, GenerateOptions, LinkType } from './generated.js';
import { LuaBody, type LuaScope } from './lua-body.js';
import { valueTable } from './lua-field.js';
import { luaString } from './lua-literals.js';
import { leastBytes } from './lua-tail.js';
import { inComment, shownName } from './names.js';
import { counted } from './ts-record.js';
import { typeOfNode } from './same-layout.js';

const LIBRARY = `local protocols, field, dissect, values = {}, {}, {}, {}

-- A protocol for each record. Decode As lists it for UDP and TCP ports, the preferences of DLT_USER take its name, and
-- DissectorTable.get("udp.port"):add(4000, protocols["NAME"]) at the end of this file makes it that of a port.
local function register(name, filter_name, least_bytes, fields)
  local protocol = Proto(filter_name, name)
  protocols[name], field[name] = protocol, fields
  protocol.fields = fields
  protocol.dissector = function(buffer, info, tree)
    if buffer:len() < least_bytes then return 0 end
    info.cols.protocol = name
    dissect[name](buffer, 0, tree:add(protocol, buffer()))
    return buffer:len()
  end
  DissectorTable.get("udp.port"):add_for_decode_as(protocol)
  DissectorTable.get("tcp.port"):add_for_decode_as(protocol)
end

-- The number in \`width\` bits of a little-endian range, from bit \`shift\` on.
local function bits(number, shift, width)
  return number:lshift(64 - shift - width):rshift(64 - width)
end

local function signed_bits(number, shift, width)
  return number:lshift(64 - shift - width):arshift(64 - width)
end

local function has(buffer, offset, bytes)
  return bytes <= buffer:len() - offset
end
`;

/** Dissectors for Wireshark in Lua: a protocol with its fields and a dissect function for each record. */
export function luaDissector(
  header: Header,
  records: readonly HeaderRecord[],
  source: string,
  { linkType }: GenerateOptions = {},
): Generated {
  return new LuaWriter(header, records, source).write(linkType);
}

class LuaWriter implements LuaScope {
  private readonly tables: string[] = [];
  private readonly records: string[] = [];
  private readonly problems: string[] = [];
  private readonly names = new Map<RecordNode, string>();
  /** By what their functions do: most records are the same as messages of their own and inside others. */
  private readonly namesByText = new Map<string, string>();
  private readonly filterNames = new Set<string>();
  private readonly tableNames = new Map<string, string>();

  constructor(
    private readonly header: Header,
    private readonly selected: readonly HeaderRecord[],
    private readonly source: string,
  ) {}

  write(linkType: LinkType | undefined): Generated {
    for (const record of this.selected) this.define(record.layout.root, shownName(record), record);
    const opening = `-- Made by castbuf generate --lua from ${inComment(this.source)} for ${this.header.abi}: for Wireshark's folder of plugins.\n`;
    const text = [opening, LIBRARY, ...this.tables, ...this.records, ...this.ofCaptures(linkType)].join('\n');
    return { text, problems: this.problems };
  }

  /** Captures of a link type show the fields of the record without a preference. */
  private ofCaptures(linkType: LinkType | undefined): string[] {
    if (linkType === undefined) return [];
    const record = this.selected.find((one) => one.name === linkType.record);
    const name = record && this.names.get(record.layout.root.node);
    return name === undefined
      ? []
      : [`DissectorTable.get("wtap_encap"):add(wtap.USER${linkType.user}, protocols[${luaString(name)}])\n`];
  }

  functionOf({ node }: LaidRecord): string {
    const known = this.names.get(node);
    if (known !== undefined) return known;
    const record = this.header.records.find(({ name }) => name === node.name);
    const { root } = layoutOfAny(typeOfNode(node), this.header.abi);
    return this.define(root, record === undefined ? (node.name ?? '') : shownName(record), record);
  }

  tableOf(scalar: ScalarNode): string {
    const text = valueTable(scalar).join('\n');
    const known = this.tableNames.get(text);
    if (known !== undefined) return known;
    const taken = new Set(this.tableNames.values());
    const name = firstFree(scalar.name, (one) => taken.has(`values[${luaString(one)}]`));
    const variable = `values[${luaString(name)}]`;
    this.tableNames.set(text, variable);
    this.tables.push(`${variable} = {\n${text}\n}\n`);
    return variable;
  }

  /** A record inside another one has a tail of one length, so it may need a function besides that of its own messages. */
  private define(root: LaidRecord, wanted: string, record: HeaderRecord | undefined): string {
    const known = this.names.get(root.node);
    if (known !== undefined) return known;
    const body = this.bodyOf(root, wanted, record);
    const text = [wanted, leastBytes(root), ...body.fields, ...body.lines].join('\n');
    const name = this.namesByText.get(text) ?? firstFree(wanted, (one) => this.filterNames.has(filterNameOf(one)));
    this.names.set(root.node, name);
    if (this.namesByText.has(text)) return name;
    this.namesByText.set(text, name);
    this.filterNames.add(filterNameOf(name));
    this.add(name, root, record, name === wanted ? body : this.bodyOf(root, name, record));
    return name;
  }

  private bodyOf(root: LaidRecord, name: string, record: HeaderRecord | undefined): LuaBody {
    const body = new LuaBody(filterNameOf(name), this);
    const declarations = record?.members.map(({ declaration }) => declaration);
    body.record(root, record?.members.length === root.members.length ? declarations : undefined);
    return body;
  }

  private add(name: string, root: LaidRecord, record: HeaderRecord | undefined, body: LuaBody): void {
    const title = `${root.node.union ? 'union' : 'struct'} ${name}: ${counted(root.bytes, 'byte')}`;
    const place = record === undefined ? '' : `; ${record.place.file}:${record.place.line}`;
    const leftOut = body.problems.map(([path, what]) => `${name}.${path} is left out of the dissector: ${what}`);
    this.problems.push(...leftOut);
    const lines = [
      `-- ${inComment(title + place)}`,
      ...leftOut.map((line) => `-- ${inComment(line)}`),
      `register(${luaString(name)}, ${luaString(filterNameOf(name))}, ${leastBytes(root)}, {`,
      ...body.fields,
      '})',
      `dissect[${luaString(name)}] = function(buffer, offset, tree)`,
      `  local f = field[${luaString(name)}]`,
      ...body.lines,
      'end\n',
    ];
    this.records.push(lines.join('\n'));
  }
}

/** Names of filters have no capitals. */
function filterNameOf(name: string): string {
  return `castbuf.${name.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_')}`;
}

function firstFree(wanted: string, isTaken: (name: string) => boolean): string {
  let name = wanted;
  for (let number = 2; isTaken(name); number++) name = `${wanted}_${number}`;
  return name;
}
