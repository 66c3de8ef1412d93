// One request to a service that the installation has an account with; its address comes from the settings, not from a tenant.
import { AppError } from '../errors.ts';

const TIMEOUT_MS = 10_000;

/** @throws AppError REDIRECT_UNREACHABLE  no answer, or one that is no 2xx; what was sent is never told */
export async function askService(
  url: string,
  init: { readonly method: string; readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Promise<string> {
  try {
    const answer = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const text = await answer.text();
    if (answer.ok) return text;
    throw new AppError('REDIRECT_UNREACHABLE', { detail: `HTTP ${answer.status}` });
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('REDIRECT_UNREACHABLE', { cause: error });
  }
}
