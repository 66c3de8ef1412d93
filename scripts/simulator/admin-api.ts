// The few calls of Bellhop's API by which phones are added before they boot. Source: design.md "Fixed points of the API"

export interface AddedPhone {
  readonly mac: string;
  readonly provisioningUrl: string;
}

export interface NewPhones {
  readonly vendor: string;
  readonly model: string;
  readonly track?: string;
  readonly macs: readonly string[];
}

export interface AdminApi {
  /** Finds an account by its number, or adds it. */
  readonly accountNumbered: (number: string) => Promise<string>;
  /** Makes all phones of an account register at this proxy. Source: DEV-13 */
  readonly setSipProxy: (accountId: string, proxy: string) => Promise<void>;
  /** Adds a firmware image under its name. */
  readonly addFirmware: (name: string, vendor: string, version: string, image: Buffer) => Promise<void>;
  /** Adds phones of one model, each with a channel of its own. */
  readonly addPhones: (accountId: string, phones: NewPhones) => Promise<readonly AddedPhone[]>;
  /** Any other call: the path below /api/v1/. @throws Error saying what the API answered */
  readonly call: (method: string, path: string, body?: object | Buffer) => Promise<unknown>;
  /** Makes digest credentials, which the phone's next file carries where its family has parameters for them. */
  readonly giveDigest: (mac: string) => Promise<void>;
  /** The same, where bad input (422) is an answer as well: what the API says is wrong. */
  readonly tryToAdd: (
    accountId: string,
    phones: NewPhones,
  ) => Promise<{ readonly added: readonly AddedPhone[] } | { readonly refusal: string }>;
}

/** The API answered with an error of the caller's or its own. */
class ApiError extends Error {
  readonly status: number;
  readonly text: string;
  constructor(request: string, status: number, text: string) {
    super(`${request}: ${status} ${text.slice(0, 500)}`);
    this.status = status;
    this.text = text;
  }
}

export type Credentials = { readonly token: string } | { readonly username: string; readonly password: string };

/** As many rows as one request may carry comfortably. */
const BATCH = 1000;

/**
 * @param base  `http://127.0.0.1:3000`
 * @throws Error saying what the API answered
 */
export async function openAdminApi(base: string, credentials: Credentials): Promise<AdminApi> {
  const url = (path: string): string => new URL(`/api/v1/${path}`, base).href;
  const call = async (
    method: string,
    path: string,
    token: string | undefined,
    body?: object | Buffer,
  ): Promise<unknown> => {
    const answer = await fetch(url(path), {
      method,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body && { 'Content-Type': Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json' }),
      },
      ...(body && { body: Buffer.isBuffer(body) ? new Uint8Array(body) : JSON.stringify(body) }),
    }).catch((error: unknown) => {
      throw new Error(`${url(path)} cannot be reached: ${causeOf(error)}`);
    });
    const text = await answer.text();
    if (!answer.ok) throw new ApiError(`${method} ${url(path)}`, answer.status, text);
    return text === '' ? undefined : JSON.parse(text);
  };
  const token =
    'token' in credentials
      ? credentials.token
      : textField(await call('POST', 'tokens', undefined, credentials), 'token');

  const addPhones: AdminApi['addPhones'] = async (accountId, { macs, ...device }) => {
    const added: AddedPhone[] = [];
    for (let i = 0; i < macs.length; i += BATCH) {
      const devices = macs.slice(i, i + BATCH).map((mac) => ({ mac }));
      const answer = await call('POST', 'cpes', token, { ...device, accountId, createChannel: true, devices });
      for (const item of itemsOf(answer))
        added.push({ mac: textField(item, 'mac'), provisioningUrl: textField(item, 'provisioningUrl') });
    }
    return added;
  };

  return {
    accountNumbered: async (number) => {
      for (let cursor: string | undefined; ; ) {
        const page = await call('GET', `accounts?limit=1000${cursor === undefined ? '' : `&cursor=${cursor}`}`, token);
        const found = itemsOf(page).find((account) => field(account, 'number') === number);
        if (found !== undefined) return textField(found, 'id');
        const next = field(page, 'next');
        if (typeof next !== 'string') break;
        cursor = next;
      }
      return textField(
        await call('POST', 'accounts', token, { name: 'Simulated phones', number, areaCode: '020' }),
        'id',
      );
    },
    setSipProxy: async (accountId, proxy) =>
      void (await call('PUT', `accounts/${accountId}/sip-proxy`, token, { proxy, force: true })),
    addFirmware: async (name, vendor, version, image) => {
      const query = new URLSearchParams({ vendor, version });
      await call('PUT', `firmware/${encodeURIComponent(name)}?${query}`, token, image);
    },
    addPhones,
    call: (method, path, body) => call(method, path, token, body),
    giveDigest: async (mac) => void (await call('POST', `cpes/${mac}/digest`, token)),
    tryToAdd: async (accountId, phones) => {
      try {
        return { added: await addPhones(accountId, phones) };
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 422) throw error;
        return { refusal: textField(JSON.parse(error.text), 'detail') };
      }
    },
  };
}

/** A member of an answer; undefined when there is none. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined;
}

/** @throws Error  there is no such text */
export function textField(value: unknown, name: string): string {
  const text = field(value, name);
  if (typeof text !== 'string') throw new Error(`the API's answer has no "${name}"`);
  return text;
}

/** Of a list that the API answered. */
export function itemsOf(value: unknown): readonly unknown[] {
  const items = field(value, 'items');
  return Array.isArray(items) ? items : [];
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
