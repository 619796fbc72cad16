use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    ops::ControlFlow,
    time::Duration,
};

use case_import::engine;
use domain::{
    Actor, CaseId,
    case::{Case, Event, imported},
    import::{Source, Tally},
    journal::{Hash, Sealed},
};
use store::{Commit, keys};

use super::*;
use crate::{
    Local, Options,
    meter::{Call, Meter, size},
    random,
    scratch::Scratch,
    template::{TABLE, bucket},
};

const BY: &str = "alex.stonebridge@runnymede.example";
const MAPPING: &str = include_str!("../../../../docs/examples/cases.toml");
const HEAD: &str = "Ref,Type,What,Name,DOB,Address,Postcode,Victims,Vulnerable victim?,Opened,Status,\
    Closed,Outcome,RAG,Risk,Lead,Agencies,Summary,Notes,Last edited by";

/// A data folder with agencies and people, and files beside it.
struct Place {
    folder: Scratch,
    local: Local,
}

impl Place {
    async fn new() -> Self {
        let folder = Scratch::new();
        let options = Options {
            port: 0,
            data: folder.path().join("data"),
            empty: true,
            ..Options::default()
        };
        let local = Local::start_untriggered(options).await.unwrap();
        Self { folder, local }
    }

    fn asked(&self, rows: &str) -> Imported {
        let file = |name: &str, text: &str| {
            let path = self.folder.path().join(name);
            fs::write(&path, text).unwrap();
            path
        };
        Imported {
            file: file("cases.csv", &format!("{HEAD}\n{rows}")),
            mapping: file("m.toml", MAPPING),
            area: "RUN".into(),
            by: BY.into(),
            errors: Some(self.folder.path().join("errors.xlsx")),
            ..Imported::default()
        }
    }

    async fn bring(&self, asked: &Imported) -> anyhow::Result<String> {
        bring(self.local.store(), asked, self.local.clock().now()).await
    }

    async fn told(&self, rows: &str) -> String {
        self.bring(&self.asked(rows)).await.unwrap()
    }

    async fn refused(&self, asked: &Imported) -> String {
        format!("{:#}", self.bring(asked).await.unwrap_err())
    }

    /// Every case of the area with its journal, by what it was called before.
    async fn cases(
        &self,
        theirs: impl IntoIterator<Item = String>,
    ) -> BTreeMap<String, Vec<Sealed>> {
        let mut all = BTreeMap::new();
        for theirs in theirs {
            let id = id(&theirs).to_string();
            let found = self
                .local
                .store()
                .sealed_entries("case", &id)
                .await
                .unwrap();
            if !found.is_empty() {
                all.insert(theirs, found);
            }
        }
        all
    }

    /// The least units in which everything in the table could be written, each item once: two for
    /// every beginning kilobyte, since a case is written in one transaction.
    async fn least_units(&self) -> usize {
        let db = &self.local.aws().dynamodb;
        let scan = db.scan().table_name(TABLE);
        let items = scan
            .into_paginator()
            .items()
            .send()
            .try_collect()
            .await
            .unwrap();
        let units = items
            .iter()
            .map(|item| 2 * size::of_item(item).div_ceil(1024));
        units.sum()
    }

    /// What became of the rows, once the import has ended.
    async fn tally(&self, asked: &Imported) -> Option<Tally> {
        let source = Source {
            area: "RUN".parse().unwrap(),
            source: domain::Line::parse("Runnymede case list").unwrap(),
            file: Hash::of(&fs::read(&asked.file).unwrap()),
            mapping: Hash::of(MAPPING.as_bytes()),
        };
        match self.local.store().import(source.id()).await {
            Err(Error::NotFound) => None,
            found => found.unwrap().finished,
        }
    }

    async fn items(&self) -> usize {
        let db = &self.local.aws().dynamodb;
        let scan = db.scan().table_name(TABLE);
        let pages = scan.into_paginator().items().send();
        pages.try_collect().await.unwrap().len()
    }

    fn errors(&self) -> Vec<Vec<String>> {
        let book = fs::read(self.folder.path().join("errors.xlsx")).unwrap();
        let mut rows = Vec::new();
        sheets::read(("e.xlsx", &book), &sheets::Choice::default(), &mut |row| {
            rows.push(row.cells);
            ControlFlow::Continue(())
        })
        .unwrap();
        rows
    }
}

fn id(theirs: &str) -> CaseId {
    let source = domain::Line::parse("Runnymede case list").unwrap();
    imported::id(&"RUN".parse().unwrap(), &source, theirs)
}

fn imported_of(sealed: &[Sealed]) -> domain::case::Imported {
    let entry = sealed[0].open::<Case>().unwrap();
    let Some(Event::Imported(imported)) = entry.event else {
        panic!("the first entry says where it came from")
    };
    *imported
}

const GOOD: &str = "\
A1,person,Noise,\"SAMPLE, Sam (aka Sammo)\",3/4/1990,\"1 Mill Lane, Sampleford\",KT15 2AH,Vic Tim,y,1/2/2021,open,,,R,high,RBC,SurPol,Loud music,Visited twice,x\n\
A2,Hot spot,Car meets,,,Sample car park,,,,5 Jan 2020,Filed,4.5.21,Stopped,,,,,,,x\n\
a1,,,Bo Peep,,,,,,,,,,,,,,,A third visit,x\n";
const BAD: &str = "A3,person,Noise,Al Ice,31/02/1990,,,,,1/2/2021,open,,,mauve,,,,,,x\n,,,,,,,,,,,,,,,,,,,\n,person,,No Ref,,,,,,1/2/2021,open,,,,,,,,,x\n";

#[tokio::test]
async fn every_row_is_accounted_for_and_a_case_says_where_it_came_from() {
    let place = Place::new().await;
    let asked = place.asked(&format!("{GOOD}{BAD}"));
    let before = place.items().await;
    let dry = place
        .bring(&Imported {
            dry: true,
            ..asked.clone()
        })
        .await
        .unwrap();
    assert_eq!(place.items().await, before, "a dry run writes nothing");
    let told = place.bring(&asked).await.unwrap();
    assert_eq!(told, dry, "a dry run says what becomes of every row");
    for line in [
        "5 rows",
        "2  cases created",
        "1  rows joined",
        "2  rows rejected",
        "1 row in between",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
    assert!(
        !told.contains("Al Ice") && !told.contains("mauve"),
        "no cell is printed: {told}"
    );
    let errors = place.errors();
    let cells: Vec<&str> = errors.iter().map(|row| row[1].as_str()).collect();
    assert_eq!(cells, ["column", "RAG", "DOB", "Ref"]);
    assert_eq!(errors[1][..3], ["5", "RAG", "mauve"]);

    let cases = place.cases(["A1", "A2", "A3"].map(String::from)).await;
    assert_eq!(cases.len(), 2);
    let [entry] = cases["A1"].as_slice() else {
        panic!("one entry")
    };
    let imported = imported_of(&cases["A1"]);
    assert_eq!(imported.origin.rows, [2, 4]);
    assert_eq!(
        imported.origin.file,
        Hash::of(&fs::read(&asked.file).unwrap())
    );
    assert_eq!(imported.before.agencies.len(), 2);
    assert!(
        matches!(&entry.header.actor, Actor::Person { name, .. } if name == "Alex Stonebridge")
    );
    assert_eq!(imported.before.subjects.len(), 3);
    assert_eq!(
        imported_of(&cases["A2"])
            .before
            .closed
            .unwrap()
            .on
            .to_string(),
        "2021-05-04"
    );
}

#[tokio::test]
async fn an_imported_case_is_seen_by_those_whom_the_policies_allow_and_nobody_else() {
    let place = Place::new().await;
    // Led by the police, and the council to which the administrator belongs is not on it.
    place.told(&GOOD.replace("RBC,SurPol", "SurPol,")).await;
    let (store, now) = (place.local.store(), place.local.clock().now());
    let plans = store.plans().await.unwrap();
    let mut seen = BTreeMap::new();
    for person in place.local.people().await.unwrap() {
        let person = store.person(person.id).await.unwrap();
        let caller = Caller::of(&person, &plans, now.date_naive()).unwrap();
        let found = store.case(id("A1"), &caller, now).await.is_ok();
        seen.insert(person.name.clone(), (found, person.agency.to_string()));
    }
    assert!(
        !seen["Alex Stonebridge"].0,
        "bringing it over gives no right to read it: {seen:?}"
    );
    assert!(
        seen["Priya Fernsby"].0 && seen["Sam Whitlock"].0,
        "{seen:?}"
    );
    let allowed = |(name, (_, agency)): &(&String, &(bool, String))| {
        agency == "surrey-police"
            || ["Priya Fernsby", "Margaret Thistlewood"].contains(&name.as_str())
    };
    let strangers: Vec<_> = seen.iter().filter(|one| !allowed(one)).collect();
    assert!(strangers.len() > 10, "{seen:?}");
    assert!(strangers.iter().all(|(_, (found, _))| !found), "{seen:?}");
}

#[tokio::test]
async fn the_same_list_again_makes_no_case_twice_and_a_changed_row_is_told() {
    let place = Place::new().await;
    place.told(GOOD).await;
    let before = place.items().await;
    let again = place.told(GOOD).await;
    assert!(
        again.contains("0  cases created") && again.contains("3  rows of cases that were brought"),
        "{again}"
    );
    assert_eq!(
        place.items().await,
        before + 2,
        "the import says that it was repeated"
    );

    let more = place
        .told(&format!(
            "{GOOD}A4,person,Noise,Di New,,,,,,1/2/2021,open,,,,,,,,,x\n"
        ))
        .await;
    assert!(
        more.contains("1  cases created") && more.contains("3  rows of cases that were brought"),
        "{more}"
    );
    let changed = place.told(&GOOD.replace("Loud music", "Silence")).await;
    assert!(
        changed.contains("2  rows rejected") && changed.contains("1  rows of cases"),
        "{changed}"
    );
    assert!(place.errors()[1][3].contains("said something else"));
    let cases = place.cases(["A1", "A2", "A4"].map(String::from)).await;
    let references: BTreeSet<_> = cases
        .values()
        .map(|case| imported_of(case).reference)
        .collect();
    assert_eq!(references.len(), 3);
    assert!(
        references.iter().next_back().unwrap().ends_with("-0003"),
        "no number is left out"
    );
}

#[tokio::test]
async fn who_may_not_or_what_does_not_fit_is_refused_before_anything_is_written() {
    let place = Place::new().await;
    let asked = place.asked(GOOD);
    let before = place.items().await;
    let with = |change: fn(&mut Imported)| {
        let mut other = asked.clone();
        change(&mut other);
        other
    };
    for (asked, reason) in [
        (
            with(|asked| asked.by = "nobody@x.example".into()),
            "nobody has this one",
        ),
        (
            with(|asked| asked.by = "priya.fernsby@runnymede.example".into()),
            "only an administrator",
        ),
        (with(|asked| asked.area = "XXX".into()), "no area XXX"),
        (
            with(|asked| asked.errors = Some(asked.file.clone())),
            "which is to be read",
        ),
        (
            with(|asked| asked.file = "nowhere.csv".into()),
            "cannot be read",
        ),
        (
            with(|asked| asked.mapping = asked.file.clone()),
            "is no mapping",
        ),
    ] {
        let refused = place.refused(&asked).await;
        assert!(refused.contains(reason), "{reason}: {refused}");
    }
    fs::write(&asked.file, "Ref,Name\n1,2\n").unwrap();
    assert!(place.refused(&asked).await.contains("no column “Type”"));
    fs::write(&asked.file, b"PK\x03\x04").unwrap();
    assert!(place.refused(&asked).await.contains("cannot be read"));
    assert_eq!(place.items().await, before);
}

/// A list of so many cases, of which some have two rows and some cannot be taken.
fn many(count: usize) -> String {
    let row = |at: usize| {
        let opened = if at % 17 == 3 { "soon" } else { "1/2/2021" };
        let more = if at.is_multiple_of(5) {
            format!("B{at},,,Joined {at},,,,,,,,,,,,,,,,x\n")
        } else {
            String::new()
        };
        format!(
            "B{at},person,Noise,Sample {at},3/4/1990,,KT15 2AH,,,{opened},open,,,A,,,SurPol,Loud,,x\n{more}"
        )
    };
    (0..count).map(row).collect()
}

/// What matters of a case: when and by which run it was made may differ.
fn state(case: &[Sealed]) -> (usize, String, domain::case::Before, Vec<u32>) {
    let imported = imported_of(case);
    (
        case.len(),
        imported.reference,
        imported.before,
        imported.origin.rows,
    )
}

#[tokio::test]
async fn broken_off_at_any_point_it_comes_to_the_same_end() {
    let (whole, broken) = (Place::new().await, Place::new().await);
    let rows = many(260);
    let names: Vec<String> = (0..260).map(|at| format!("B{at}")).collect();
    let told = whole.told(&rows).await;
    assert!(told.contains("244  cases created"), "{told}");

    let asked = broken.asked(&rows);
    let (mut broken_off, mut halfway) = (0, 0);
    let mut wait = Duration::from_millis(20);
    let end = loop {
        match tokio::time::timeout(wait, broken.bring(&asked)).await {
            Ok(done) => break Some(done.unwrap()),
            Err(_) => broken_off += 1,
        }
        // It may have ended with nobody left to be told.
        if broken.tally(&asked).await.is_some() {
            break None;
        }
        let made = broken.cases(names.iter().cloned()).await.len();
        halfway += usize::from(made > 0 && made < 244);
        // Ever longer, by a fifth and a little at random: some of the breaks fall everywhere.
        let [random] = random::bytes::<1>().unwrap();
        wait = wait.mul_f64(1.2 + f64::from(random) / 2_000.0);
        assert!(broken_off < 100, "it never comes to the end");
    };
    assert!(
        broken_off > 3 && halfway > 0,
        "it was broken off {broken_off} times, {halfway} of them halfway"
    );
    let tally = whole.tally(&asked).await;
    assert_eq!(tally.map(|tally| tally.created), Some(244));
    assert_eq!(
        broken.tally(&asked).await,
        tally,
        "every row is accounted for as if nothing had happened"
    );
    let counts = |told: &str| told.split("Each bad row").next().map(str::to_owned);
    if let Some(end) = end {
        assert_eq!(counts(&end), counts(&told), "and told of");
    }
    let (one, other) = (
        whole.cases(names.iter().cloned()).await,
        broken.cases(names.iter().cloned()).await,
    );
    assert_eq!(one.len(), 244);
    for (name, case) in &one {
        assert_eq!(state(case), state(&other[name]), "{name}");
    }
    assert_eq!(
        broken.items().await - whole.items().await,
        0,
        "nothing is left over"
    );
}

#[tokio::test]
async fn two_at_once_and_a_coordinator_meanwhile_make_no_case_and_no_reference_twice() {
    let place = Place::new().await;
    let asked = place.asked(&many(130));
    let ticket = async {
        for _ in 0..5 {
            let (store, now) = (place.local.store(), place.local.clock().now());
            let area = "RUN".parse().unwrap();
            let ticket = store.next_case_reference(&area, now).await.unwrap();
            // It may be taken meanwhile: then somebody else has it.
            let _ = store.commit(Commit::default().claim(&ticket)).await;
        }
    };
    let (one, other, ()) = tokio::join!(place.bring(&asked), place.bring(&asked), ticket);
    assert!(one.is_ok() || other.is_ok(), "{one:?} {other:?}");
    let last = place.bring(&asked).await.unwrap();
    assert!(last.contains("0  cases created"), "{last}");
    let cases = place.cases((0..130).map(|at| format!("B{at}"))).await;
    assert_eq!(cases.len(), 122);
    let references: BTreeSet<_> = cases
        .values()
        .map(|case| imported_of(case).reference)
        .collect();
    assert_eq!(references.len(), 122);
    let store = place.local.store();
    for case in cases.values() {
        assert_eq!(case.len(), 1);
        let pk = keys::case_reference(&imported_of(case).reference);
        assert!(
            !pk.is_empty()
                && store
                    .imported(&[case[0].header.id.parse().unwrap()])
                    .await
                    .unwrap()
                    .len()
                    == 1
        );
    }
}

#[tokio::test]
async fn what_an_import_costs_is_what_it_writes() {
    let place = Place::new().await;
    let asked = place.asked(&many(150));
    let (meter, aws) = (Meter::default(), place.local.aws());
    let db = meter.on(&aws.dynamodb);
    let store = Store::new(db, TABLE, aws.s3.clone(), bucket("Packs"));
    let before = place.least_units().await;
    meter.start();
    bring(&store, &asked, place.local.clock().now())
        .await
        .unwrap();
    let reading = meter.take();
    let least = f64::from(u32::try_from(place.least_units().await - before).unwrap());
    let table = |call: &Call| call.write_units;
    let written: f64 = reading.calls.iter().map(table).sum();
    let transactions = reading
        .calls
        .iter()
        .filter(|call| table(call) > 0.0)
        .count();
    let transactions = f64::from(u32::try_from(transactions).unwrap());
    // Beside the cases: the import's record as it was before each of its four entries but the last, the
    // area's counter as it was before the last part, and in each transaction two sheets of the area's
    // figures, of cases and of what they are about, at two units each.
    assert!(
        (least..=least + 10.0 + 4.0 * transactions).contains(&written),
        "{written} in {transactions} for at least {least}"
    );
    // A case that is not there costs one unit to ask for; beside that, who, where and which agencies.
    assert!(
        reading.read_units() <= 141.0 + 30.0,
        "{}",
        reading.read_units()
    );
}

#[test]
fn a_proposed_mapping_never_takes_the_place_of_one_that_is_there() {
    let folder = Scratch::new();
    let (list, mapping) = (folder.path().join("l.csv"), folder.path().join("m.toml"));
    fs::write(&list, "Ref,Surname\n1,x\n").unwrap();
    assert!(
        propose_mapping(&list, &mapping)
            .unwrap()
            .contains("--dry-run")
    );
    let text = fs::read_to_string(&mapping).unwrap();
    assert!(text.contains("gives = \"family_name\""), "{text}");
    fs::write(&mapping, "mine").unwrap();
    assert!(propose_mapping(&list, &mapping).is_err());
    assert_eq!(fs::read_to_string(&mapping).unwrap(), "mine");
}

#[tokio::test]
async fn nothing_that_a_cell_says_is_printed_and_everything_left_out_is_in_the_errors() {
    let place = Place::new().await;
    // An agency with quotation marks of its own, and a heading that nobody named.
    let row =
        "A1,person,Noise,Al Ice,,,,,,1/2/2021,open,,,,,,The “Ice” lot; Sam Whoever,,,x,seen\n";
    let mut asked = place.asked("");
    let list = format!("{HEAD},Al Ice’s file\n{row}");
    fs::write(&asked.file, &list).unwrap();
    let told = place.bring(&asked).await.unwrap();
    for secret in ["Ice", "Whoever", "lot"] {
        assert!(!told.contains(secret), "{secret}: {told}");
    }
    assert!(
        told.contains("2 × Agencies: No agency is called so"),
        "{told}"
    );
    assert!(
        told.contains("a column whose headings, in row 1,"),
        "{told}"
    );
    let errors = place.errors();
    assert_eq!(errors[1][..2], ["1", "Al Ice’s file"]);
    assert!(errors[2][3].starts_with("“The “Ice” lot”: No agency"));
    // A file without headings is not repeated either.
    fs::write(&asked.file, row).unwrap();
    let refused = place.refused(&asked).await;
    assert!(
        refused.contains("row 1") && !refused.contains("Ice"),
        "{refused}"
    );
    fs::write(&asked.file, list).unwrap();
    asked.mapping = asked.file.clone();
    let refused = place.refused(&asked).await;
    assert!(
        refused.contains("is no mapping") && !refused.contains("Ice"),
        "{refused}"
    );
}

#[tokio::test]
async fn an_import_that_is_refused_or_broken_off_leaves_no_half_of_its_errors() {
    let place = Place::new().await;
    let asked = place.asked(&many(260));
    let broken = tokio::time::timeout(Duration::from_millis(150), place.bring(&asked)).await;
    assert!(broken.is_err(), "it was broken off");
    let left = fs::read_dir(place.folder.path()).unwrap();
    let left: Vec<_> = left.map(|file| file.unwrap().file_name()).collect();
    let partial = left
        .iter()
        .any(|name| name.to_string_lossy().contains("partial"));
    assert!(!partial && left.len() == 3, "{left:?}");
}

#[tokio::test]
async fn whoever_finds_that_another_run_has_begun_stops_and_makes_none_of_its_cases() {
    let place = Place::new().await;
    let asked = place.asked(GOOD);
    let (store, now) = (place.local.store(), place.local.clock().now());
    let caller = administrator(store, BY, now).await.unwrap();
    let stamp = edge::stamp(&caller, now).unwrap();
    let agencies = registered(store).await.unwrap();
    let file = opened::open(&asked.file, &asked.mapping).unwrap();
    let area: AreaCode = "RUN".parse().unwrap();
    let file = file.surveyed(agencies, area, stamp.clone()).await.unwrap();
    let by = By {
        caller,
        now,
        dry: false,
    };
    let mut run = Run::of(store, &file, by).await.unwrap();
    let other = engine::begin(store, file.source(), Hash::of(b"tomorrow"), &stamp).await;
    assert_eq!(other.unwrap().run, 2);
    let mut rejected = Rejected {
        told: Told::default(),
        errors: None,
    };
    let refused = run.go_through(&file, (&mut rejected, &mut ToTheEnd)).await;
    assert!(
        matches!(refused, Err(Broken::Overtaken)),
        "it stops: {refused:?}"
    );
    let made = place.cases(["A1", "A2"].map(String::from)).await;
    assert!(made.is_empty(), "the other run makes them");
}

#[tokio::test]
async fn places_that_all_count_in_the_same_figures_are_brought_over_in_one_go() {
    let place = Place::new().await;
    let row =
        |at| format!("P{at},Hot spot,Car meets,,,Car park {at},,,,5 Jan 2020,open,,,,,,,,,x\n");
    let rows: String = (0..150).map(row).collect();
    let told = place.told(&rows).await;
    assert!(told.contains("150  cases created"), "{told}");
    let cases = place.cases((0..150).map(|at| format!("P{at}"))).await;
    let last: BTreeSet<_> = cases
        .values()
        .map(|case| imported_of(case).reference)
        .collect();
    assert_eq!(last.len(), 150);
}
