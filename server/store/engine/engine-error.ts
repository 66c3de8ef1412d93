// Why there is no embedded engine, in words for the person who started the server.

/**
 * DATA_FOLDER_IN_USE    another Bellhop holds the data folder
 * ENGINE_NOT_AVAILABLE  this machine cannot run the embedded engine; the message says why and names MONGODB_URI
 * ENGINE_FAILED         it should run here but did not start
 */
export type EngineErrorCode = 'DATA_FOLDER_IN_USE' | 'ENGINE_NOT_AVAILABLE' | 'ENGINE_FAILED';

export class EngineError extends Error {
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineError';
    this.code = code;
  }
}

export function dataFolderInUse(dataDir: string): EngineError {
  return new EngineError(
    'DATA_FOLDER_IN_USE',
    `data folder ${dataDir} is in use by another Bellhop; stop it or set BELLHOP_DATA to another folder`,
  );
}

export function engineNotAvailable(why: string, cause?: unknown): EngineError {
  return new EngineError(
    'ENGINE_NOT_AVAILABLE',
    `the embedded database cannot run on this machine: ${why}. Set MONGODB_URI to a MongoDB deployment instead`,
    { cause },
  );
}
