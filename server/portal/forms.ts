// Forms as browsers send them, read into plain text fields. Of a field that comes twice the last one counts.
import Type from 'typebox';
import type { Portal } from './deps.ts';

const FORM_BYTES = 16 * 1024;

export function readForms(portal: Portal): void {
  portal.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_BYTES },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
}

/** The fields of a form; whatever else it sends is not read. The token against forged requests is checked before. */
export function formOf<T extends Type.TProperties>(fields: T) {
  return Type.Object({ _csrf: Type.String({ maxLength: 256 }), ...fields });
}
