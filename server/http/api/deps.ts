// What the API's routes are given.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { DeskFor } from '../../access/desk.ts';
import type { Access } from '../../access/login.ts';
import type { Sealer } from '../../domain/sealed.ts';
import type { Logger } from '../../log.ts';
import type { Watch } from '../../work/watch.ts';
import type { Idempotency } from '../conventions.ts';

export interface ApiDeps {
  readonly access: Access;
  readonly desk: DeskFor;
  readonly sealer: Sealer;
  readonly idempotency: Idempotency;
  readonly watchJob: Watch;
  /** Whether the database can be asked at all, as far as is known without asking. */
  readonly isAvailable: () => boolean;
  /** Whether it answers now. */
  readonly isReady: () => Promise<boolean>;
  readonly log: Logger;
}

export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
