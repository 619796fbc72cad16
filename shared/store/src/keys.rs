//! Every key of the table, as a named pure function.
//!
//! A partition is an aggregate, or a list keyed by area, agency or person. No key of a case holds
//! its area: areas merge (R11.3). Lists sort by what people sort by.
//!
//! | item | pk | sk |
//! |---|---|---|
//! | record of an aggregate | `CASE#…` | `R` |
//! | journal entry | `CASE#…` | `J#0000000042` |
//! | read entry | `CASE#…` | `A#<time>#<id>` |
//! | leaf of either, for a signed root | `CASE#…` | `H#<place>` |
//! | newest signed root | `ROOTS` | `R` |
//! | what lists show of a case | `CASE#…` | `C` |
//! | that closing it is proposed | `CASE#…` | `CP` |
//! | how long it is kept | `CASE#…`, `REFERRAL#…`, `CASE_REVIEW#…`, `SUBJECT_ACCESS#…` | `CK` |
//! | agency on a case | `CASE#…` | `G#<agency>` |
//! | action | `ACTION#…` | `R` |
//! | subject of a case, by what they are found exactly, or by being like it (at most 8 each) | `MATCH#<hash>` | `<case>` |
//! | what leads from a stub to its case | `STUB#<hash>` | `R` |
//! | access that was asked for or taken | `ACCESS#…` | `R` |
//! | data-protection officer | `OFFICERS` | `<person>` |
//! | power that runs | `CASE#…` | `D#<number>` |
//! | long form of somebody without an account | `SAVED#<hash>` | `R` |
//! | letter sent by email | `LETTER#<hash>` | `R` |
//! | returned notice that waits | `CASE#…` | `U#<notice>` |
//! | notice in the ledger | `NOTICE#…` | `R` |
//! | what came back of it | `NOTICE#…` | `F#<what>` |
//! | what seals the time a form was opened | `SEAL` | `R` |
//! | counters of an area's cases, of cases and of all else | `AREA#…` | `T#C#<sheet>`, `T#Q#<sheet>` |
//! | what erased cases had added to them in a quarter | `AREA#…` | `T#E#<quarter>` |
//! | session of a person | `PERSON#…` | `S#<hash>` |
//! | address for a person's calendar program | `PERSON#…` | `F` |
//! | day of a series that has its meeting | `SERIES#<area>#<forum>` | `<day>` |
//!
//! `J#…` < `R`, so one backward query from `R` gives the record and the newest entries.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    AccessId, ActionId, AgencyId, AreaCode, CaseId, CaseReviewId, MeetingId, PersonId, ReferralId,
    SubjectAccessId, TransferId,
    directory::Account,
    figures::{Part, Sheet},
    journal::Hash,
    matching::MatchKey,
    meeting::Forum,
    notice::Came,
    time::Quarter,
};

/// The sort key of a record.
pub const RECORD: &str = "R";
/// What sort keys of sessions begin with.
pub const SESSION_PREFIX: &str = "S#";
/// The sort key of the thin row that lists show instead of a large record.
pub const LISTED: &str = "C";
/// The sort key of the row that a case has while closing it is proposed.
pub const PROPOSED: &str = "CP";
/// The sort key of the row that says how long something settled is kept.
pub const KEEPING: &str = "CK";
/// What the sort key of every journal entry begins with; the stream's filter knows it too.
pub const ENTRY_PREFIX: &str = "J#";
/// What the sort key of every read entry begins with.
pub const READ_PREFIX: &str = "A#";

/// What the sort key of every leaf begins with. It lies before the journal, so that no query for
/// entries and record meets it.
pub const LEAF_PREFIX: &str = "H#";

/// What the sort key of the row of a power that runs begins with; it lies before the journal too.
pub const ORDER_PREFIX: &str = "D#";

/// What the sort key of every report on a notice begins with.
pub const FEEDBACK_PREFIX: &str = "F#";

/// What the sort keys of counters by quarter begin with. It lies behind the record, so that a journal is
/// read without them.
pub const FIGURES_PREFIX: &str = "T#";

/// The partition of an aggregate, from its kind and id.
pub fn aggregate(kind: &str, id: &str) -> String {
    format!("{}#{id}", kind.to_ascii_uppercase())
}

/// The kind and id of the aggregate whose partition this is; kinds are lower case.
pub fn aggregate_of(pk: &str) -> Option<(String, String)> {
    let (kind, id) = pk.split_once('#')?;
    Some((kind.to_ascii_lowercase(), id.to_owned()))
}

/// The partition of a case.
pub fn case(id: CaseId) -> String {
    aggregate("case", &id.to_string())
}
/// The partition of a referral.
pub fn referral(id: ReferralId) -> String {
    aggregate("referral", &id.to_string())
}
/// The partition of a request for what is held about somebody.
pub fn subject_access(id: SubjectAccessId) -> String {
    aggregate("subject_access", &id.to_string())
}
/// The partition of an application for a case review.
pub fn case_review(id: CaseReviewId) -> String {
    aggregate("case_review", &id.to_string())
}
/// The partition of a meeting.
pub fn meeting(id: MeetingId) -> String {
    aggregate("meeting", &id.to_string())
}
/// The partition of an area.
pub fn area(code: &AreaCode) -> String {
    aggregate("area", code.as_str())
}
/// The partition of what was adopted about the rules: one in all.
pub fn rules() -> String {
    aggregate("rules", domain::law::Adopted::ID)
}
/// The partition of what is planned to become of areas: one in all.
pub fn reorganisations() -> String {
    aggregate(
        "reorganisation",
        domain::reorganisation::Reorganisations::ID,
    )
}
/// The partition of an import of cases.
pub fn import(id: Hash) -> String {
    aggregate("import", &id.to_string())
}
/// The partition of a list of cases on its way here.
pub fn transfer(id: TransferId) -> String {
    aggregate("transfer", &id.to_string())
}
/// The partition of an agency.
pub fn agency(id: &AgencyId) -> String {
    aggregate("agency", id.as_str())
}
/// The partition of a person of staff.
pub fn person(id: PersonId) -> String {
    aggregate("person", &id.to_string())
}
/// The row of a day of a forum's series, which one meeting has.
pub fn series_day(area: &AreaCode, forum: Forum, day: NaiveDate) -> (String, String) {
    (format!("SERIES#{area}#{}", forum.value()), day.to_string())
}

/// The row of an action, which points to its case.
pub fn action(id: ActionId) -> String {
    format!("ACTION#{id}")
}

/// The row of access that was asked for or taken, which points to its case.
pub fn access(id: AccessId) -> String {
    format!("ACCESS#{id}")
}

/// The partition of cases whose subjects are found by this key.
pub fn matches(key: MatchKey) -> String {
    format!("MATCH#{key}")
}

/// What a stub of a case is known by; it leads back to the case only by a row of the table.
pub fn stub_of(case: CaseId) -> Hash {
    domain::case::same::stub_of(case)
}

/// The row that leads from a stub to its case.
pub fn stub(id: Hash) -> String {
    format!("STUB#{id}")
}

/// The partition that lists data-protection officers; a few dozen rows in a county.
pub const OFFICERS: &str = "OFFICERS";

/// The sort key of journal entry `seq`: ten digits, so that text order is number order.
pub fn entry(seq: u64) -> String {
    format!("{ENTRY_PREFIX}{seq:010}")
}

/// The position that a journal entry's sort key holds.
pub fn entry_seq(sk: &str) -> Option<u64> {
    sk.strip_prefix(ENTRY_PREFIX)?.parse().ok()
}

/// The sort key of a read entry.
pub fn read(at: DateTime<Utc>, id: &str) -> String {
    format!("{READ_PREFIX}{}#{id}", at.format("%Y-%m-%dT%H:%M:%S%.3fZ"))
}

/// When a read entry was made, as its sort key says.
pub fn read_at(sk: &str) -> Option<DateTime<Utc>> {
    let (at, _) = sk.strip_prefix(READ_PREFIX)?.split_once('#')?;
    at.parse().ok()
}

/// The sort key of the leaf of what stands at `place`.
pub fn leaf(place: &str) -> String {
    format!("{LEAF_PREFIX}{place}")
}

/// The partition of the newest signed root; written once a run.
pub const ROOTS: &str = "ROOTS";

/// The sort key of an agency's row on a case.
pub fn agency_on_case(agency: &AgencyId) -> String {
    format!("G#{agency}")
}

/// The sort key of the row of a power that runs, by its number on the case.
pub fn order(number: u32) -> String {
    format!("{ORDER_PREFIX}{number:02}")
}

/// The number of the power that a sort key is for.
pub fn order_number(sk: &str) -> Option<u32> {
    sk.strip_prefix(ORDER_PREFIX)?.parse().ok()
}

/// The sort key of a returned notice's row beside the record it is about.
pub fn returned(notice: Hash) -> String {
    format!("U#{notice}")
}

/// The row that finds a case by its reference, and keeps two from having the same.
pub fn case_reference(reference: &str) -> String {
    format!("CASEREF#{reference}")
}

/// The counter of an area's case references in a year.
pub fn case_counter(area: &AreaCode, year: i32) -> (String, String) {
    (self::area(area), format!("N#CASE#{year}"))
}

/// The counter of an area's case reviews in a year, as it is published.
pub fn case_review_figures(area: &AreaCode, year: i32) -> (String, String) {
    (self::area(area), format!("N#REVIEW#{year}"))
}

/// The counters of a sheet of an area's figures.
///
/// Those of cases lie together over all quarters, because what is open follows from all of them;
/// others lie by quarter, because reports read few.
pub fn figures(area: &AreaCode, sheet: &Sheet) -> (String, String) {
    (self::area(area), figures_sort(sheet))
}

/// The sort key of the counters of a sheet.
pub fn figures_sort(sheet: &Sheet) -> String {
    match sheet.part {
        Part::Cases => format!("{FIGURES_PREFIX}C#{sheet}"),
        _ => format!("{FIGURES_PREFIX}Q#{sheet}"),
    }
}

/// The sort keys between which lie the counters of cases up to the end of a quarter.
pub fn figures_of_cases(last: Quarter) -> (String, String) {
    (
        format!("{FIGURES_PREFIX}C#"),
        format!("{FIGURES_PREFIX}C#{last}#~"),
    )
}

/// The sort keys between which lie the other counters of some quarters.
pub fn figures_between(first: Quarter, last: Quarter) -> (String, String) {
    (
        format!("{FIGURES_PREFIX}Q#{first}#"),
        format!("{FIGURES_PREFIX}Q#{last}#~"),
    )
}

/// The sheet that counters with this sort key are of.
pub fn figures_sheet(sk: &str) -> Option<Sheet> {
    let rest = sk.strip_prefix(FIGURES_PREFIX)?;
    let (_, sheet) = rest
        .split_once('#')
        .filter(|(kind, _)| matches!(*kind, "C" | "Q"))?;
    sheet.parse().ok()
}

/// What erased cases had added to an area's counters of a quarter, and what stays in them.
pub fn figures_of_erased(area: &AreaCode, quarter: Quarter) -> (String, String) {
    (self::area(area), format!("{FIGURES_PREFIX}E#{quarter}"))
}

/// The quarter of what erased cases had added, by its sort key.
pub fn figures_of_erased_quarter(sk: &str) -> Option<Quarter> {
    let rest = sk.strip_prefix(FIGURES_PREFIX)?;
    rest.strip_prefix("E#")?.parse().ok()
}

/// The row that finds a person by email. The address is hashed: keys reach metrics and tools.
pub fn sign_in_name(email: &str) -> String {
    format!(
        "SIGNIN#{}",
        Hash::of(email.trim().to_lowercase().as_bytes())
    )
}

/// The row that finds a person by their account at the issuer.
pub fn account(account: &Account) -> String {
    let Account { issuer, subject } = account;
    format!(
        "ACCOUNT#{}",
        Hash::of(format!("{issuer}\n{subject}").as_bytes())
    )
}

/// The sort key of the address by which a person's calendar program asks. It lies before the journal.
pub const FEED: &str = "F";
/// The same of their meetings.
pub const MEETINGS_FEED: &str = "FM";

/// The key that seals when a form was opened: one for all processes, made when it is first needed.
pub const SEAL: &str = "SEAL";

/// The partition that lists areas; a few dozen rows, written when an area is set up.
pub const AREAS: &str = "AREAS";
/// The partition that lists all agencies.
pub const AGENCIES: &str = "AGENCIES";
/// The partition that lists those who administer the directory: a handful.
pub const ADMINISTRATORS: &str = "ADMINISTRATORS";

/// How many cases a person looked at in the hour that began then.
pub fn looks(person: PersonId, began: i64) -> String {
    format!("LOOKS#{person}#{began}")
}

/// A request that must not happen twice.
pub fn once(caller: &str, key: &str) -> String {
    format!("ONCE#{}", asked(caller, key))
}

/// What a request is known again by: the same key from somebody else is another request.
pub(crate) fn asked(caller: &str, key: &str) -> Hash {
    Hash::of(format!("{caller}\n{key}").as_bytes())
}

/// The ledger item of a notice.
pub fn notice(id: Hash) -> String {
    format!("NOTICE#{id}")
}

/// The sort key, beside a notice in the ledger, of what the mail provider reported of it.
pub fn feedback(came: Came) -> String {
    format!("{FEEDBACK_PREFIX}{}", came.value())
}

/// A long form not yet sent, under the person who writes it.
pub fn drafts(person: PersonId) -> String {
    format!("DRAFTS#{person}")
}

/// What somebody without an account has saved of a long form, by the hash of its secret.
pub fn saved(secret: Hash) -> String {
    format!("SAVED#{secret}")
}

/// A letter that was sent by email, by the hash of its secret.
pub fn letter(secret: Hash) -> String {
    format!("LETTER#{secret}")
}

/// The sort key of a signed-in browser, by the hash of its secret. It lies behind its person's
/// record, so that one query gives both.
pub fn session(secret: Hash) -> String {
    format!("{SESSION_PREFIX}{secret}")
}

/// A sign-in under way, by the hash of its state.
pub fn attempt(state: Hash) -> String {
    format!("ATTEMPT#{state}")
}

/// How often somebody knocked, by the hash of what they are known by, in the stretch that began at `since` (seconds since 1970).
pub fn knocks(what: &str, who: Hash, since: i64) -> String {
    format!("KNOCK#{what}#{who}#{since}")
}

/// Lists in the index `by_area`.
pub mod by_area {
    use super::*;

    /// Referrals waiting for triage, sorted by [`super::day_then`].
    pub fn triage(area: &AreaCode) -> String {
        format!("{area}#TRIAGE")
    }
    /// Referrals decided, newest last.
    pub fn triaged(area: &AreaCode) -> String {
        format!("{area}#TRIAGED")
    }
    /// Open cases, by the first day on which something about them is due.
    pub fn cases(area: &AreaCode) -> String {
        format!("{area}#CASES")
    }
    /// Closed cases, by closing day.
    pub fn closed(area: &AreaCode) -> String {
        format!("{area}#CLOSED")
    }
    /// Cases, open or closed, by the day they were opened.
    pub fn opened(area: &AreaCode) -> String {
        format!("{area}#OPENED")
    }
    /// Cases that somebody proposes to close.
    pub fn proposed(area: &AreaCode) -> String {
        format!("{area}#PROPOSED")
    }
    /// Open actions, by due date.
    pub fn actions(area: &AreaCode) -> String {
        format!("{area}#ACTIONS")
    }
    /// Actions declined or ended, by the time that happened.
    pub fn ended(area: &AreaCode) -> String {
        format!("{area}#ENDED")
    }
    /// Lists of cases that are or were brought over, by when they were announced.
    pub fn transfers(area: &AreaCode) -> String {
        format!("{area}#TRANSFERS")
    }
    /// Meetings, by start.
    pub fn meetings(area: &AreaCode) -> String {
        format!("{area}#MEETINGS")
    }
    /// Into how many lists the leaves that wait for a root are spread.
    pub const LEAF_LISTS: u8 = 4;

    /// Leaves that wait for a root, oldest first, by the first byte of their hash: a list that the
    /// whole country writes into is spread over several.
    pub fn leaves(hash: Hash) -> String {
        let [first, ..] = hash.bytes();
        leaves_in(first % LEAF_LISTS)
    }
    /// One of the lists of leaves.
    pub fn leaves_in(list: u8) -> String {
        format!("LEAVES#{list}")
    }

    /// Access that waits for an answer or a review, oldest first.
    pub fn access(area: &AreaCode) -> String {
        format!("{area}#ACCESS")
    }
    /// Closed cases, decided referrals, case reviews that are over and answered requests that nobody has looked at since, by the day of that.
    pub fn settled(area: &AreaCode) -> String {
        format!("{area}#SETTLED")
    }
    /// Case reviews in which something is to be done, by the day it is due.
    pub fn reviews(area: &AreaCode) -> String {
        format!("{area}#REVIEWS")
    }
    /// Those that are over, by the day of the application.
    pub fn reviewed(area: &AreaCode) -> String {
        format!("{area}#REVIEWED")
    }
    /// Requests for what is held about somebody that are not answered, by the day they are due.
    pub fn asked(area: &AreaCode) -> String {
        format!("{area}#ASKED")
    }
    /// Those that are answered, by the day they were due.
    pub fn answered(area: &AreaCode) -> String {
        format!("{area}#ANSWERED")
    }
    /// What is kept longer, by the day on which it is looked at again.
    pub fn kept(area: &AreaCode) -> String {
        format!("{area}#KEPT")
    }
    /// What nothing of may be erased, by the day since when.
    pub fn held(area: &AreaCode) -> String {
        format!("{area}#HELD")
    }
    /// What is to be erased, by the day.
    pub fn erasing(area: &AreaCode) -> String {
        format!("{area}#ERASING")
    }
    /// What was erased, by the day.
    pub fn erased(area: &AreaCode) -> String {
        format!("{area}#ERASED")
    }
    /// Powers that run on its cases, by the first day on which something falls due.
    pub fn orders(area: &AreaCode) -> String {
        format!("{area}#ORDERS")
    }
    /// Returned notices that wait for somebody to deal with them, oldest first.
    pub fn returned(area: &AreaCode) -> String {
        format!("{area}#RETURNED")
    }
}

/// Lists in the index `by_agency`.
pub mod by_agency {
    use super::*;

    /// Open cases the agency is on, by the first day on which something about them is due.
    pub fn cases(agency: &AgencyId) -> String {
        format!("{agency}#CASES")
    }
    /// Closed cases the agency is on, by closing day.
    pub fn closed(agency: &AgencyId) -> String {
        format!("{agency}#CLOSED")
    }
    /// Open actions, by due date.
    pub fn actions(agency: &AgencyId) -> String {
        format!("{agency}#ACTIONS")
    }
    /// Actions declined or ended, by the day that happened.
    pub fn ended(agency: &AgencyId) -> String {
        format!("{agency}#ENDED")
    }
    /// Access to cases it leads that waits for an answer or a review, oldest first.
    pub fn access(agency: &AgencyId) -> String {
        format!("{agency}#ACCESS")
    }
    /// Referrals the agency made, by arrival.
    pub fn referrals(agency: &AgencyId) -> String {
        format!("{agency}#REFERRALS")
    }
    /// People who act for the agency, by name.
    pub fn people(agency: &AgencyId) -> String {
        format!("{agency}#PEOPLE")
    }
    /// People who acted for the agency until they left, by name.
    pub fn left(agency: &AgencyId) -> String {
        format!("{agency}#LEFT")
    }
}

/// Lists in the index `by_person`.
pub mod by_person {
    use super::*;

    /// Access that a person asked for or took, oldest first.
    pub fn access(person: PersonId) -> String {
        format!("{person}#ACCESS")
    }
    /// Open actions of a person, by due date.
    pub fn actions(person: PersonId) -> String {
        format!("{person}#ACTIONS")
    }
    /// Everybody who has not left, by name.
    pub fn people() -> String {
        "PEOPLE".to_owned()
    }
    /// Everybody who left, by name.
    pub fn left() -> String {
        "LEFT".to_owned()
    }
}

/// Sorts by a civil date, then by id.
pub fn day_then(on: NaiveDate, id: impl std::fmt::Display) -> String {
    format!("{on}#{id}")
}

/// Sorts by an instant, then by id.
pub fn time_then(at: DateTime<Utc>, id: impl std::fmt::Display) -> String {
    format!("{}#{id}", at.format("%Y-%m-%dT%H:%M:%S%.3fZ"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_read_back_and_sort_below_the_record() {
        for seq in [1, 42, 9_999_999_999] {
            assert_eq!(entry_seq(&entry(seq)), Some(seq));
            assert!(entry(seq).as_str() < RECORD);
        }
        assert!(entry(9) < entry(10));
        assert_eq!(entry_seq(RECORD), None);
        assert_eq!(entry_seq("J#x"), None);
    }

    #[test]
    fn reads_and_agencies_lie_outside_the_journal() {
        let at = DateTime::UNIX_EPOCH;
        let agency: AgencyId = "surrey-police".parse().unwrap();
        let range = ENTRY_PREFIX..=RECORD;
        assert!(!range.contains(&read(at, "x").as_str()));
        assert!(
            !range.contains(&LISTED) && !range.contains(&PROPOSED) && !range.contains(&KEEPING)
        );
        assert!(!range.contains(&agency_on_case(&agency).as_str()));
        assert!(!range.contains(&returned(Hash::ZERO).as_str()));
        assert!(!range.contains(&feedback(Came::Bounced).as_str()));
        assert!(!range.contains(&leaf("entry 0000000001").as_str()));
        assert!(!(READ_PREFIX..="A#~").contains(&leaf("entry 0000000001").as_str()));
    }

    #[test]
    fn counters_of_quarters_read_back_outside_the_journal_and_sort_as_they_follow() {
        let area: AreaCode = "RUN".parse().unwrap();
        let quarters: [Quarter; 3] =
            ["2025-Q4", "2026-Q1", "2026-Q4"].map(|text| text.parse().unwrap());
        let agency = Part::Actions("surrey-police".parse().unwrap());
        for part in [Part::Cases, Part::About, Part::Powers, Part::Risk, agency] {
            let sheets = quarters.map(|quarter| Sheet {
                quarter,
                forum: Forum::Jag,
                part: part.clone(),
            });
            let keys = sheets.each_ref().map(|sheet| figures(&area, sheet).1);
            assert!(keys.is_sorted());
            let [_, second, third] = quarters;
            let (from, to) = match part {
                Part::Cases => figures_of_cases(second),
                _ => figures_between(second, third),
            };
            let between = keys.each_ref().map(|key| (&from..=&to).contains(&key));
            let cases = part == Part::Cases;
            assert_eq!(between, [cases, true, !cases]);
            for (key, sheet) in keys.iter().zip(sheets) {
                assert_eq!(figures_sheet(key), Some(sheet));
                assert!(!(ENTRY_PREFIX..=RECORD).contains(&key.as_str()));
            }
        }
        assert_eq!(figures_sheet(RECORD), None);
        let (_, erased) = figures_of_erased(&area, quarters[0]);
        assert_eq!(figures_sheet(&erased), None);
        assert_eq!(figures_of_erased_quarter(&erased), Some(quarters[0]));
    }

    #[test]
    fn rows_of_orders_read_back_outside_the_journal_and_the_readings() {
        for number in [1, 9, 20] {
            let key = order(number);
            assert_eq!(order_number(&key), Some(number));
            assert!(!(ENTRY_PREFIX..=RECORD).contains(&key.as_str()));
            assert!(!(READ_PREFIX..="A#~").contains(&key.as_str()));
        }
        assert_eq!(order_number(RECORD), None);
    }

    #[test]
    fn keys_of_aggregates_and_readings_read_back() {
        let id = CaseId::from(uuid::Uuid::from_u128(5));
        let of = aggregate_of(&case(id)).unwrap();
        assert_eq!(of, ("case".to_owned(), id.to_string()));
        assert_eq!(aggregate_of("CASE"), None);
        let at = "2026-11-24T09:59:59.999Z".parse().unwrap();
        assert_eq!(read_at(&read(at, "x")), Some(at));
        assert_eq!(read_at("A#x"), None);
        assert_eq!(read_at(&entry(1)), None);
    }

    #[test]
    fn every_leaf_waits_in_one_of_the_lists() {
        let lists: Vec<_> = (0..by_area::LEAF_LISTS).map(by_area::leaves_in).collect();
        for n in 0..=255_u8 {
            assert!(lists.contains(&by_area::leaves(Hash::of(&[n]))));
        }
    }

    #[test]
    fn sessions_lie_behind_their_persons_record_and_nothing_else_does() {
        let session = session(Hash::of(b"secret"));
        let range = RECORD..=session.as_str();
        assert!(range.contains(&RECORD) && range.contains(&session.as_str()));
        assert!(!range.contains(&entry(1).as_str()));
    }

    #[test]
    fn keys_of_people_hold_no_address() {
        let key = sign_in_name(" Alex@Runnymede.Example ");
        assert_eq!(key, sign_in_name("alex@runnymede.example"));
        assert!(!key.contains("alex"));
    }

    #[test]
    fn a_stub_tells_nothing_of_its_case() {
        let case = CaseId::from(uuid::Uuid::from_u128(
            0x0190_a2f4_7c1e_7000_8000_0000_0000_00ab,
        ));
        let stub = stub_of(case).to_string();
        assert!(!case.to_string().split('-').any(|part| stub.contains(part)));
        assert_ne!(stub_of(case), Hash::of(case.to_string().as_bytes()));
    }

    #[test]
    fn lists_of_different_nouns_never_share_a_partition() {
        let area: AreaCode = "RUN".parse().unwrap();
        let agency: AgencyId = "aa".parse().unwrap();
        let mut all = vec![
            by_area::triage(&area),
            by_area::settled(&area),
            by_area::asked(&area),
            by_area::answered(&area),
            by_area::kept(&area),
            by_area::held(&area),
            by_area::erasing(&area),
            by_area::erased(&area),
            by_area::triaged(&area),
            by_area::cases(&area),
            by_area::closed(&area),
            by_area::opened(&area),
            by_area::proposed(&area),
            by_area::actions(&area),
            by_area::ended(&area),
            by_area::meetings(&area),
            by_area::returned(&area),
            by_area::orders(&area),
            by_area::access(&area),
            by_agency::cases(&agency),
            by_agency::closed(&agency),
            by_agency::actions(&agency),
            by_agency::ended(&agency),
            by_agency::access(&agency),
            by_agency::referrals(&agency),
            by_agency::people(&agency),
        ];
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn days_and_times_sort_as_they_follow() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert!(day_then(day("2026-09-30"), "b") < day_then(day("2026-10-01"), "a"));
        let early = "2026-11-24T09:59:59.999Z".parse().unwrap();
        let late = "2026-11-24T10:00:00Z".parse().unwrap();
        assert!(time_then(early, "b") < time_then(late, "a"));
    }
}
