// A Miracast user-mode driver of five messages, and the operating system's side of it in the same process. Run: node driver.mjs
import { array, bytes, createCodec, struct, text, u16, u32 } from 'castbuf';
import { defineDriver, DisplayMiniport, messageSet, MiracastHost } from 'castbuf/miracast';
import { NtStatus, ntStatusName } from 'castbuf/ntstatus';

const Log = struct('LOG', { Kind: u32, Length: u32, Text: text('utf-8', 'Length') });
const Mode = struct('MODE', { Width: u16, Height: u16 });
const Modes = struct('MODES', { Kind: u32, Count: u32, Modes: array(Mode, 'Count') });
const Chosen = struct('CHOSEN', { Index: u32 });
const Echo = struct('ECHO', { Kind: u32, Size: u32, Data: bytes('Size') });
const AskEdid = struct('ASK_EDID', { Kind: u32 });
const Edid = struct('EDID', { Size: u32, Data: bytes('Size') });
const Reset = struct('RESET', { Kind: u32, Reason: u32 });

const driver = defineDriver({
  messages: messageSet('Kind', {
    Log: { value: 1, input: Log },
    Modes: { value: 2, input: Modes, output: Chosen },
    Echo: { value: 3, input: Echo, output: Echo },
    AskEdid: { value: 4, input: AskEdid, output: Edid },
    Reset: { value: 5, input: Reset },
  }),
  createContext: () => ({ lines: 0 }),
  handle: {
    Log(message, _reply, { state }) {
      state.lines++;
      console.log(`log ${state.lines}: ${message.Text}`);
      return NtStatus.SUCCESS;
    },
    Modes(message, reply) {
      const widths = Array.from(message.Modes, ({ Width }) => Width);
      reply.Index = widths.indexOf(Math.max(...widths));
      return NtStatus.SUCCESS;
    },
    Echo(message, reply) {
      reply.Kind = message.Kind;
      reply.Data = message.Data.slice();
      return NtStatus.SUCCESS;
    },
    async AskEdid(_message, reply) {
      reply.Data = await new Promise((resolve) => setTimeout(() => resolve(new Uint8Array(128)), 5));
      return NtStatus.SUCCESS;
    },
    Reset: (message) => (message.Reason === 0 ? NtStatus.SUCCESS : NtStatus.NOT_SUPPORTED),
  },
});

// The operating system and the display miniport, to try it.
const miniport = new DisplayMiniport();
const host = new MiracastHost();
host.loadDriver(driver);
const { device } = await host.createDevice(miniport);
const connectionStats = { CurrentBitRate: 20_000_000n, LocalMaxBitRate: 150_000_000n, RemoteMaxBitRate: 72_000_000n };
await device?.start({ rtspSocket: { close() {} }, connectionStats });

const send = async (/** @type {Uint8Array} */ message, room = 0) => {
  const reply = new Uint8Array(room);
  const { Status, Information } = await miniport.sendMessage(message, reply);
  console.log(`${ntStatusName(Status)}, ${Information} bytes`);
  return reply.subarray(0, Information);
};
await send(createCodec(Log).encode({ Kind: 1, Text: 'hello' }));
const modes = createCodec(Modes).encode({
  Kind: 2,
  Modes: [
    { Width: 1920, Height: 1080 },
    { Width: 3840, Height: 2160 },
  ],
});
console.log(createCodec(Chosen).decode(await send(modes, 4)));
await send(createCodec(Echo).encode({ Kind: 3, Data: new Uint8Array(100) }), 4096);
console.log(
  createCodec(Edid).decode(await send(createCodec(AskEdid).encode({ Kind: 4 }), 256)).Data.length,
  'bytes of EDID',
);
await send(createCodec(Reset).encode({ Kind: 5, Reason: 9 }));
await host.close();
