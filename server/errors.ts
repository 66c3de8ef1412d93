// Every error that Bellhop tells anyone about, once: its code, the HTTP status it is answered with, and its title.
// Use cases throw AppError; a bare Error is a bug and is answered without details.

const CATALOGUE = {
  INPUT_INVALID: [422, 'Some of what was sent cannot be used'],
  REQUEST_UNREADABLE: [400, 'This is no request that can be read: no HTTP, too long, too slow, or a broken URL'],
  BODY_NOT_JSON: [400, 'The body is not the JSON that this call takes'],
  LOGIN_FAILED: [401, 'User name or password is wrong'],
  TOTP_NEEDED: [401, 'This user logs in with a second factor: its code is needed too'],
  TOKEN_MISSING: [401, 'This call needs a bearer token (POST /api/v1/tokens gives one)'],
  FORBIDDEN: [403, 'Your role, or this token, does not allow that'],
  NOT_FOUND: [404, 'There is no such thing'],
  ACCOUNT_NOT_FOUND: [404, 'There is no such account'],
  PARTNER_NOT_FOUND: [404, 'There is no such partner'],
  CHANNEL_NOT_FOUND: [404, 'There is no such channel'],
  CPE_NOT_FOUND: [404, 'There is no CPE with this MAC'],
  USER_NOT_FOUND: [404, 'There is no such user'],
  USERNAME_TAKEN: [409, 'Another user has this name'],
  VIEW_NOT_FOUND: [404, 'You have no such saved view'],
  VIEW_NAME_TAKEN: [409, 'You have a saved view of this name already'],
  TOO_MANY_VIEWS: [409, 'You have a hundred saved views: delete some first'],
  LAST_PLATFORM_ADMIN: [409, 'This is the last platform admin who can log in: make another one first'],
  PASSWORD_WRONG: [403, 'Your password is not this one'],
  TOTP_ON: [409, 'A second factor is on already: take it off first'],
  TOTP_NOT_BEGUN: [409, 'No second factor was begun'],
  LINK_EXPIRED: [410, 'This link was used already, or is too old: ask for a new one'],
  MODEL_NOT_FOUND: [404, 'There is no such vendor and model; GET /api/v1/device-models lists all'],
  FILE_NOT_FOUND: [404, 'This CPE has no such file'],
  PERSON_NOT_FOUND: [404, 'Nothing is held about this person'],
  FIRMWARE_NOT_FOUND: [404, 'There is no such firmware'],
  REVISION_STALE: [412, 'It was changed by someone else meanwhile: read it again, then repeat the change'],
  ACCOUNT_NUMBER_TAKEN: [409, 'Another account has this number'],
  CHANNEL_NAME_TAKEN: [409, 'Another channel has this name or user name'],
  CHANNEL_IN_USE: [409, 'The channel is assigned to a CPE: take it off there first'],
  FIRMWARE_NAME_TAKEN: [409, 'Another firmware has this file name'],
  FIRMWARE_IN_USE: [409, 'The firmware is chosen by an account: choose another one there first'],
  ROTATION_PENDING: [409, 'The phone has not taken the last ones yet: end that rotation first, or wait for the phone'],
  CLIENT_AUTHORITY_NOT_FOUND: [404, 'There is no such bundle of certificates'],
  CLIENT_AUTHORITY_TAKEN: [409, 'Another bundle has this name'],
  DEVICE_CERTIFICATE_NOT_FOUND: [404, 'This CPE has no such certificate, or it is revoked already'],
  IDEMPOTENCY_KEY_REUSED: [409, 'This Idempotency-Key was used with another request'],
  IDEMPOTENCY_IN_PROGRESS: [
    409,
    'A request with this Idempotency-Key was cut off or is still running: look whether it took effect, then use a new key',
  ],
  SIGN_ON_FAILED: [401, 'Signing in with the other service did not work: begin again'],
  SIGN_ON_UNKNOWN: [
    403,
    'Nobody here is linked to this identity: log in with your password once and link it under My login, or ask an admin',
  ],
  SIGN_ON_TAKEN: [409, 'This identity is linked to another user'],
  SIGN_ON_UNAVAILABLE: [503, 'The other service does not answer: log in with your password, or try again later'],
  FILE_TOO_LARGE: [409, 'This file would be larger than any phone takes: take raw parameters, keys or handsets away'],
  TOO_MANY_TRIES: [429, 'Too many failed logins: wait ten minutes'],
  PLAN_NOT_FOUND: [404, 'There is no such plan'],
  PLAN_STATE: [409, 'The plan is not in a state in which that can be done'],
  PLAN_IN_THE_WAY: [409, 'A plan that is under way holds this: wait for it, finish it, or undo it first'],
  JOB_NOT_FOUND: [404, 'There is no such job'],
  JOB_ENDED: [409, 'The job has ended already'],
  JOB_INPUT_GONE: [410, 'What this job was given is not kept any more: send it again'],
  JOB_CUT_OFF_TOO_OFTEN: [422, 'The job was cut off too often and is not tried again'],
  TOO_MANY_FOLLOWERS: [503, 'Too many are following jobs here: try again in a moment'],
  UPLOAD_TOO_LARGE: [413, 'The upload is larger than allowed'],
  UNAVAILABLE: [503, 'The database does not answer: try again in a moment'],
  SEALED_WITH_OTHER_KEY: [500, 'The stored secrets were sealed with another key: give the right BELLHOP_SECRET_KEY'],
  KEY_ROTATION_UNFINISHED: [
    500,
    'Sealing the stored secrets under a new key was cut off: run scripts/rotate-key again',
  ],
  PHONEBOOK_ENTRY_NOT_FOUND: [404, 'There is no such entry in the phonebook'],
  REDIRECT_OFF: [409, 'There is no redirect service for this maker: its account is not set up here'],
  REDIRECT_REFUSED: [409, "The maker's redirect service refused: another owner may hold this phone"],
  REDIRECT_UNREACHABLE: [503, "The maker's redirect service does not answer as it should: try again later"],
  WEBHOOK_NOT_FOUND: [404, 'There is no such webhook'],
  WEBHOOK_OFF: [409, 'The webhook is switched off: switch it on first'],
  TELEPHONY_NOT_FOUND: [404, 'There is no such thing in the telephony of this account'],
  TELEPHONY_KEY_TAKEN: [409, 'This number or name is taken already'],
  TELEPHONY_ORDERED: [409, 'It was ordered, so it ends with its order: terminate that'],
  TELEPHONY_ORDER_ENDED: [409, 'This order has ended'],
  TELEPHONY_IN_USE: [
    409,
    'It is used elsewhere, as listed: change those places first, or let them be changed with it (?references=)',
  ],
  REACH_NO_DND_STATUS: [409, 'No status is chosen for do not disturb: choose one in the settings first'],
  REACH_NOT_YOURS: [404, 'No extension is linked to your login: ask an admin to link your user'],
  STUDIO_OFF: [409, 'No studio for smart apps is set up here: the operator gives its address and secret'],
  QUEUE_LOGIN_REFUSED: [409, 'This queue takes no such login: whoever is no member of it is added by an admin first'],
  NUMBER_PLAN_NOT_FOUND: [404, 'There is no such number plan in this schema'],
  NUMBER_PLAN_MAIN: [409, 'This is the main schema of the account: it stays (NP-4)'],
  INTERNAL: [500, 'Something went wrong inside; the log tells more under this request id'],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof CATALOGUE;

/** One thing wrong with the input: where, and what to change. */
export interface FieldError {
  /** JSON pointer into the body, such as `/devices/3/mac`. */
  readonly pointer: string;
  readonly detail: string;
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly errors: readonly FieldError[];

  constructor(code: ErrorCode, options: { detail?: string; errors?: readonly FieldError[]; cause?: unknown } = {}) {
    super(options.detail ?? CATALOGUE[code][1], { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = options.detail;
    this.errors = options.errors ?? [];
  }
}

export function statusOf(code: ErrorCode): number {
  return CATALOGUE[code][0];
}

export function titleOf(code: ErrorCode): string {
  return CATALOGUE[code][1];
}

/** Bad input, each bad place named. */
export function invalid(errors: readonly FieldError[]): AppError {
  const first = errors[0];
  return new AppError('INPUT_INVALID', {
    errors,
    ...(first && { detail: `${first.pointer || 'body'}: ${first.detail}` }),
  });
}

/** Throws when there is something wrong, naming all of it. */
export function refuseIf(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid(errors);
}

/** The same errors one level down. */
export function below(pointer: string, errors: readonly FieldError[]): readonly FieldError[] {
  return errors.map((error) => ({ pointer: pointer + error.pointer, detail: error.detail }));
}
