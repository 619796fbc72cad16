// Killing the process at any moment loses nothing that was acknowledged, and no notice.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

const ROUNDS = 4;
let data;
let child;
let origin;

async function start() {
  const options = ['--port', '0', '--data', data, '--empty', '--now', '2026-11-20T09:00:00Z'];
  child = spawn(process.env.CHARMM, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  origin = await new Promise((resolve, reject) => {
    let text = '';
    child.once('exit', (code) => reject(new Error(`charmm stopped with ${code}: ${text}`)));
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = text.match(/http:\/\/(?:127\.0\.0\.1|localhost):\d+/);
      if (found) resolve(found[0]);
    });
  });
  child.removeAllListeners('exit');
}

function kill() {
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill('SIGKILL');
  });
}

async function token(email) {
  const answer = await fetch(`${origin}/dev/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email }),
  });
  assert.equal(answer.status, 200);
  return (await answer.json()).access_token;
}

const referral = (n) => ({
  area: 'RUN',
  kind: 'person',
  headline: `Referral ${n}`,
  behaviours: ['disregard'],
  subjects: [{ role: 'victim', name: 'Vic Sample' }],
  impact: 'Sleepless',
  risk: 'medium',
  risk_rationale: 'Escalating',
  tried: 'Letters',
  why_multi_agency: 'Several',
  gateway: 'consent',
  sharing_reason: 'Asked and agreed',
});

function refer(bearer, n) {
  return fetch(`${origin}/referrals`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${bearer}`,
      accept: 'application/json',
      'content-type': 'application/json',
      'idempotency-key': `killed-${n}`,
    },
    body: JSON.stringify(referral(n)),
  });
}

before(async () => {
  data = await mkdtemp(join(tmpdir(), 'charmm-killed-'));
  await start();
});

after(async () => {
  await kill();
  await rm(data, { recursive: true, force: true });
});

test('kill -9 while referrals arrive: acknowledged ones are there, repeated ones are not doubled', async () => {
  const people = await (await fetch(`${origin}/dev/people`, { headers: { accept: 'application/json' } })).json();
  const list = people.people ?? people;
  const referrer = list.find((person) => person.role.includes('Practitioner')).email;
  const acknowledged = new Map();
  const sent = new Set();
  let n = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const bearer = await token(referrer);
    const burst = Array.from({ length: 12 }, async () => {
      n += 1;
      const mine = n;
      sent.add(mine);
      const answer = await refer(bearer, mine).catch(() => undefined);
      const body = await answer?.json().catch(() => undefined);
      if (answer?.status === 201 && body) acknowledged.set(mine, body.reference);
    });
    // Somewhere in the middle of the burst: on a slow machine too, not before it has begun.
    const enough = acknowledged.size + 1 + 2 * round;
    for (let wait = 0; wait < 1000 && acknowledged.size < enough; wait += 1) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await kill();
    await Promise.all(burst);
    await start();
  }
  assert.ok(acknowledged.size > 0, 'some were acknowledged before the kill');

  // Sending all of them again gives the acknowledged their first answer, and makes the others.
  const bearer = await token(referrer);
  const references = new Set();
  for (const mine of sent) {
    const answer = await refer(bearer, mine);
    assert.equal(answer.status, 201);
    const { reference } = await answer.json();
    if (acknowledged.has(mine)) assert.equal(reference, acknowledged.get(mine));
    references.add(reference);
  }
  assert.equal(references.size, sent.size);

  // Each referrer was told of each referral: exactly one ledger item, at most one extra copy.
  let copies = new Map();
  for (let wait = 0; wait < 60; wait += 1) {
    const outbox = await (await fetch(`${origin}/dev/outbox`, { headers: { accept: 'application/json' } })).json();
    copies = new Map();
    for (const message of outbox.messages ?? outbox) {
      if (message.channel !== 'email' || !message.subject.includes('has been received')) continue;
      const reference = message.subject.split(':')[0];
      copies.set(reference, (copies.get(reference) ?? 0) + 1);
    }
    if (copies.size === sent.size) break;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  assert.deepEqual([...copies.keys()].sort(), [...references].sort());
  const extra = [...copies.values()].reduce((sum, count) => sum + count - 1, 0);
  assert.ok(extra <= ROUNDS, `${extra} extra copies for ${ROUNDS} kills`);
});
