//! One person for each role at each kind of agency, and the case they are measured by.

use access::Caller;
use domain::{
    AgencyId,
    directory::{Grant, Person, PersonProfile, Role},
};
use serde_json::{Value, json};
use store::Commit;

use super::{
    canary::Canaries,
    routes::{self, Ask},
};
use crate::world::{User, World};

/// A role, and the word for it in the table.
pub(super) struct RoleHeld {
    pub(super) name: &'static str,
    role: Option<Role>,
}

const fn role(name: &'static str, role: Role) -> RoleHeld {
    RoleHeld {
        name,
        role: Some(role),
    }
}

pub(super) const ROLES: [RoleHeld; 8] = [
    RoleHeld {
        name: "none",
        role: None,
    },
    role("practitioner", Role::Practitioner),
    role("agency_lead", Role::AgencyLead),
    role("coordinator", Role::Coordinator),
    role("chair", Role::Chair),
    role("analyst", Role::CountyAnalyst),
    role("protector", Role::DataProtectionOfficer),
    role("administrator", Role::Administrator),
];

/// What an agency is to the case, and one that is it.
pub(super) struct Relation {
    pub(super) name: &'static str,
    agency: &'static str,
    area: &'static str,
}

const fn relation(name: &'static str, agency: &'static str) -> Relation {
    Relation {
        name,
        agency,
        area: "RUN",
    }
}

pub(super) const RELATIONS: [Relation; 9] = [
    relation("lead", "runnymede-council"),
    relation("member", "surrey-police"),
    relation("tasked", "surrey-fire-and-rescue"),
    relation("referrer", "wey-meadow-homes"),
    // Takes part in the area, and is not on the case.
    relation("partner", "clearwater"),
    // Was on the case.
    relation("removed", "youth-justice"),
    // Takes part in the area; the role is held in another one.
    Relation {
        name: "elsewhere",
        agency: "health-partners",
        area: "WOK",
    },
    // Takes part in another area only.
    Relation {
        name: "foreign",
        agency: "woking-council",
        area: "WOK",
    },
    // Acted for an agency on the case, and has left.
    relation("left", "surrey-police"),
];

/// Somebody in a role at an agency.
pub(super) struct Member {
    pub(super) role: &'static str,
    pub(super) relation: &'static str,
    pub(super) token: String,
    /// Whether they may read the case or the referral.
    pub(super) entitled: bool,
}

/// Everybody, and what they ask about.
pub(super) struct Cast {
    pub(super) members: Vec<Member>,
    document: Value,
    pub(super) case: String,
    action: String,
    entry: String,
    pub(super) referral: String,
    meeting: String,
    cancelled: String,
    notice: String,
    draft: String,
}

const MISSING: &str = "01900000-0000-7000-8000-000000000000";
const SYSTEM: Caller = Caller::System("test");

impl Cast {
    pub(super) async fn gather(world: &World, canaries: &Canaries) -> Self {
        let mut members = Vec::new();
        for relation in &RELATIONS {
            for held in &ROLES {
                members.push(join(world, relation, held).await);
            }
        }
        let referrer = user(world, &members, "practitioner", "referrer");
        let coordinator = world.coordinator().await;
        let (referral, case) = opened(&referrer, &coordinator, canaries).await;
        for agency in [
            "surrey-police",
            "surrey-fire-and-rescue",
            "youth-justice",
            "bridgeway",
        ] {
            let joining = json!({
                "agency": agency, "gateway": "crime_and_disorder",
                "reason": canaries.word("joining_reason"),
            });
            coordinator
                .post(&format!("{case}/agencies"), joining)
                .await
                .expect(201);
        }
        let police = user(world, &members, "practitioner", "member");
        let entry = canaries.entry();
        let told = police
            .post(&format!("{case}/entries"), entry)
            .await
            .expect(201);
        let entry = told
            .location()
            .rsplit(['/', '#'])
            .next()
            .unwrap()
            .to_owned();
        // Mail to Bridgeway comes back, which is an entry of its own.
        world.local.settle().await.unwrap();
        decide(&coordinator, &case, canaries).await;
        for agency in ["bridgeway", "surrey-fire-and-rescue"] {
            let task = canaries.task(agency);
            coordinator
                .post(&format!("{case}/actions"), task)
                .await
                .expect(201);
        }
        let listed = coordinator
            .get(&format!("{case}/actions"))
            .await
            .expect(200)
            .json();
        let action = action_of(&listed, "surrey-fire-and-rescue");
        let removal = canaries.reason("removal");
        let gone = format!("{case}/agencies/youth-justice/remove");
        coordinator.post(&gone, removal).await.expect(200);
        let meeting = meet(world, &coordinator, "2026-11-24").await;
        let cancelled = meet(world, &coordinator, "2026-11-25").await;
        let cancel = format!("{cancelled}/cancel");
        coordinator
            .post(&cancel, json!({ "reason": "Too few can come" }))
            .await
            .expect(200);
        let returned = coordinator
            .get("/notices/returned")
            .await
            .expect(200)
            .json();
        let notice = returned["items"][0]["href"].as_str().unwrap().to_owned();
        let begun = referrer.post("/refer", json!({})).await;
        let draft = begun.location().split('/').nth(2).unwrap().to_owned();
        leave(world, &members).await;
        Self {
            members,
            document: coordinator.get("/openapi.json").await.expect(200).json(),
            case,
            action,
            entry,
            referral,
            meeting,
            cancelled,
            notice,
            draft,
        }
    }

    /// What is sent to a route: the example of the published document.
    pub(super) fn example(&self, path: &str, missing: bool) -> Value {
        match path {
            // It would be dealt with by whoever comes first.
            "/notices/returned/{id}" => json!({ "note": "Told by telephone" }),
            "/access/explain" => {
                let about = if missing {
                    "RUN-2026-9999"
                } else {
                    "RUN-2026-0001"
                };
                json!({ "person": "practitioner.member@matrix.example", "about": about })
            }
            path => routes::example(&self.document, path),
        }
    }

    /// The address of what is there, or one like it of what is not.
    pub(super) fn place(&self, ask: &Ask, missing: bool) -> String {
        let path = ask.path.as_str();
        let stopped =
            path.ends_with("/cancel") || (path.ends_with("/packs") && ask.method == "POST");
        let id = |known: &str| known.rsplit('/').next().unwrap().to_owned();
        let noun = path.trim_start_matches('/').split('/').next().unwrap();
        let parts = path.split('/').map(|part| match (part, noun) {
            ("{id}", "notices") if missing => "0".repeat(64),
            ("{id}", "notices") => id(&self.notice),
            ("{draft}", _) if missing => "0000000000000000".to_owned(),
            ("{id}" | "{entry}", _) if missing => MISSING.to_owned(),
            ("{id}", "cases") => id(&self.case),
            ("{id}", "actions") => id(&self.action),
            ("{id}", "referrals") => id(&self.referral),
            ("{id}", "meetings") if stopped => id(&self.cancelled),
            ("{id}", "meetings") => id(&self.meeting),
            ("{entry}", _) => self.entry.clone(),
            ("{draft}", _) => self.draft.clone(),
            ("{agency}", _) => "surrey-police".to_owned(),
            ("{step}", _) => "impact".to_owned(),
            ("{number}", _) => "1".to_owned(),
            ("{part}", _) => "who".to_owned(),
            (part, _) => {
                assert!(!part.starts_with('{'), "{path}: what stands for {part}?");
                part.to_owned()
            }
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// The names of everything in the bucket.
    pub(super) fn object_keys(&self, world: &World) -> Vec<String> {
        fn walk(folder: &std::path::Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                found.push(path.display().to_string());
                if path.is_dir() {
                    walk(&path, found);
                }
            }
        }
        let mut found = Vec::new();
        walk(&world.data(), &mut found);
        found
    }
}

async fn join(world: &World, relation: &Relation, held: &RoleHeld) -> Member {
    let store = world.local.store();
    let agency: AgencyId = relation.agency.parse().unwrap();
    let email = format!("{}.{}@matrix.example", held.name, relation.name);
    let profile = PersonProfile {
        name: format!("Matrix {} {}", held.name, relation.name),
        email: email.clone(),
        agency_name: store.agency(&agency).await.unwrap().name.clone(),
        agency,
        grants: held
            .role
            .iter()
            .map(|role| grant(*role, relation.area))
            .collect(),
    };
    let stamp = edge::stamp(&SYSTEM, world.local.clock().now()).unwrap();
    let person = Person::register(profile, &stamp).unwrap();
    store.commit(Commit::of(person)).await.unwrap();
    let token = world.local.token(&email).await.unwrap();
    let left = relation.name == "left";
    let on_case = matches!(relation.name, "lead" | "member" | "tasked" | "referrer");
    let runs = matches!(held.role, Some(Role::Coordinator | Role::Chair)) && relation.area == "RUN";
    Member {
        role: held.name,
        relation: relation.name,
        token,
        entitled: !left && (on_case || runs),
    }
}

/// Administrators serve all areas, the others one.
fn grant(role: Role, area: &str) -> Grant {
    let everywhere = role == Role::Administrator;
    Grant {
        role,
        area: (!everywhere).then(|| area.parse().unwrap()),
    }
}

fn user<'w>(world: &'w World, members: &[Member], role: &str, relation: &str) -> User<'w> {
    let found = members
        .iter()
        .find(|member| member.role == role && member.relation == relation);
    world.with_token(&found.unwrap().token)
}

/// A referral that everybody's canaries are in, and the case opened from it.
async fn opened(
    referrer: &User<'_>,
    coordinator: &User<'_>,
    canaries: &Canaries,
) -> (String, String) {
    let received = referrer
        .post("/referrals", canaries.referral())
        .await
        .expect(201);
    let referral = received.location();
    let version = coordinator.get(&referral).await.expect(200).version();
    let accept = json!({ "decision": "accept", "reason": canaries.word("acceptance") });
    let triaged = format!("{referral}/triage");
    coordinator
        .post_at(&triaged, accept, version)
        .await
        .expect(200);
    let decided = coordinator.get(&referral).await.expect(200).json();
    let case = format!("/cases/{}", decided["case"]["id"].as_str().unwrap());
    (referral, case)
}

async fn decide(coordinator: &User<'_>, case: &str, canaries: &Canaries) {
    for (place, body) in [
        ("assessments", canaries.assessment()),
        ("decisions", canaries.decision()),
    ] {
        let version = coordinator.get(case).await.expect(200).version();
        let at = format!("{case}/{place}");
        let answer = coordinator.post_at(&at, body, version).await;
        assert!(answer.status.is_success(), "{place}: {}", answer.text());
    }
}

fn action_of(listed: &Value, agency: &str) -> String {
    let text = listed.to_string();
    let all = ["open", "actions", "items"]
        .iter()
        .find_map(|name| listed[*name].as_array());
    let all = all.unwrap_or_else(|| panic!("no actions in {text}"));
    let own = all
        .iter()
        .find(|action| action["agency"].to_string().contains(agency));
    let href = own.and_then(|action| action["href"].as_str());
    href.unwrap_or_else(|| panic!("no action of {agency} in {text}"))
        .to_owned()
}

/// A meeting with its packs.
async fn meet(world: &World, coordinator: &User<'_>, on: &str) -> String {
    let body = json!({
        "area": "RUN", "forum": "charmm", "on": on, "at": "10:00", "place": "Teams",
    });
    let meeting = coordinator
        .post("/meetings", body)
        .await
        .expect(201)
        .location();
    coordinator
        .post(&format!("{meeting}/packs"), json!({}))
        .await
        .expect(202);
    world.local.settle().await.unwrap();
    meeting
}

/// Those who have left, leave.
async fn leave(world: &World, members: &[Member]) {
    let store = world.local.store();
    for member in members.iter().filter(|member| member.relation == "left") {
        let email = format!("{}.left@matrix.example", member.role);
        let person = store.person_by_email(&email).await.unwrap().unwrap();
        let stamp = edge::stamp(&SYSTEM, world.local.clock().now()).unwrap();
        store
            .commit(Commit::of(person.leave(&stamp).unwrap()))
            .await
            .unwrap();
    }
}
