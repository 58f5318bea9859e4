// A driver as page and worker have it: both import castbuf in their own way, and hand it over.
export const definitionWith = ({ struct, u32 }, { messageSet }) => {
  const Request = struct('REQUEST', { Type: u32, Value: u32 });
  const Reply = struct('REPLY', { Value: u32 });
  return {
    messages: messageSet('Type', { Double: { value: 1, input: Request, output: Reply } }),
    handle: {
      Double(message, reply) {
        reply.Value = message.Value * 2;
        return 0;
      },
    },
  };
};
