// Answers to requests that carried an Idempotency-Key, so that a repeated request is answered again and not done twice.
import type { Connection } from 'mongoose';
import type { Sealed } from '../domain/sealed.ts';
import { doubledFields } from './duplicates.ts';
import { defineModel } from './model.ts';

export interface KeptAnswer {
  readonly status: number;
  /** The body may hold secrets, so it is kept sealed. */
  readonly sealedBody: Sealed;
}

export interface Idempotency {
  /**
   * Claims a key for a request.
   * @param fingerprint  of method, path and body
   * @returns 'new' when the request may run; the former answer; or why it may not
   */
  readonly begin: (
    key: string,
    fingerprint: string,
    now: Date,
  ) => Promise<'new' | 'otherRequest' | 'unfinished' | KeptAnswer>;
  readonly finish: (key: string, answer: KeptAnswer) => Promise<void>;
  /** Gives the key back: the request did nothing. */
  readonly release: (key: string) => Promise<void>;
  readonly removeBefore: (time: Date) => Promise<void>;
}

interface IdempotencyDocument {
  _id: string;
  fingerprint: string;
  at: Date;
  status?: number;
  sealedBody?: Sealed;
}

export function createIdempotency(connection: Connection): Idempotency {
  const answers = defineModel<IdempotencyDocument>(connection, {
    name: 'IdempotentAnswer',
    collection: 'idempotentAnswers',
    fields: { _id: String, fingerprint: String, at: Date, status: Number, sealedBody: String },
    indexes: [[{ at: 1 }]],
  });
  return {
    begin: async (key, fingerprint, at) => {
      try {
        await answers.insertMany([{ _id: key, fingerprint, at }]);
        return 'new';
      } catch (error) {
        if (!doubledFields(error)) throw error;
      }
      const former = await answers.findById(key).lean();
      if (!former || former.fingerprint !== fingerprint) return 'otherRequest';
      const { status, sealedBody } = former;
      return status === undefined || sealedBody === undefined ? 'unfinished' : { status, sealedBody };
    },
    finish: async (key, answer) => void (await answers.updateOne({ _id: key }, { $set: answer })),
    release: async (key) => void (await answers.deleteOne({ _id: key })),
    removeBefore: async (time) => void (await answers.deleteMany({ at: { $lt: time } })),
  };
}
