// What a program asks MongoDB for: documents written, read and counted, cursors that are read on, indexes, and what the server refuses.
import { MongoClient } from 'mongodb';
import { serveWork } from './serve-work.mjs';

const client = new MongoClient(process.env.MONGODB_URL);
const orders = client.db('shop').collection('orders');
const quietly = (work) => work.catch((error) => String(error.code));

await orders.insertMany(Array.from({ length: 20 }, (_, at) => ({ number: at, name: `secret ${at}` })));
await orders.createIndex({ number: 1 }, { unique: true });

const WORK = {
  insert: (number) => orders.insertOne({ number: Date.now() + Math.random() + number, name: 'secret' }),
  many: (number) => orders.insertMany([1, 2].map((each) => ({ number: Date.now() + Math.random() + number * each }))),
  find: (number) => orders.findOne({ number }),
  // Five are asked for at a time: what is left takes three more commands.
  cursor: () =>
    orders
      .find({ number: { $lt: 20 } })
      .batchSize(5)
      .toArray(),
  left: async () => {
    const cursor = orders.find({}).batchSize(2);
    await cursor.next();
    await cursor.close();
  },
  update: (number) => orders.updateOne({ number }, { $set: { name: 'secret again' } }),
  delete: (number) => orders.deleteOne({ number: -number }),
  change: (number) => orders.findOneAndUpdate({ number }, { $set: { name: 'secret' } }),
  aggregate: () => orders.aggregate([{ $match: { number: { $gt: 3 } } }, { $group: { _id: '$name' } }]).toArray(),
  count: () => orders.countDocuments({ number: { $gt: 2 } }),
  distinct: () => orders.distinct('name'),
  bulk: (number) =>
    orders.bulkWrite([
      { insertOne: { document: { number: Date.now() + Math.random() } } },
      { updateOne: { filter: { number }, update: { $set: { name: 'secret' } } } },
    ]),
  ping: () => client.db('shop').command({ ping: 1 }),
  collections: () => client.db('shop').listCollections().toArray(),
  twice: (number) => quietly(orders.insertOne({ number, name: 'secret' })),
  refused: () => quietly(orders.findOne({ $nothing: 'secret' })),
  unknown: () => quietly(client.db('shop').command({ nothing: 1 })),
  together: (number) => Promise.all([orders.findOne({ number }), orders.countDocuments({}), orders.distinct('name')]),
  nothing: () => {},
};

serveWork(WORK, () => client.close());
