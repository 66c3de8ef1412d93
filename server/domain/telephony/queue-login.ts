// What a user did with 903 and 904, or in a client: in which queues he is active. It is kept apart from a queue's settings, so
// that who logs in at the start of a day never stands in the way of whoever edits the queue. Source
import Type, { type Static } from 'typebox';
import { ExtensionNumberSchema } from './destination.ts';

const closed = { additionalProperties: false } as const;

export const QUEUE_LOGIN_STATUSES = ['active', 'inactive'] as const;
export type QueueLoginStatus = (typeof QUEUE_LOGIN_STATUSES)[number];

/** Queues that are not told of: as their settings say. */
export const QueueLoginsSchema = Type.Object(
  {
    extension: ExtensionNumberSchema,
    queues: Type.Array(
      Type.Object(
        {
          queue: ExtensionNumberSchema,
          status: Type.Enum([...QUEUE_LOGIN_STATUSES], { description: 'Q-42, Q-43' }),
          since: Type.String({ format: 'date-time' }),
        },
        closed,
      ),
      { maxItems: 5000 },
    ),
  },
  closed,
);
export type QueueLogins = Static<typeof QueueLoginsSchema>;
