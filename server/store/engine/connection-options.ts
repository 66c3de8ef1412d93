// How Bellhop talks to MongoDB: an acknowledged write is on disk. The options are the same everywhere; how many members
// must have a write stands in the address, because the embedded engine and a real deployment differ in it.

/** Without `journal` a killed embedded engine loses tens of writes it had acknowledged. Source: facts/embedded-database.md */
export const connectionOptions = { journal: true, serverSelectionTimeoutMS: 5_000 } as const;

export const DATABASE_NAME = 'bellhop';

/**
 * The address of the embedded engine at a socket. It asks for `w=1`: with `w=majority` the engine acknowledges some writes
 * before they are in its journal, and 4 of 60 kills lost up to a hundred of them; with `w=1` none of 240 kills lost any.
 */
export function embeddedUri(socketPath: string): string {
  return `mongodb://${encodeURIComponent(socketPath)}/${DATABASE_NAME}?directConnection=true&w=1`;
}

/** MONGODB_URI with what it leaves open filled in: the database's name, and writes that a majority has. */
export function deploymentUri(uri: string): string {
  const { base, path, query } = /^(?<base>[^:]+:\/\/[^/?]+)\/?(?<path>[^?]*)\??(?<query>.*)$/.exec(uri)?.groups ?? {};
  if (base === undefined) return uri;
  const options = (query ?? '').split('&').filter((option) => option !== '');
  if (!options.some((option) => /^w=/i.test(option))) options.push('w=majority');
  return `${base}/${path || DATABASE_NAME}?${options.join('&')}`;
}
