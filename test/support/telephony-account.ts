// An account with telephony over the API, for end-to-end tests.
import type { Answer, TestBellhop } from './bellhop.ts';

export interface TestAccount {
  readonly id: string;
  /** Below `/accounts/{id}/`. */
  readonly call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  /** Orders a desk user and gives the order's answer. */
  readonly user: (number: string, name?: string, more?: object) => Promise<Answer>;
  /** Adds an extension that is not ordered. */
  readonly extension: (value: object) => Promise<Answer>;
  readonly order: (value: object) => Promise<Answer>;
}

let accounts = 0;

export async function testAccount(bellhop: TestBellhop, given: object = {}): Promise<TestAccount> {
  accounts += 1;
  const added = await bellhop.api('POST', '/accounts', { name: 'Bakery', number: `77${accounts}`, ...given });
  if (added.status !== 201) throw new Error(added.text);
  const { id } = added.json;
  const call: TestAccount['call'] = (method, path, ...rest) => bellhop.api(method, `/accounts/${id}/${path}`, ...rest);
  const order = (value: object) => call('POST', 'orders', value);
  return {
    id,
    call,
    order,
    extension: (value) => call('POST', 'extensions', value),
    user: (number, name = `User ${number}`, more = {}) =>
      order({
        product: 'starter',
        extension: { number, name, pin: '2580', areaCode: '020' },
        user: { kind: 'new', displayName: name, language: 'nl' },
        ...more,
      }),
  };
}

/** Where an answer says that something is wrong. */
export const pointers = ({ json }: Answer): readonly string[] =>
  (json.errors ?? []).map(({ pointer }: { pointer: string }) => pointer);
