-- The part of Wireshark's interface that generated dissectors use, as strict about ranges and kinds of arguments as Wireshark is.
-- `dissect_message(name, bytes)` gives a line for each field: path, kind, filter name, offset, length, value.

local lines, protocols = {}, {}
local masked = 0xffffffff

local number = {}
number.__index = number
local function wide(value) return setmetatable({ value = value }, number) end
function number:lshift(count) return wide(count >= 64 and 0 or self.value << count) end
function number:rshift(count) return wide(count >= 64 and 0 or self.value >> count) end
function number:arshift(count)
  if self.value >= 0 then return wide(self.value >> count) end
  return wide(~(~self.value >> count))
end
function number:tonumber()
  if self.signed or self.value >= 0 then return self.value end
  return self.value + 2.0 ^ 64
end

local function hex(bytes)
  return (bytes:gsub(".", function(one) return ("%02x"):format(one:byte()) end))
end

local range = {}
range.__index = range
function range:load(order, letter, most)
  assert(#self.bytes >= 1 and #self.bytes <= most, "a number has 1 to " .. most .. " bytes, not " .. #self.bytes)
  return (string.unpack(order .. letter .. #self.bytes, self.bytes))
end
function range:le_uint() return self:load("<", "I", 4) end
function range:le_int() return self:load("<", "i", 4) end
function range:uint() return self:load(">", "I", 4) end
function range:int() return self:load(">", "i", 4) end
function range:le_uint64() return wide(self:load("<", "I", 8)) end
function range:le_int64() return setmetatable({ value = self:load("<", "i", 8), signed = true }, number) end
function range:uint64() return wide(self:load(">", "I", 8)) end
function range:int64() return setmetatable({ value = self:load(">", "i", 8), signed = true }, number) end

local buffer = {}
buffer.__index = buffer
function buffer:len() return #self.bytes end
function buffer:__call(offset, length)
  offset = math.tointeger(offset or 0)
  length = math.tointeger(length or #self.bytes - offset)
  assert(offset >= 0 and length >= 1 and offset + length <= #self.bytes,
    ("bytes %d to %d of %d"):format(offset, offset + length, #self.bytes))
  return setmetatable({ at = offset, bytes = self.bytes:sub(offset + 1, offset + length) }, range)
end

base = { DEC = "DEC", HEX = "HEX" }
ENC_LITTLE_ENDIAN, ENC_UTF_8, ENC_UTF_16, ENC_ISO_8859_1 = 0x80000000, 2, 4, 10

local proto_field = {}
ProtoField = setmetatable({}, {
  __index = function(_, kind)
    return function(filter, name, display, values, mask, ...)
      assert(select("#", ...) == 0)
      assert(filter:match("^[a-z0-9_.]+$"), filter)
      assert(mask == nil or type(mask) == "number" and mask > 0 and mask <= masked, "a mask of 32 bits")
      local field = { kind = kind, filter = filter, name = name, display = display, values = values, mask = mask }
      return setmetatable(field, proto_field)
    end
  end,
})

local function shown(field, bytes, order)
  local kind, mask = field.kind, field.mask
  if kind == "bytes" or kind == "string" then return hex(bytes) end
  if kind == "guid" then
    assert(#bytes == 16 and order == "<")
    local a, b, c = string.unpack("<I4I2I2", bytes)
    return ("%08x-%04x-%04x-%s-%s"):format(a, b, c, hex(bytes:sub(9, 10)), hex(bytes:sub(11)))
  end
  if kind == "float" or kind == "double" then
    assert(#bytes == (kind == "float" and 4 or 8))
    return ("%.17g"):format((string.unpack(order .. (kind == "float" and "f" or "d"), bytes)))
  end
  local value = string.unpack(order .. "I" .. #bytes, bytes)
  local width = #bytes * 8
  if mask then
    local shift = 0
    while mask >> shift & 1 == 0 do shift = shift + 1 end
    value = (value & mask) >> shift
    width = 0
    while mask >> (shift + width) & 1 == 1 do width = width + 1 end
    assert(mask >> (shift + width) == 0, "the bits of a mask stand side by side")
  end
  if kind == "bool" then
    assert(field.display == #bytes * 8)
    return tostring(value ~= 0)
  end
  local sign, bits = kind:match("^(u?)int(%d+)$")
  assert(tonumber(bits) == #bytes * 8, kind .. " of " .. #bytes .. " bytes")
  if sign == "" and width < 64 and value >> (width - 1) == 1 then value = value - (1 << width) end
  return sign == "" and tostring(value) or ("%u"):format(value)
end

-- Lua's own %u is signed.
local format = string.format
function string.format(pattern, ...)
  if pattern ~= "%u" then return format(pattern, ...) end
  local value = ...
  if value >= 0 then return format("%d", value) end
  local tenth = (value >> 1) // 5
  return format("%d%d", tenth, value - tenth * 10)
end

local item = {}
item.__index = item
local function record(tree, field, from, order, value)
  local text
  if value == nil then text = shown(field, from.bytes, order)
  else
    assert(getmetatable(value) == number and field.kind:match("int64$"))
    text = field.kind == "int64" and tostring(value.value) or ("%u"):format(value.value)
  end
  lines[#lines + 1] = table.concat({ tree.path .. field.name, field.kind, field.filter, from.at, #from.bytes, text }, "\t")
end
function item:add(what, from, value)
  if getmetatable(what) == proto_field then return record(self, what, from, ">", value) end
  if getmetatable(what) == range then
    local label = from:match("^(.-): ")
    return setmetatable({ path = self.path .. label .. "." }, item)
  end
  assert(getmetatable(from) == range)
  return setmetatable({ path = "" }, item)
end
function item:add_le(field, from, value)
  assert(getmetatable(field) == proto_field and getmetatable(from) == range)
  record(self, field, from, "<", value)
end
function item:add_packet_field(field, from, encoding)
  assert(field.kind == "string" and math.type(encoding) == "integer")
  record(self, { kind = "string", name = field.name, filter = field.filter .. " " .. encoding }, from, "<")
end

function Proto(filter, name)
  assert(filter:match("^[a-z0-9_.]+$"), filter)
  for _, other in pairs(protocols) do assert(other.filter ~= filter, "two protocols " .. filter) end
  protocols[name] = { filter = filter, name = name }
  return protocols[name]
end

wtap = { USER0 = 45, USER3 = 48, USER15 = 60 }
local encapsulated = {}
DissectorTable = {
  get = function(name)
    local table = { add_for_decode_as = function(_, protocol) assert(protocols[protocol.name] == protocol) end }
    if name == "wtap_encap" then
      function table:add(number, protocol)
        assert(math.type(number) == "integer" and protocols[protocol.name] == protocol)
        encapsulated[number] = protocol.name
      end
    end
    return table
  end,
}

function protocol_names()
  local names = {}
  for name in pairs(protocols) do names[#names + 1] = name end
  return table.concat(names, "\t")
end

-- The protocol of packets of a link type.
function protocol_of_link(number) return encapsulated[number] or "" end

-- Bytes come as hexadecimal digits.
function dissect_message(name, digits)
  lines = {}
  local bytes = digits:gsub("..", function(one) return string.char(tonumber(one, 16)) end)
  local info = { cols = {} }
  local protocol = assert(protocols[name], name)
  local read = protocol.dissector(setmetatable({ bytes = bytes }, buffer), info, setmetatable({ path = "" }, item))
  assert(read == 0 and #lines == 0 or info.cols.protocol == name)
  return table.concat(lines, "\n")
end
