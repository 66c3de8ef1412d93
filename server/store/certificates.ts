// The certificates room's records: our CA and server certificates, keys sealed.
import { type Connection, Schema } from 'mongoose';
import type { CertificateStore, StoredCertificate } from '../certificates/certificate-store.ts';

type CertificateDocument = Omit<StoredCertificate, 'name'> & { _id: string };

const schema = new Schema<CertificateDocument>(
  { _id: String, certificatePem: String, sealedKey: String, createdAt: Date },
  { versionKey: false, strict: 'throw' },
);

export function createCertificateStore(connection: Connection): CertificateStore {
  const certificates = connection.model<CertificateDocument>('Certificate', schema, 'certificates');
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
