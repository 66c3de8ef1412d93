// Fetches one file by TFTP and prints the bytes per second: `tftp-fetch <port> <file> <bytes> <blksize> [<windowsize>]`.
import { tftpGet } from '../simulator/tftp-client.ts';

const [port, file, bytes, blockSize, windowSize] = process.argv.slice(2);
if (port === undefined || file === undefined) throw new Error('which port, which file?');
const started = performance.now();
const content = await tftpGet({
  host: '127.0.0.1',
  port: Number(port),
  file,
  blockSize: Number(blockSize),
  ...(windowSize !== undefined && { windowSize: Number(windowSize) }),
});
if (content.length !== Number(bytes)) throw new Error(`${content.length} bytes came, not ${bytes}`);
process.stdout.write(`${(content.length * 1000) / (performance.now() - started)}\n`);
