// What the pages are given, and how a route of theirs is typed.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { DeskFor } from '../access/desk.ts';
import type { Access } from '../access/login.ts';
import type { Watch } from '../work/watch.ts';

export interface PortalDeps {
  readonly access: Access;
  readonly desk: DeskFor;
  readonly watchJob: Watch;
  /** Whether the database can be asked at all, as far as is known without asking. */
  readonly isAvailable: () => boolean;
  /** Where templates/ lies. */
  readonly templatesFolder: string;
}

export type Portal = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
