// MongoDB's answer when a write would have doubled a unique value.

export interface DuplicateError {
  readonly code: 11000;
  readonly keyPattern: Readonly<Record<string, unknown>>;
  readonly keyValue: Readonly<Record<string, unknown>>;
}

export function isDuplicate(error: unknown): error is DuplicateError {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 11000 && 'keyPattern' in error
  );
}
