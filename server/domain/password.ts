// Which passwords are taken: long ones, not the user's own name, none of those that are guessed first. Source: NIST SP 800-63B 5.1.1.2

export const SHORTEST_PASSWORD = 10;
export const LONGEST_PASSWORD = 1024;

/** Beginnings of what is guessed first, long enough for our rule; digits and signs after them do not help. */
const COMMON = [
  '1234567890',
  '0123456789',
  '0987654321',
  '9876543210',
  '1q2w3e4r5t',
  '1qaz2wsx3edc',
  'qwertyuiop',
  'qwerty12345',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'password',
  'passw0rd',
  'p@ssw0rd',
  'p@ssword',
  'wachtwoord',
  'welkom',
  'welcome',
  'letmein',
  'iloveyou',
  'changeme',
  'administrator',
  'admin',
  'secret',
  'geheim',
  'bellhop',
  'telefoon',
  'telephone',
  'football',
  'voetbal',
  'sunshine',
  'princess',
  'trustno1',
  'superman',
  'batman',
  'starwars',
  'computer',
  'internet',
  'abcdefghij',
  'abc123',
  'qwerty',
  'zomer',
  'winter',
];

/** @returns what is wrong with it, in English; undefined when it can be used */
export function passwordProblem(password: string, username: string): string | undefined {
  if ([...password].length < SHORTEST_PASSWORD) return `must have ${SHORTEST_PASSWORD} characters at least`;
  if (password.length > LONGEST_PASSWORD) return `must have ${LONGEST_PASSWORD} characters at most`;
  const plain = password.toLowerCase();
  if (username !== '' && plain.replaceAll(username, '').length < SHORTEST_PASSWORD / 2)
    return 'must not be the user name';
  if (new Set(plain).size < 4) return 'must have four different characters at least';
  const bare = plain.replace(/[^\p{L}]+$/u, '');
  if (COMMON.some((common) => plain === common || bare === common || plain === common + common))
    return 'is one of the passwords that are guessed first';
  return undefined;
}
