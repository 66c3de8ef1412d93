// What is held about one person, for the people who must answer for it: a file with all of it, and erasing, which first
// shows what it would do and asks for a yes.
import Type, { type Static } from 'typebox';
import type { Desk } from '../access/desk.ts';
import { AppError, statusOf } from '../errors.ts';
import { type DataSubject, type Erasure, erasePersonal, exportPersonal } from '../personal/personal-data.ts';
import type { Portal } from './deps.ts';
import { formOf } from './forms.ts';
import type { Pages } from './pages.ts';

const fields = {
  username: Type.String({ maxLength: 128 }),
  /** Name or id of a channel. */
  channel: Type.String({ maxLength: 128 }),
};
const Asked = Type.Object(fields);
type Asked = Static<typeof Asked>;

export function personalDataRoutes(portal: Portal, pages: Pages): void {
  const page = (typed: Asked, more: { failure?: string | null; plan?: Erasure; done?: Erasure } = {}) => ({
    typed,
    failure: more.failure ?? null,
    plan: more.plan ?? null,
    done: more.done ?? null,
  });
  const nobody = { username: '', channel: '' };
  const failureOf = (error: unknown, language: string): { status: number; text: string } => {
    if (!(error instanceof AppError) || statusOf(error.code) >= 500) throw error;
    return { status: statusOf(error.code), text: error.detail ?? pages.errorTitle(language, error.code) };
  };

  portal.get('/personal-data', { config: { action: 'personalData.export' } }, async (request, reply) =>
    pages.send(request, reply, 'personal-data', page(nobody)),
  );

  portal.post(
    '/personal-data/export',
    { config: { action: 'personalData.export' }, schema: { body: formOf(fields) }, preHandler: portal.csrfProtection },
    async (request, reply) => {
      const { username, channel } = request.body;
      try {
        const found = await exportPersonal(request.desk.personal, await subjectOf(request.desk, request.body));
        return reply
          .type('application/json; charset=utf-8')
          .header('Content-Disposition', 'attachment; filename="personal-data.json"')
          .header('Cache-Control', 'no-store')
          .send(JSON.stringify(found, null, 2));
      } catch (error) {
        const { status, text } = failureOf(error, request.pageLanguage);
        return pages.send(request, reply.code(status), 'personal-data', page({ username, channel }, { failure: text }));
      }
    },
  );

  const body = formOf({ ...fields, confirmed: Type.Optional(Type.Literal('yes')) });
  portal.post(
    '/personal-data/erase',
    { config: { action: 'personalData.erase' }, schema: { body }, preHandler: portal.csrfProtection },
    async (request, reply) => {
      const { username, channel, confirmed } = request.body;
      const typed = { username, channel };
      try {
        const isDry = confirmed !== 'yes';
        const erasure = await erasePersonal(request.desk.personal, await subjectOf(request.desk, typed), isDry);
        const values = isDry ? page(typed, { plan: erasure }) : page(nobody, { done: erasure });
        return pages.send(request, reply, 'personal-data', values);
      } catch (error) {
        const { status, text } = failureOf(error, request.pageLanguage);
        return pages.send(request, reply.code(status), 'personal-data', page(typed, { failure: text }));
      }
    },
  );
}

/** @throws CHANNEL_NOT_FOUND */
async function subjectOf({ cpe: { records } }: Desk, { username, channel }: Asked): Promise<DataSubject> {
  const [name, wanted] = [username.trim(), channel.trim()];
  const [byName] = wanted === '' ? [] : await records.channels.list({ name: wanted }, 'name', { limit: 1 });
  const found = byName ?? (wanted === '' ? undefined : await records.channels.find(wanted));
  if (wanted !== '' && !found) throw new AppError('CHANNEL_NOT_FOUND');
  return { ...(name !== '' && { username: name }), ...(found && { channelIds: [found.id] }) };
}
