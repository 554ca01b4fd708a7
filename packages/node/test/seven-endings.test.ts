import { expect, test } from 'vitest';
import { endMany, SEVEN_ENDINGS } from './seven-endings.ts';

test.each(Object.keys(SEVEN_ENDINGS))(
  'the last span and the error of %s arrive, and nothing else is changed',
  async (way) => {
    const { arrived, different } = await endMany(way, 3, 3);
    expect({ arrived, different }).toEqual({ arrived: 3, different: [] });
  },
);
