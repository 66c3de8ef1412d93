// The two parts of tftp2's packet codec that hold and that packet.ts uses; the package brings no types of its own.

declare module 'tftp2/packet.js' {
  const codec: {
    readonly OPCODE: {
      readonly RRQ: number;
      readonly WRQ: number;
      readonly DATA: number;
      readonly ACK: number;
      readonly ERROR: number;
    };
    createAck(block: number): Buffer;
  };
  export default codec;
}
