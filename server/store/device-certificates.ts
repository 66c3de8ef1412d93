// Device certificates that were issued, and the CAs of makers that an admin added.
import type { Connection } from 'mongoose';
import type { ClientAuthority, ClientAuthorityStore } from '../certificates/client-authorities.ts';
import type { DeviceCertificate, DeviceCertificateStore } from '../certificates/device-certificates.ts';
import { doubledFields } from './duplicates.ts';
import { defineModel } from './model.ts';

type CertificateDocument = Omit<DeviceCertificate, 'serial'> & { _id: string };
type AuthorityDocument = Omit<ClientAuthority, 'id'> & { _id: string };

export function createDeviceCertificateStore(connection: Connection): DeviceCertificateStore {
  const certificates = defineModel<CertificateDocument>(connection, {
    name: 'DeviceCertificate',
    collection: 'deviceCertificates',
    fields: {
      _id: String,
      mac: String,
      sha256: String,
      issuedAt: Date,
      notAfter: Date,
      usedAt: Date,
      revokedAt: Date,
    },
    indexes: [[{ mac: 1, issuedAt: -1 }], [{ notAfter: 1 }], [{ revokedAt: 1 }, { sparse: true }]],
  });
  const fromStored = ({ _id, ...rest }: CertificateDocument): DeviceCertificate => ({ serial: _id, ...rest });
  const find = async (serial: string): Promise<DeviceCertificate | undefined> => {
    const found = await certificates.findById(serial).lean();
    return found ? fromStored(found) : undefined;
  };
  return {
    find,
    insert: async ({ serial, ...rest }) => void (await certificates.insertMany([{ _id: serial, ...rest }])),
    listOf: async (mac) => (await certificates.find({ mac }).sort({ issuedAt: -1 }).lean()).map(fromStored),
    endingBetween: async function* (since, until) {
      const ending = { notAfter: { $gt: since, $lte: until }, revokedAt: null };
      for await (const { mac, notAfter } of certificates
        .find(ending, { mac: 1, notAfter: 1 })
        .sort({ notAfter: 1 })
        .lean())
        yield { mac, notAfter };
    },
    revoke: async (mac, serial, revokedAt) => {
      const which = { mac, revokedAt: null, ...(serial !== undefined && { _id: serial }) };
      return (await certificates.updateMany(which, { $set: { revokedAt } })).modifiedCount;
    },
    used: async (serial, usedAt) => {
      const found = await find(serial);
      if (!found || found.usedAt) return;
      const { mac, issuedAt } = found;
      await certificates.updateMany(
        { mac, revokedAt: null, issuedAt: { $lt: issuedAt } },
        { $set: { revokedAt: usedAt } },
      );
      // Last, so that a node that is killed in between does it again at the next use.
      await certificates.updateOne({ _id: serial }, { $set: { usedAt } });
    },
    revoked: async (at) => {
      const found = await certificates.find({ revokedAt: { $ne: null }, notAfter: { $gt: at } }).lean();
      return found.flatMap(({ _id, revokedAt }) => (revokedAt ? [{ serial: _id, revokedAt }] : []));
    },
  };
}

export function createClientAuthorityStore(connection: Connection): ClientAuthorityStore {
  const authorities = defineModel<AuthorityDocument>(connection, {
    name: 'ClientAuthority',
    collection: 'clientAuthorities',
    fields: { _id: String, name: String, pem: String, addedAt: Date },
    indexes: [[{ name: 1 }, { unique: true }]],
  });
  return {
    list: async () => {
      const found = await authorities.find().sort({ name: 1 }).lean();
      return found.map(({ _id, name, pem, addedAt }) => ({ id: _id, name, pem, addedAt }));
    },
    insert: async ({ id, ...rest }) => {
      try {
        await authorities.insertMany([{ _id: id, ...rest }]);
        return true;
      } catch (error) {
        if (doubledFields(error)) return false;
        throw error;
      }
    },
    remove: async (id) => (await authorities.deleteOne({ _id: id })).deletedCount === 1,
  };
}
