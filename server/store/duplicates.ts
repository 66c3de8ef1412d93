// MongoDB's answer when a write would have doubled a unique value.

/** Single writes name the field apart, bulk writes only in their message. */
const IN_MESSAGE = /dup key: \{ ([\w.]+):/;

/** @returns the unique fields that would have been doubled; undefined when the error is another one */
export function doubledFields(error: unknown): readonly string[] | undefined {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 11000) return undefined;
  if ('keyPattern' in error && typeof error.keyPattern === 'object' && error.keyPattern !== null)
    return Object.keys(error.keyPattern);
  return [IN_MESSAGE.exec(error.message)?.[1] ?? '_id'];
}
