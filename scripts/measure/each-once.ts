// Load of phones that come once each: `each-once <list>` with a URL and a User-Agent a line, tab between. Asks for every URL
// once over a few connections and prints the requests per second.
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { CONNECTIONS } from './wrk.ts';

const list = process.argv[2];
if (list === undefined) throw new Error('which list?');
const lines = readFileSync(list, 'utf8').split('\n').filter(Boolean);
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

function fetchOnce(line: string): Promise<void> {
  const [url = '', userAgent = ''] = line.split('\t');
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { 'User-Agent': userAgent } }, (response) => {
      response.resume();
      response.on('end', () =>
        response.statusCode === 200 ? resolve() : reject(new Error(`answered ${response.statusCode}`)),
      );
    }).on('error', reject);
  });
}

const rest = lines.values();
const worker = async (): Promise<void> => {
  for (const line of rest) await fetchOnce(line);
};
const started = performance.now();
await Promise.all(Array.from({ length: CONNECTIONS }, worker));
process.stdout.write(`${(lines.length * 1000) / (performance.now() - started)}\n`);
agent.destroy();
