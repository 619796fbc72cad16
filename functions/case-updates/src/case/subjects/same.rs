//! `/cases/{id}/subjects/{number}/same`: who else on the cases that somebody runs is the same person or place,
//! or is not (R2.1, R9.1).

use access::{Caller, case as policy};
use askama::Template;
use axum::{
    Router,
    extract::{Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use domain::{
    CaseId, Note,
    case::{
        category,
        same::{self, Standing, Verdict},
    },
    referral::form::Subject,
    time,
};
use edge::{
    Accept, App, Body, Fields, Problem, Within,
    page::{self, Choice, Chrome},
};
use serde::{Deserialize, Serialize};
use store::{
    Outcome,
    same::{Likely, Other, Tied},
};

use crate::{
    again::{Again, led_to},
    case::{
        MANAGES,
        change::{Answer, Change, Changed, Target},
        frame::{Frame, Tab},
        opened::Opened,
        permit,
    },
    find::StubView,
};

#[derive(utoipa::OpenApi)]
#[openapi(paths(show, judge))]
pub(crate) struct Doc;

pub(crate) fn routes() -> Router<App> {
    Router::new().route("/cases/{id}/subjects/{number}/same", get(show).post(judge))
}

const DONE: [(&str, &str); 3] = [
    (
        "join",
        "They are joined: each case shows that its subject is on the other",
    ),
    (
        "keep_apart",
        "They are kept apart, and are not suggested again unless what is recorded of them changes",
    ),
    ("undo", "What was said of the two no longer holds"),
];

const NOBODY: &str = "There is nobody with this number on that case";
const RUNS_BOTH: &str = "Only somebody who runs both cases – as coordinator or chair of the area, or of the agency that leads – \
     may say whether they are about the same person.";

/// That a subject of the case is one with subjects of others, as far as the caller may know.
#[derive(Debug, Clone, Default, Serialize, utoipa::ToSchema)]
#[schema(as = SameSubject)]
pub(crate) struct SameView {
    /// Subjects of cases that the caller sees.
    pub(crate) cases: Vec<SameCaseView>,
    /// Cases that they do not see, of whom a search for this one would tell them.
    pub(crate) stubs: Vec<StubView>,
}

/// A subject of another case that the caller sees.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = SameCase, example = json!({
    "href": "/cases/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001", "reference": "RUN-2026-0001", "status": "Open",
    "with": "RUN-2026-0001/1", "role_words": "Victim", "name": "Sam Example",
    "since": "20 November 2026", "by": "Priya Fernsby", "may_judge": true
}))]
pub(crate) struct SameCaseView {
    /// The other case.
    pub(crate) href: String,
    /// What people call it.
    pub(crate) reference: String,
    /// Where it stands, in words.
    pub(crate) status: String,
    /// What the two are named by when something is said of them.
    pub(crate) with: String,
    /// What they are to the matter there, in words.
    pub(crate) role_words: &'static str,
    /// Their name there.
    pub(crate) name: String,
    /// Since when that holds, in words.
    pub(crate) since: String,
    /// Who said so.
    pub(crate) by: String,
    /// Whether the caller may undo it.
    pub(crate) may_judge: bool,
}

impl SameCaseView {
    fn of(tied: &Tied, likely: &Likely) -> Self {
        let row = &likely.hit.row;
        Self {
            href: format!("/cases/{}", row.id),
            reference: row.reference.clone(),
            status: row.status.clone(),
            with: named(likely),
            role_words: likely.subject.role.label(),
            name: likely.subject.name.to_string(),
            since: time::long_date(time::london_date(tied.at)),
            by: tied.by.clone(),
            may_judge: likely.may_judge,
        }
    }
}

/// How a subject of another case is named in a request.
fn named(likely: &Likely) -> String {
    format!("{}/{}", likely.hit.row.reference, likely.hit.subject)
}

/// Of each subject, by their number less one, whom they were joined with.
pub(crate) async fn joined(
    app: &App,
    ties: &[Tied],
    subjects: usize,
) -> Result<Vec<SameView>, Problem> {
    let mut all = vec![SameView::default(); subjects];
    for tied in ties.iter().filter(|tied| tied.standing == Standing::Joined) {
        let at = usize::try_from(tied.subject).unwrap_or_default();
        let Some(view) = at.checked_sub(1).and_then(|at| all.get_mut(at)) else {
            continue;
        };
        match &tied.other {
            Other::Case(likely) => view.cases.push(SameCaseView::of(tied, likely)),
            Other::Stub(stub) => view.stubs.push(StubView::of(app, stub).await?),
        }
    }
    Ok(all)
}

/// Somebody on another case who may be the same.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = PerhapsSame, example = json!({
    "href": "/cases/0190a2f4-7c1e-7bd3-9f57-2d7f8a4be001", "reference": "RUN-2026-0001", "status": "Open",
    "with": "RUN-2026-0001/1", "role_words": "Victim", "name": "Sam Example", "details": "born on 2 March 1957",
    "certain": true, "evidence": ["first name is the same", "date of birth is the same but for one digit"],
    "may_judge": true
}))]
pub(crate) struct PerhapsView {
    /// The other case.
    pub(crate) href: String,
    /// What people call it.
    pub(crate) reference: String,
    /// Where it stands, in words.
    pub(crate) status: String,
    /// What they are named by when something is said of the two.
    pub(crate) with: String,
    /// What they are to the matter there, in words.
    pub(crate) role_words: &'static str,
    /// Their name there.
    pub(crate) name: String,
    /// What else is recorded there to tell them by.
    pub(crate) details: String,
    /// Whether they are taken for the same, or may be.
    pub(crate) certain: bool,
    /// Why, a few words for each thing that is known of both.
    pub(crate) evidence: Vec<String>,
    /// Whether the caller may say who is who.
    pub(crate) may_judge: bool,
}

impl PerhapsView {
    pub(crate) fn of(likely: &Likely) -> Self {
        let row = &likely.hit.row;
        Self {
            href: format!("/cases/{}", row.id),
            reference: row.reference.clone(),
            status: row.status.clone(),
            with: named(likely),
            role_words: likely.subject.role.label(),
            name: likely.subject.name.to_string(),
            details: details(&likely.subject),
            certain: likely.hit.certain,
            evidence: likely.hit.evidence.clone(),
            may_judge: likely.may_judge,
        }
    }
}

/// By what people tell somebody from a namesake.
pub(crate) fn details(subject: &Subject) -> String {
    let born = subject
        .born_on
        .map(|on| format!("born on {}", time::long_date(on)));
    let address = subject.address.as_ref();
    let line = address.map(|address| address.line.to_string());
    let code = address.and_then(|address| Some(address.postcode.as_ref()?.as_str().to_owned()));
    let all: Vec<String> = born.into_iter().chain(line).chain(code).collect();
    all.join(", ")
}

/// Who else may be, is or is not the same as a subject of a case.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = Same)]
struct SamePageView {
    /// The number of the subject on this case, from 1.
    #[schema(example = 1)]
    subject: u32,
    /// Those of whom nothing is said yet, the likeliest first.
    perhaps: Vec<PerhapsView>,
    /// Whether there are more than are shown.
    more: bool,
    /// Those who are the same.
    joined: Vec<SameCaseView>,
    /// Those who are not.
    apart: Vec<SameCaseView>,
    /// The version of the case.
    version: u64,
}

/// Which one is to be chosen already.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    with: Option<String>,
    done: Option<String>,
}

/// What somebody says of two subjects.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = JudgeSame, example = json!({
    "with": "RUN-2026-0001/1", "verdict": "join", "reason": "The housing officer knows both and says they are one"
}))]
pub(super) struct JudgeBody {
    /// The reference of the other case, a slash, and the number of its subject, from 1.
    #[schema(value_type = String)]
    with: Option<String>,
    /// `join` when they are one, `keep_apart` when they are two, `undo` when what was said no longer holds.
    #[schema(value_type = String)]
    verdict: Option<String>,
    /// Why; up to 1,000 characters. Those read it who see both cases; it stays on the one when the other is
    /// erased.
    #[schema(value_type = String)]
    reason: Option<String>,
}

/// The same, read.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Judgement {
    reference: String,
    number: u32,
    verdict: Verdict,
    reason: Note,
}

impl JudgeBody {
    fn read(self) -> Result<Judgement, Problem> {
        let mut fields = Fields::default();
        let with = fields.choice("with", "who it is about", self.with, |text| {
            let (reference, number) = text.trim().split_once('/')?;
            Some((reference.trim().to_uppercase(), number.trim().parse().ok()?))
        });
        let what = "whether they are one or two";
        let verdict = fields.choice("verdict", what, self.verdict, Verdict::parse);
        let reason = fields.note("reason", "reason", self.reason);
        fields.finish(|| {
            let (reference, number) = with?;
            Some(Judgement {
                reference,
                number,
                verdict: verdict?,
                reason: reason?,
            })
        })
    }
}

#[derive(Template)]
#[template(path = "case/same.html")]
struct SamePage {
    chrome: Chrome,
    frame: Frame,
    again: Again,
    action: String,
    who: String,
    details: String,
    view: SamePageView,
    offered: Vec<Choice>,
    verdicts: Vec<Choice>,
}

/// Perhaps the same person
///
/// Subjects of other cases that the caller sees who may be the same as this one, with what speaks for each;
/// those who were joined with it, and those who were kept apart. For those who run the case. What is shown of
/// a case is logged there.
#[utoipa::path(get, path = "/cases/{id}/subjects/{number}/same", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("number" = u32, Path, description = "The number of the subject, from 1", example = 1),
        ("with" = Option<String>, Query, description = "Which one the page has chosen already",
            example = "RUN-2026-0001/1")),
    responses((status = 200, description = "Who may be, is or is not the same",
        content((SamePageView = "application/json"), (String = "text/html")))))]
async fn show(
    State(app): State<App>,
    caller: Caller,
    Within(id, number): Within<CaseId, u32>,
    accept: Accept,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let again = Again::first().or("with", asked.with.as_deref());
    let mut page = page_of(&app, &caller, (id, number), again).await?;
    if accept.html() {
        page.chrome = page.chrome.success(asked.done.as_deref(), &DONE);
        return Ok(page::html(page.again.status, &page));
    }
    let version = page.view.version;
    Ok(accept
        .reply(&page.view, &page)
        .version(version)
        .into_response())
}

async fn page_of(
    app: &App,
    caller: &Caller,
    (id, number): (CaseId, u32),
    again: Again,
) -> Result<SamePage, Problem> {
    let opened = Opened::newest(app, caller, id).await?;
    let case = opened.case();
    permit(&policy::manage(caller, case), MANAGES)?;
    let subject = category::subject(case, number).ok_or(Problem::NotFound)?;
    let now = opened.now;
    let (perhaps, more) = app.store.perhaps_same(case, number, (caller, now)).await?;
    let ties = app.store.ties_seen(case, caller, now).await?;
    let of = |standing: Standing| -> Vec<SameCaseView> {
        let those = ties
            .iter()
            .filter(|tied| tied.subject == number && tied.standing == standing);
        let seen = those.filter_map(|tied| match &tied.other {
            Other::Case(likely) => Some(SameCaseView::of(tied, likely)),
            Other::Stub(_) => None,
        });
        seen.collect()
    };
    let view = SamePageView {
        subject: number,
        perhaps: perhaps.iter().map(PerhapsView::of).collect(),
        more,
        joined: of(Standing::Joined),
        apart: of(Standing::Apart),
        version: case.version(),
    };
    let frame = Frame::of(&opened, Tab::Case, "Who is who");
    Ok(SamePage {
        chrome: frame.chrome(caller).faulty(again.form.is_faulty()),
        action: format!("/cases/{id}/subjects/{number}/same"),
        who: format!("{}: {}", subject.role.label(), subject.name),
        details: details(subject),
        offered: offered(&view),
        verdicts: verdicts(&view),
        view,
        again: again.at_version(case.version()),
        frame,
    })
}

/// Everybody of whom something can be said.
fn offered(view: &SamePageView) -> Vec<Choice> {
    let perhaps = view.perhaps.iter().filter(|each| each.may_judge);
    let perhaps = perhaps.map(|each| (&each.with, each.role_words, &each.name, &each.reference));
    let said = view.joined.iter().chain(&view.apart);
    let said = said.filter(|each| each.may_judge);
    let said = said.map(|each| (&each.with, each.role_words, &each.name, &each.reference));
    let choice = |(with, role, name, reference): (&String, &str, &String, &String)| {
        Choice::new(
            with.as_str(),
            format!("{name}, {} on {reference}", role.to_lowercase()),
        )
    };
    perhaps.chain(said).map(choice).collect()
}

fn verdicts(view: &SamePageView) -> Vec<Choice> {
    let mut all = vec![
        Choice::new(Verdict::Join.value(), "Join: they are one")
            .hint("Each case shows that its subject is on the other, to those who see both. Nobody sees a case by it."),
        Choice::new(Verdict::KeepApart.value(), "Keep apart: they are two")
            .hint("They are not suggested again, unless what is recorded of either is corrected."),
    ];
    if !view.joined.is_empty() || !view.apart.is_empty() {
        all.push(
            Choice::new(Verdict::Undo.value(), "Undo what was said")
                .hint("Nothing is said of the two any more. The history keeps what was."),
        );
    }
    all
}

/// Say who is who
///
/// Joins a subject of this case with one of another, keeps the two apart, or undoes what was said of them.
/// For those who run both cases. It is an entry of both, which those read who see both. Nobody sees a case by
/// it. Needs the version of this case that it is based on.
#[utoipa::path(post, path = "/cases/{id}/subjects/{number}/same", tag = "cases",
    params(("id" = String, Path, description = "The case"),
        ("number" = u32, Path, description = "The number of the subject, from 1", example = 1),
        ("If-Match" = String, Header, description = "The version this is based on", example = "\"8\"")),
    request_body(content((JudgeBody = "application/json"),
        (JudgeBody = "application/x-www-form-urlencoded"))),
    responses((status = 200, description = "Said", body = Changed)))]
async fn judge(
    State(app): State<App>,
    caller: Caller,
    Within(id, number): Within<CaseId, u32>,
    accept: Accept,
    body: Body<JudgeBody>,
) -> Result<Response, Problem> {
    match command(&app, &caller, (id, number), &body).await {
        Ok((outcome, verdict)) => {
            let to = format!(
                "/cases/{id}/subjects/{number}/same?done={}",
                verdict.value()
            );
            Ok(led_to(accept, &outcome, &to))
        }
        Err(problem) => {
            let again = Again::after(problem, accept, body.form)?;
            let page = page_of(&app, &caller, (id, number), again).await?;
            Ok(page::html(page.again.status, &page))
        }
    }
}

async fn command(
    app: &App,
    caller: &Caller,
    (id, number): (CaseId, u32),
    body: &Body<JudgeBody>,
) -> Result<(Outcome, Verdict), Problem> {
    let change = Change::of(app, caller, Target::Case(id), body)?.based()?;
    let judged = body.value.clone().read()?;
    let answer = Answer {
        new: false,
        href: format!("/cases/{id}/subjects/{number}/same"),
    };
    let other = ("with", judged.reference.as_str(), RUNS_BOTH);
    let outcome = change
        .make_both(
            (policy::manage, MANAGES),
            other,
            answer,
            |opened, other, stamp| {
                let case = opened.file.journal;
                permit(&policy::judge_same(caller, &case, &other), RUNS_BOTH)?;
                category::subject(&other, judged.number)
                    .ok_or_else(|| Problem::field("with", NOBODY))?;
                let said = (judged.verdict, judged.reason.clone());
                Ok(same::judge(
                    (case, number),
                    (other, judged.number),
                    said,
                    stamp,
                )?)
            },
        )
        .await?;
    Ok((outcome, judged.verdict))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(with: &str, verdict: &str, reason: &str) -> Result<Judgement, Problem> {
        let body = serde_json::json!({ "with": with, "verdict": verdict, "reason": reason });
        serde_json::from_value::<JudgeBody>(body).unwrap().read()
    }

    #[test]
    fn a_judgement_names_the_other_case_and_its_subject() {
        let judged = read(" run-2026-0002/3 ", "keep_apart", "Father and son").unwrap();
        assert_eq!(
            (judged.reference.as_str(), judged.number),
            ("RUN-2026-0002", 3)
        );
        assert_eq!(judged.verdict, Verdict::KeepApart);
        for (with, verdict, reason, field) in [
            ("", "join", "Why", "with"),
            ("RUN-2026-0002", "join", "Why", "with"),
            ("RUN-2026-0002/x", "join", "Why", "with"),
            ("RUN-2026-0002/1", "marry", "Why", "verdict"),
            ("RUN-2026-0002/1", "join", " ", "reason"),
        ] {
            let fault = read(with, verdict, reason).unwrap_err().faults().remove(0);
            assert_eq!(fault.field, field, "{with} {verdict} {reason}");
        }
    }
}
