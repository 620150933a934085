import { expect, test } from 'vitest';
import { deployments, doorTo, fakeApi, sendJson } from './fake-api.ts';

const ref = { type: deployments, namespace: 'shop', name: 'web' };
const web = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } };

test('what the time is there is told once, by the first answer that says it', async () => {
  const dates = ['not a date', 'Sat, 21 Nov 2026 10:00:00 GMT', 'Sun, 22 Nov 2026 10:00:00 GMT'];
  let asked = 0;
  const api = await fakeApi((_, response) => {
    sendJson(response, web, 200, { date: dates[asked++] ?? '' });
  });
  const heard: number[] = [];
  const door = await doorTo(api.url, { onServerTime: (ms) => void heard.push(ms) });
  for (const _ of dates) await door.get(ref);
  expect(heard).toEqual([Date.UTC(2026, 10, 21, 10)]);
});
