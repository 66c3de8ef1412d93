// What happened to one phone, for people: newest first, by pages, one kind alone on wish.
import Type from 'typebox';
import { timelineDepsOf } from '../access/care.ts';
import { may } from '../access/permissions.ts';
import { readPhone } from '../cpe/care/read-phone.ts';
import { cursorOf, TIMELINE_KINDS, type TimelineItem, timelineOf } from '../cpe/care/timeline.ts';
import type { Portal } from './deps.ts';
import type { PageLanguage } from './language.ts';
import { momentOf, sizeText } from './moments.ts';
import type { Pages } from './pages.ts';
import { ByMac, headOf } from './phone.ts';

const PAGE_SIZE = 50;

export function timelineRoutes(portal: Portal, pages: Pages): void {
  const querystring = Type.Object({
    kind: Type.Optional(Type.Enum([...TIMELINE_KINDS])),
    after: Type.Optional(Type.String({ maxLength: 256 })),
  });
  portal.get(
    '/phones/:mac/timeline',
    { config: { action: 'cpes.read' }, schema: { params: ByMac, querystring } },
    async (request, reply) => {
      const { desk, query, pageLanguage } = request;
      const phone = await readPhone(desk.preview, request.params.mac);
      const { kind, after } = query;
      const { items, isMore } = await timelineOf(timelineDepsOf(desk), phone.state.records.cpe, {
        kinds: kind === undefined ? TIMELINE_KINDS : [kind],
        limit: PAGE_SIZE,
        ...(after !== undefined && { after }),
      });
      const last = items.at(-1);
      const seesChanges = may(desk.origin.actor, 'audit.read');
      return pages.send(request, reply, 'timeline', {
        ...headOf(phone),
        kinds: TIMELINE_KINDS.filter((one) => one !== 'change' || seesChanges),
        kind: kind ?? null,
        items: items.map((item) => ({
          kind: item.kind,
          at: momentOf(pageLanguage, item.at, phone.state.now),
          ...shown(item, pageLanguage),
        })),
        isStart: after === undefined,
        next: isMore && last ? encodeURIComponent(cursorOf(last)) : null,
      });
    },
  );
}

function shown(item: TimelineItem, language: PageLanguage) {
  switch (item.kind) {
    case 'request':
    case 'upload': {
      const { file, status, sizeBytes, transport, address, by, count } = item.request;
      const size = sizeBytes === undefined ? null : sizeText(language, sizeBytes);
      return { file, status, size, transport: transport.toUpperCase(), address, by, count };
    }
    case 'registration': {
      const { registration, address, transport, count } = item.request;
      return { registration: registration ?? null, address, transport: transport.toUpperCase(), count };
    }
    case 'file': {
      const { name, diff, more } = item.file;
      return { file: name, diff, more };
    }
    case 'told': {
      const { what, result, why, tries } = item.outcome;
      return { what, result, why: why ?? null, uri: tries.at(-1)?.uri ?? null };
    }
    case 'refused': {
      const { reason, address, file, count } = item.refusal;
      return { reason, address, file: file.replace(/[0-9a-f]{32}/gi, '…'), count };
    }
    case 'log': {
      const { text, severity, count } = item.log;
      return { text, severity: severity ?? null, count };
    }
    case 'change': {
      const { actor, action, changes } = item.change;
      return {
        actor,
        action,
        changes: changes.map(({ path, before, after }) => ({ path, before: told(before), after: told(after) })),
      };
    }
  }
}

function told(value: string | number | boolean | null | undefined): string | null {
  return value === undefined ? null : String(value);
}
