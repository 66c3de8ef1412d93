// A second factor: codes of an authenticator app, one step of clock difference either way, none good twice; and recovery
// codes for who lost the app. Source: RFC 6238, RFC 4226
import { Secret, TOTP } from 'otpauth';
import { edit } from '../cpe/deps.ts';
import { hashToken, sameHash } from '../domain/sealed.ts';
import type { User } from '../domain/user.ts';
import { AppError, invalid } from '../errors.ts';
import type { AccessDeps } from './deps.ts';

const PERIOD_SEC = 30;
const DIGITS = 6;
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
const RECOVERY_BYTES = 8;
const missing = { missing: 'USER_NOT_FOUND' } as const;

type Deps = Pick<AccessDeps, 'users' | 'sealer' | 'now' | 'randomHex'>;

export function asksSecondFactor(user: User): boolean {
  return user.totp?.isConfirmed === true;
}

/** A new secret for the authenticator app; it counts once a code of it was shown. @throws TOTP_ON  there is one already */
export async function beginTotp(deps: Deps, username: string): Promise<void> {
  const secret = Secret.fromHex(deps.randomHex(SECRET_BYTES)).base32;
  await edit(deps, deps.users, username, undefined, missing, (former) => {
    if (asksSecondFactor(former)) throw new AppError('TOTP_ON');
    return { ...former, totp: { secret: deps.sealer.seal(secret), isConfirmed: false, lastStep: 0 } };
  });
}

/** What the app reads, as text and for its camera; undefined unless one was begun and is not confirmed. */
export function pendingTotp({ sealer }: Pick<Deps, 'sealer'>, user: User): { secret: string; uri: string } | undefined {
  if (!user.totp || user.totp.isConfirmed) return undefined;
  const secret = sealer.unseal(user.totp.secret);
  return { secret, uri: totpOf(secret, user.id).toString() };
}

/** @returns the recovery codes, to be shown once. @throws TOTP_NOT_BEGUN, INPUT_INVALID */
export async function confirmTotp(deps: Deps, username: string, code: string): Promise<readonly string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => spaced(deps.randomHex(RECOVERY_BYTES)));
  await edit(deps, deps.users, username, undefined, missing, (former) => {
    if (!former.totp) throw new AppError('TOTP_NOT_BEGUN');
    if (former.totp.isConfirmed) throw new AppError('TOTP_ON');
    const lastStep = stepOf(deps, former, code);
    if (lastStep === undefined) throw invalid([{ pointer: '/code', detail: 'is not the code that the app shows now' }]);
    return {
      ...former,
      totp: { ...former.totp, isConfirmed: true, lastStep },
      recoveryHashes: codes.map((recovery) => hashToken(bare(recovery))),
    };
  });
  return codes;
}

export async function removeTotp(deps: Deps, username: string): Promise<void> {
  await edit(deps, deps.users, username, undefined, missing, ({ totp: _, ...former }) => ({
    ...former,
    recoveryHashes: [],
  }));
}

/** Uses a code up, or a recovery code. @throws LOGIN_FAILED  it is not right, or was used before */
export async function useSecondFactor(deps: Deps, username: string, code: string): Promise<void> {
  await edit(deps, deps.users, username, undefined, missing, (former) => {
    const lastStep = stepOf(deps, former, code);
    if (lastStep !== undefined && former.totp) return { ...former, totp: { ...former.totp, lastStep } };
    const hash = hashToken(bare(code));
    const recoveryHashes = former.recoveryHashes.filter((kept) => !sameHash(kept, hash));
    if (recoveryHashes.length === former.recoveryHashes.length) throw new AppError('LOGIN_FAILED');
    return { ...former, recoveryHashes };
  });
}

/** The time step of a code that is right and newer than the last one used. */
function stepOf({ sealer, now }: Pick<Deps, 'sealer' | 'now'>, { id, totp }: User, code: string): number | undefined {
  const token = code.replace(/\s/g, '');
  if (!totp || !/^\d+$/.test(token)) return undefined;
  const timestamp = now().getTime();
  const delta = totpOf(sealer.unseal(totp.secret), id).validate({ token, timestamp, window: 1 });
  const step = delta === null ? 0 : Math.floor(timestamp / 1000 / PERIOD_SEC) + delta;
  return step > totp.lastStep ? step : undefined;
}

function totpOf(secret: string, username: string): TOTP {
  return new TOTP({
    issuer: 'Bellhop',
    label: username,
    algorithm: 'SHA1',
    digits: DIGITS,
    period: PERIOD_SEC,
    secret: Secret.fromBase32(secret),
  });
}

function spaced(hex: string): string {
  return hex.match(/.{4}/g)?.join('-') ?? hex;
}

function bare(code: string): string {
  return code.replace(/[\s-]/g, '').toLowerCase();
}
