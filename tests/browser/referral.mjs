// A referral as a housing officer tells it, and how it is told page by page. All fictional.

/** Two people and an address, and nothing that a notice may carry. */
export const REFERRAL = {
  area: "Runnymede",
  kind: "A family or household",
  headline: "Noise, threats and visitors at all hours in a block of flats",
  behaviours: ["Disregard for community or personal wellbeing", "A high-risk or vulnerable victim"],
  subjects: [
    {
      who: {
        role: "Alleged perpetrator",
        name: "Dorian Quillfeather",
        aliases: "Dory",
      },
      home: {
        born: [1994, 3, 27],
        address: "Flat 4, Quince House, Larkmead Road, Chertsey",
        postcode: "KT16 9ZZ",
        tenure: "Housing association tenant",
      },
      circumstances: { substances: "Alcohol on most evenings" },
    },
    {
      who: { role: "Victim", name: "Mabel Thimbleby" },
      home: {
        born: [1948, 11, 2],
        address: "Flat 2, Quince House, Larkmead Road, Chertsey",
        postcode: "KT16 9ZZ",
        tenure: "Housing association tenant",
      },
      circumstances: { disability: "Uses a walking frame" },
      contact: "Through her daughter, by phone in the mornings",
    },
    {
      place: {
        name: "Quince House stairwell",
        address: "Quince House, Larkmead Road, Chertsey",
        postcode: "KT16 9ZZ",
      },
    },
  ],
  relationships: "Neighbours on two floors of the same block.",
  children: "",
  incidents: [
    { on: [2026, 11, 14], what: "Shouting and banging from 1am to 4am; the front door was kicked." },
  ],
  impact: "She no longer leaves her flat after dark and sleeps at her daughter’s.",
  risk: "High",
  rationale: "Threats have become weekly, and she is frail.",
  tried: "Two warning letters, a joint visit and an offer of mediation, which was refused.",
  why: "Police, health and the landlord each hold a part; drinking is behind most of it.",
  forums: [],
  gateway: "Crime and Disorder Act 1998, section 115",
  reason: "Asking for consent would put the neighbour at risk.",
};

/** Every personal detail in it, none of which may be in a notice. */
export const PERSONAL = REFERRAL.subjects.flatMap(({ who, home, place, contact }) =>
  [who?.name, who?.aliases, home?.address, home?.postcode, place?.name, place?.address, contact].filter(Boolean),
);

/**
 * Tells a referral from the start page up to the page before it is sent.
 *
 * `before` is called with the name of each page when it is filled in, before it is sent.
 */
export async function tell(visitor, told, before = async () => {}) {
  const next = async (name) => {
    await before(name);
    await visitor.press("Save and continue");
  };
  await visitor.goto("/refer");
  await visitor.press("Start a referral");

  await visitor.isAt("Which area does this concern?");
  await visitor.choose(told.area);
  await next("area");
  await visitor.isAt("What is this referral about?");
  await visitor.choose(told.kind);
  await next("kind");
  await visitor.isAt("What is it about, in a line?");
  await visitor.fill("What is it about, in a line?", told.headline);
  await next("headline");
  await visitor.isAt("What kinds of behaviour are involved?");
  for (const behaviour of told.behaviours) await visitor.choose(behaviour);
  await next("behaviours");

  for (const subject of told.subjects) await tellSubject(visitor, subject, next);
  await visitor.isAt(`You have added ${told.subjects.length} people and places`);
  await before("subjects");
  await visitor.press("Continue");

  await visitor.fill("How are these people related? (optional)", told.relationships);
  await next("relationships");
  await visitor.fill("Are there children in the household? (optional)", told.children);
  await next("children");
  for (const incident of told.incidents) {
    await visitor.press("Add an incident");
    await visitor.date("When did it happen?", incident.on);
    await visitor.fill("What happened?", incident.what);
    await next("incident");
  }
  await before("incidents");
  await visitor.press("Continue");

  await visitor.fill("What is the impact?", told.impact);
  await next("impact");
  await visitor.choose(told.risk);
  await visitor.fill("Why have you chosen this risk?", told.rationale);
  await next("risk");
  await visitor.fill("What has been tried?", told.tried);
  await next("tried");
  await visitor.fill("Why does this need several agencies?", told.why);
  await next("agencies");
  for (const forum of told.forums) await visitor.choose(forum);
  if (told.otherForum) await visitor.fill("Another forum (optional)", told.otherForum);
  await next("forums");
  await visitor.choose(told.gateway);
  await visitor.fill("How was consent given, or why are you sharing without it?", told.reason);
  await next("sharing");
  await visitor.isAt("Check your answers before sending");
}

async function tellSubject(visitor, { who, home, circumstances, contact, place }, next) {
  await visitor.press(place ? "Add a place" : "Add a person");
  if (place) {
    await visitor.isAt("Where is it?");
    await visitor.fill("What is the place called?", place.name);
    await visitor.fill("Address (optional)", place.address);
    await visitor.fill("Postcode (optional)", place.postcode);
    await next("place");
    return;
  }
  await visitor.isAt("Who is this person?");
  await visitor.choose(who.role);
  await visitor.fill("Full name", who.name);
  await visitor.fill("Other names they use (optional)", who.aliases ?? "");
  await next("who");
  await visitor.isAt("Date of birth and home");
  await visitor.date("Date of birth (optional)", home.born);
  await visitor.fill("Address (optional)", home.address);
  await visitor.fill("Postcode (optional)", home.postcode);
  await visitor.choose(home.tenure);
  await next("home");
  await visitor.isAt("Circumstances");
  await visitor.fill("Ethnicity (optional)", circumstances.ethnicity ?? "");
  await visitor.fill("Language (optional)", circumstances.language ?? "");
  await visitor.fill("Disability (optional)", circumstances.disability ?? "");
  await visitor.fill("Mental health (optional)", circumstances.mentalHealth ?? "");
  await visitor.fill("Drugs, alcohol and other substances (optional)", circumstances.substances ?? "");
  await next("circumstances");
  if (contact === undefined) return;
  await visitor.isAt("How can they be contacted safely? (optional)");
  await visitor.fill("How can they be contacted safely? (optional)", contact);
  await next("contact");
}

/** Sends what was told and returns its reference. */
export async function send(visitor) {
  await visitor.press("Send referral");
  await visitor.isAt("Referral sent");
  return /\bR-\w{5}-\w{5}\b/.exec(await visitor.text())[0];
}
