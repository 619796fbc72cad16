//! `tests/matrix.toml`, read: who gets what at every route, and which words are planted where.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::cast::Somebody;

const TABLE: &str = include_str!("../../matrix.toml");

/// The whole table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Table {
    /// Fields that are planted and that no page shows.
    pub(super) unseen: BTreeSet<String>,
    /// Fields that cannot be planted on the day of the matrix, and the test that plants them.
    pub(super) planted_in: BTreeMap<String, String>,
    who: BTreeMap<String, Vec<Box>>,
    /// Kinds of planted words, and who may meet them.
    pub(super) marks: BTreeMap<String, Vec<String>>,
    pub(super) rows: Vec<Row>,
    /// Which kind of words each field of a request is planted with.
    pub(super) fields: BTreeMap<String, String>,
}

/// Everybody in one of these roles at one of these stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Box {
    also: Option<String>,
    roles: Option<BTreeSet<String>>,
    stands: Option<BTreeSet<String>>,
    /// Whether the role has to be held in the area of the case.
    #[serde(default)]
    here: bool,
}

/// Routes at which the same people get the same.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    /// What is required, and where that is written.
    pub(super) rule: String,
    /// Method and path, as the code has them.
    pub(super) at: Vec<String>,
    /// The representations that are asked for.
    #[serde(rename = "as")]
    pub(super) forms: Vec<Form>,
    /// Whether everybody asks or, where nothing of a case is at stake, only one of each kind.
    #[serde(default)]
    asked: Asked,
    /// Those who do not ask, because it would be done.
    pub(super) but: Option<String>,
    /// What stands in the path's parameters, where it is not the usual.
    #[serde(default)]
    pub(super) of: BTreeMap<String, String>,
    pub(super) query: Option<String>,
    /// Fields of the body, where the published example would not do.
    #[serde(default)]
    pub(super) with: toml::Table,
    /// Whether a change names no version: a rule stands in the way of a second one.
    #[serde(default)]
    pub(super) fresh: bool,
    gets: Vec<(String, String)>,
    others: String,
    /// Who is led on instead, where a page may also lead on.
    led: Option<String>,
    /// Words that must be met here by those who may meet them.
    #[serde(default)]
    pub(super) shows: Vec<String>,
    /// Words that everybody for whom this is done may meet here.
    #[serde(default)]
    pub(super) discloses: Vec<String>,
    /// For whom it is shown to succeed, where it has not for anybody.
    pub(super) proof: Option<String>,
    /// The test that shows it to succeed, where it cannot on the day of the matrix.
    pub(super) proof_in: Option<String>,
    /// Whether it is asked before everything else.
    #[serde(default)]
    pub(super) first: bool,
    /// Whether it changes who sees what, so that it is asked after everything else.
    #[serde(default)]
    pub(super) last: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Asked {
    #[default]
    All,
    Some,
}

/// A representation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Form {
    Html,
    Json,
    Pdf,
    /// What a page's form sends, answered by a page.
    #[serde(rename = "form")]
    Sent,
    Csv,
}

impl Form {
    pub(super) fn accept(self) -> &'static str {
        match self {
            Self::Html | Self::Sent => "text/html",
            Self::Json | Self::Csv => "application/json",
            Self::Pdf => "application/pdf",
        }
    }

    pub(super) fn is_page(self) -> bool {
        matches!(self, Self::Html | Self::Sent)
    }
}

/// What somebody gets, one of:
///
/// - `page`: what they asked for;
/// - `done`: what they asked to be done, or a rule or a newer version that stands in the way;
/// - `led`: to another address;
/// - `refused`: told that they may not;
/// - `nothing`: as if it were not there;
/// - `a fault`: what they named is none of their choices;
/// - or two of these, for what a test that asks in order cannot tell apart.
pub(super) fn fits(expected: &str, status: u16, form: Form) -> bool {
    expected.split(" or ").any(|one| match one {
        "page" => status == 200,
        "done" => {
            let led = form.is_page() && status == 303;
            led || matches!(status, 200 | 201 | 202 | 204 | 409 | 422)
        }
        "led" => status == 303,
        "refused" => status == 403,
        "nothing" => status == 404,
        "a fault" => status == 400,
        other => panic!("nobody gets {other}"),
    })
}

impl Table {
    pub(super) fn read() -> Self {
        toml::from_str(TABLE).unwrap()
    }

    /// Whether somebody belongs to a group.
    pub(super) fn is(&self, somebody: &Somebody, group: &str) -> bool {
        let boxes = self.who.get(group);
        let boxes = boxes.unwrap_or_else(|| panic!("nobody is said to be one who {group:?}"));
        boxes.iter().any(|each| {
            let also = each.also.as_ref();
            also.is_none_or(|other| self.is(somebody, other))
                && each
                    .roles
                    .as_ref()
                    .is_none_or(|roles| roles.contains(somebody.role))
                && each
                    .stands
                    .as_ref()
                    .is_none_or(|stands| stands.contains(somebody.stand))
                && (!each.here || somebody.here)
        })
    }

    /// Whether somebody may meet words of this kind.
    pub(super) fn meets(&self, somebody: &Somebody, mark: &str) -> bool {
        let groups = self.marks[mark].iter();
        !somebody.left() && groups.into_iter().any(|group| self.is(somebody, group))
    }

    /// Whether somebody asks here.
    pub(super) fn asks(&self, row: &Row, somebody: &Somebody) -> bool {
        let all = row.asked == Asked::All || somebody.one_of_each;
        let but = row.but.as_ref().is_some_and(|but| self.is(somebody, but));
        all && !but
    }

    /// What somebody gets at a row.
    pub(super) fn expected<'t>(&'t self, row: &'t Row, somebody: &Somebody) -> &'t str {
        let mut gets = row.gets.iter();
        let got = gets.find(|(group, _)| self.is(somebody, group));
        let got = got.map_or(row.others.as_str(), |(_, got)| got);
        match (&row.led, got) {
            (Some(led), "page or led") if self.is(somebody, led) => "led",
            (Some(_), "page or led") => "page",
            _ => got,
        }
    }

    /// Names of groups, roles, stands and kinds of words that are used and not there.
    pub(super) fn loose_ends(&self, roles: &[&str], stands: &[&str]) -> Vec<String> {
        let mut groups: Vec<&String> = self.marks.values().flatten().collect();
        for row in &self.rows {
            groups.extend(
                row.gets
                    .iter()
                    .map(|(name, _)| name)
                    .chain(&row.led)
                    .chain(&row.but),
            );
        }
        let mut loose = Vec::new();
        for each in self.who.values().flatten() {
            groups.extend(&each.also);
            for (named, known) in [(&each.roles, roles), (&each.stands, stands)] {
                let named = named.iter().flatten();
                loose.extend(
                    named
                        .filter(|name| !known.contains(&name.as_str()))
                        .cloned(),
                );
            }
        }
        let unknown = groups
            .into_iter()
            .filter(|name| !self.who.contains_key(*name));
        loose.extend(unknown.cloned());
        let used = self
            .rows
            .iter()
            .flat_map(|row| row.shows.iter().chain(&row.discloses));
        loose.extend(used.filter(|mark| !self.marks.contains_key(*mark)).cloned());
        loose
    }
}

impl Row {
    /// Whether nobody is asked who they are: the answer is the same for all.
    pub(super) fn asks_nobody(&self) -> bool {
        self.gets.is_empty()
            && self.others == "led"
            && self.at.iter().all(|at| at.contains(" /actions/"))
    }

    /// Method and path of each route.
    pub(super) fn routes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.at.iter().map(|at| at.split_once(' ').unwrap())
    }
}
