// How Bellhop talks to MongoDB, the same to the embedded engine and to a real deployment.

/**
 * An acknowledged write is on disk: without `journal` a killed embedded engine loses tens of writes it had acknowledged.
 * Source: facts/embedded-database.md
 */
export const connectionOptions = {
  w: 'majority',
  journal: true,
  serverSelectionTimeoutMS: 5_000,
} as const;
