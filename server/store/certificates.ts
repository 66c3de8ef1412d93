// The certificates room's records: our CA and server certificates, keys sealed.
import type { Connection } from 'mongoose';
import type { CertificateStore, StoredCertificate } from '../certificates/certificate-store.ts';
import { defineModel } from './model.ts';

type CertificateDocument = Omit<StoredCertificate, 'name'> & { _id: string };

export function createCertificateStore(connection: Connection): CertificateStore {
  const certificates = defineModel<CertificateDocument>(connection, {
    name: 'Certificate',
    collection: 'certificates',
    fields: { _id: String, certificatePem: String, sealedKey: String, createdAt: Date },
  });
  const load = async (name: string): Promise<StoredCertificate | undefined> => {
    const found = await certificates.findById(name).lean();
    if (!found) return undefined;
    const { certificatePem, sealedKey, createdAt } = found;
    return { name, certificatePem, sealedKey, createdAt };
  };
  return {
    load,
    insertIfAbsent: async (record) => {
      const { name, ...rest } = record;
      await certificates.updateOne({ _id: name }, { $setOnInsert: rest }, { upsert: true });
      return (await load(name)) ?? record;
    },
    replace: async ({ name, ...rest }, formerCertificatePem) => {
      const done = await certificates.updateOne({ _id: name, certificatePem: formerCertificatePem }, { $set: rest });
      return done.matchedCount === 1;
    },
  };
}
