// The same commands as a program sends them, where a test needs their result and not their pages.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";

/** Somebody's program, with a bearer token of theirs. */
export class Program {
  static async of(charmm, name) {
    const { people } = await (await charmm.get("/dev/people")).json();
    const { email } = people.find((person) => person.name === name);
    const reply = await charmm.get("/dev/token", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email }),
    });
    const { access_token } = await reply.json();
    return new Program(charmm, { accept: "application/json", authorization: `Bearer ${access_token}` });
  }

  constructor(charmm, headers) {
    this.charmm = charmm;
    this.headers = headers;
  }

  async get(path) {
    const reply = await this.charmm.get(path, { headers: this.headers });
    assert.equal(reply.status, 200, `${path}: ${reply.status}`);
    return { etag: reply.headers.get("etag"), body: await reply.json() };
  }

  async post(path, body, etag) {
    const headers = {
      ...this.headers,
      "content-type": "application/json",
      "idempotency-key": randomUUID(),
      ...(etag ? { "if-match": etag } : {}),
    };
    const reply = await this.charmm.get(path, { method: "POST", headers, body: JSON.stringify(body) });
    const answer = await reply.json();
    assert.ok(reply.ok, `${path}: ${JSON.stringify(answer)}`);
    return { location: reply.headers.get("location"), body: answer };
  }
}

/** A short referral about a place. */
const PLACE = {
  area: "RUN",
  kind: "place",
  headline: "Dealing from a garage block",
  behaviours: ["disregard"],
  subjects: [{ role: "location", name: "Garages off Larkmead Road" }],
  impact: "Residents no longer park there.",
  risk: "medium",
  risk_rationale: "Open dealing near a school.",
  tried: "Patrols and needle collection.",
  why_multi_agency: "Lighting, disruption and treatment have to come together.",
  gateway: "crime_and_disorder",
  sharing_reason: "It concerns a place; nobody is named.",
};

/** Refers a place and accepts it; returns where the referral and the case are, and how it is called. */
export async function openCase(charmm, referrer, coordinator) {
  const { location: referral } = await (await Program.of(charmm, referrer)).post("/referrals", PLACE);
  const decider = await Program.of(charmm, coordinator);
  const { etag } = await decider.get(referral);
  const reason = "Several agencies are needed.";
  const { body } = await decider.post(`${referral}/triage`, { decision: "accept", reason }, etag);
  const { id, reference } = body.case;
  return { referral, case: `/cases/${id}`, reference, headline: PLACE.headline };
}
