//! What came back, compared with what is expected; and what may stand nowhere at all.

use std::collections::BTreeSet;

use http::header;

use super::{
    ask::Ask,
    cast::Somebody,
    fields::{Met, SIGN, Words, met_in},
    table::{Form, Table, fits},
};
use crate::{
    access::without_ids,
    journey::pdf_text,
    log::Log,
    world::{Answer, World},
};

/// What was found.
pub(super) struct Tally<'t> {
    pub(super) table: &'t Table,
    /// Cells of the matrix: an answer's status, and each kind of words that is met in it or not.
    cells: usize,
    answers: usize,
    routes: BTreeSet<String>,
    compared: usize,
    succeeded: BTreeSet<String>,
    /// Planted words that somebody entitled has met.
    met: BTreeSet<String>,
    pub(super) wrong: Vec<String>,
}

impl<'t> Tally<'t> {
    pub(super) fn new(table: &'t Table) -> Self {
        Self {
            table,
            cells: 0,
            answers: 0,
            routes: BTreeSet::new(),
            compared: 0,
            succeeded: BTreeSet::new(),
            met: BTreeSet::new(),
            wrong: Vec::new(),
        }
    }

    pub(super) fn counts(&self) -> String {
        format!(
            "access matrix: {} routes and representations, {} answers, {} cells, {} wrong; \
             {} refusals compared with what is missing",
            self.routes.len(),
            self.answers,
            self.cells,
            self.wrong.len(),
            self.compared
        )
    }

    pub(super) fn has_succeeded(&self, path: &str) -> bool {
        self.succeeded.contains(path)
    }

    /// What somebody got.
    pub(super) fn take(&mut self, ask: Ask<'_>, somebody: &Somebody, answer: &Answer) {
        let place = place(ask, somebody);
        self.routes.insert(format!(
            "{} {} {:?} {:?}",
            ask.method, ask.path, ask.form, ask.row.of
        ));
        self.answers += 1;
        self.cells += 1;
        let status = answer.status.as_u16();
        let (expected, fitting) = if somebody.left() && !ask.row.asks_nobody() {
            let led = status == 303 && answer.location().starts_with("/sign-in");
            (
                "nobody",
                if ask.form.is_page() {
                    led || status == 401
                } else {
                    status == 401
                },
            )
        } else {
            let expected = self.table.expected(ask.row, somebody);
            (expected, fits(expected, status, ask.form))
        };
        let text = text(ask.form, answer);
        if !fitting {
            let told: String = text.chars().take(200).collect();
            let told = if ask.form.is_page() {
                String::new()
            } else {
                told
            };
            let rule = &ask.row.rule;
            self.wrong.push(format!(
                "{place}: {status} instead of {expected} {told} – {rule}"
            ));
        }
        if ask.method == "POST" && (answer.status.is_success() || status == 303) {
            self.succeeded.insert(ask.path.to_owned());
        }
        let got = fitting && matches!(status, 200) && matches!(expected, "page" | "done");
        self.meet(ask, somebody, &text, got);
        if let Some(address) = answer.headers.get(header::LOCATION) {
            let met = met_in(address.to_str().unwrap());
            let met = met.iter().map(|met| met.word);
            self.wrong
                .extend(met.map(|word| format!("{place}: led to an address with {word}")));
        }
    }

    /// Each kind of words is met by those who may meet it, where it has to show, and by nobody else;
    /// and nowhere in an address (R3.6).
    fn meet(&mut self, ask: Ask<'_>, somebody: &Somebody, text: &str, got: bool) {
        let all = met_in(text);
        let marks: BTreeSet<_> = all.iter().map(Met::mark).collect();
        for mark in self.table.marks.keys() {
            self.cells += 1;
            let discloses = got && ask.row.discloses.contains(mark);
            let may = discloses || self.table.meets(somebody, mark);
            let shown = marks.contains(mark.as_str());
            if shown && !may {
                let met = all.iter().find(|met| met.mark() == mark).unwrap();
                self.wrong
                    .push(format!("{}: {}", place(ask, somebody), met.word));
            }
            if !shown && may && got && ask.row.shows.contains(mark) {
                self.wrong
                    .push(format!("{}: no {mark}", place(ask, somebody)));
            }
        }
        for met in all {
            if in_an_address(text, met.at) {
                let place = place(ask, somebody);
                self.wrong
                    .push(format!("{place}: an address holds {}", met.word));
            }
            self.met.insert(met.word.trim_end().to_owned());
        }
    }

    /// What is forbidden and what is missing answer alike, but for ids.
    pub(super) fn compare(
        &mut self,
        ask: Ask<'_>,
        somebody: &Somebody,
        forbidden: &str,
        missing: &Answer,
    ) {
        self.compared += 1;
        let alike = missing.status == 404 && alike(forbidden) == alike(&missing.text());
        if !alike {
            let place = place(ask, somebody);
            let told: String = missing.text().chars().take(200).collect();
            self.wrong.push(format!(
                "{place}: told apart from what is missing: {} {told}",
                missing.status
            ));
        }
    }

    pub(super) fn prove(&mut self, ask: Ask<'_>, somebody: &Somebody, answer: &Answer) {
        if answer.status.is_success() || answer.status == 303 {
            self.succeeded.insert(ask.path.to_owned());
        } else {
            let (place, text) = (place(ask, somebody), answer.text());
            self.wrong.push(format!(
                "{place}: what is sent would not succeed: {} {text}",
                answer.status
            ));
        }
    }

    /// Where nobody is asked who they are, nobody meets anything planted, not even in a header.
    pub(super) fn take_open(&mut self, place: &str, answer: &Answer) {
        self.answers += 1;
        self.cells += 1;
        let headers = answer.headers.values().map(|value| value.as_bytes());
        let headers = headers.map(String::from_utf8_lossy).collect::<Vec<_>>();
        for text in [answer.text(), headers.join("\n")] {
            let met = met_in(&text).into_iter();
            self.wrong
                .extend(met.map(|met| format!("{place} by nobody: {}", met.word)));
        }
    }

    /// Logs, notices, names of objects and keys of the table hold nothing planted (R3.6); and
    /// everything that was said to be planted is there.
    pub(super) async fn nothing_elsewhere(&mut self, world: &World, log: &Log) {
        let told: String = world
            .sent()
            .into_iter()
            .map(|(_, _, text)| text + "\n")
            .collect();
        let names = names(world).await.join("\n");
        let (keys, bodies) = items(world).await;
        for (what, text, least) in [
            ("a notice", &told, 10_000),
            ("the log", &log.text(), 10_000),
            ("an object's name", &names, 100),
            ("a key of the table", &keys, 10_000),
        ] {
            assert!(
                text.len() >= least,
                "{what}: {} bytes are not enough",
                text.len()
            );
            let met = met_in(text).into_iter();
            self.wrong
                .extend(met.map(|met| format!("{what} says {}", met.word)));
        }
        assert!(bodies.contains(SIGN));
        for (field, word) in Words::published().kept() {
            if self.table.planted_in.contains_key(&field) {
                continue;
            }
            if !bodies.contains(&word) {
                self.wrong.push(format!("{field} is planted nowhere"));
            }
            let unseen = self.table.unseen.contains(&field);
            if !unseen && !self.met.iter().any(|met| met.starts_with(&word)) {
                self.wrong.push(format!("{field} was met by nobody"));
            }
        }
        for (field, mark) in &Words::published().fields {
            let (schema, name) = field.split_once('.').unwrap();
            let word = Words::published().planted(schema, name);
            if mark == "asked"
                && word.is_some_and(|word| word.starts_with(SIGN) && bodies.contains(&word))
            {
                self.wrong.push(format!("{field} is kept"));
            }
        }
    }
}

fn place(ask: Ask<'_>, somebody: &Somebody) -> String {
    let of = if ask.row.of.is_empty() {
        String::new()
    } else {
        format!(" of {:?}", ask.row.of.values().collect::<Vec<_>>())
    };
    format!(
        "{} {}{of} as {:?} by {}",
        ask.method,
        ask.path,
        ask.form,
        somebody.name()
    )
}

/// Whether the word at this place stands in an address: of a link, a form, or a program's `href`.
fn in_an_address(text: &str, at: usize) -> bool {
    let quote = text[..at].rfind('"').unwrap_or_default();
    let before = &text[..quote];
    ["href=", "action=", "src=", "\"href\":"]
        .iter()
        .any(|attribute| before.ends_with(attribute))
}

fn text(form: Form, answer: &Answer) -> String {
    match form {
        Form::Pdf if answer.status == 200 => pdf_text(&answer.bytes),
        _ => answer.text(),
    }
}

/// A text without what is different each time.
fn alike(text: &str) -> String {
    let text = without_ids(text);
    text.replace(&"0".repeat(64), "(id)")
}

/// The names of everything in the buckets.
async fn names(world: &World) -> Vec<String> {
    let s3 = &world.local.aws().s3;
    let mut names = Vec::new();
    let environment = world.local.environment();
    // Whatever bucket is added is looked into without being named here.
    let buckets = environment
        .iter()
        .filter(|(name, _)| name.ends_with("_BUCKET"));
    let mut looked_into = 0;
    for (setting, bucket) in buckets {
        let list = s3.list_objects_v2().bucket(bucket);
        let mut pages = list.into_paginator().send();
        let before = names.len();
        while let Some(page) = pages.next().await {
            let page = page.unwrap();
            let keys = page.contents().iter().filter_map(|object| object.key());
            names.extend(keys.map(str::to_owned));
        }
        assert!(names.len() > before, "nothing is in {setting}");
        looked_into += 1;
    }
    assert!(looked_into >= 3, "{looked_into} buckets");
    names
}

/// Every key of the table, those of its indexes among them, and everything else that is stored.
async fn items(world: &World) -> (String, String) {
    let (mut keys, mut bodies) = (String::new(), String::new());
    let mut after = None;
    loop {
        let scan = world.local.aws().dynamodb.scan();
        let scan = scan.table_name(&world.local.environment()["TABLE"]);
        let page = scan.set_exclusive_start_key(after).send().await.unwrap();
        for item in page.items() {
            for (name, value) in item {
                let Ok(text) = value.as_s() else { continue };
                let key = name.ends_with("pk") || name.ends_with("sk");
                let into = if key { &mut keys } else { &mut bodies };
                into.push_str(text);
                into.push('\n');
            }
        }
        after = page.last_evaluated_key().cloned();
        if after.is_none() {
            return (keys, bodies);
        }
    }
}
