//! Taking a step: alone, together with the case that the review looks at, or with an email.

use access::Caller;
use domain::{
    CaseReviewId, Journal, Stamp,
    case::Case,
    case_review::{CaseReview, Letter, Refused},
    time,
};
use edge::{App, Fields, Problem, areas::name_of, managed_case, once::changed, token};
use store::{Commit, File, Once, Outcome, mail::Email};

use crate::{
    step::{CaseReviewStep, Step},
    view::{CaseReviewRow, application},
};

const MANAGES: &str = "Only those who manage the case can link a review to it, undo that, ask its agencies, or set actions.";

/// Takes the step that was sent, once.
///
/// **Errors:** 404 for who does not run it; 400 with every fault; 422 with why it is refused.
pub(crate) async fn take(
    app: &App,
    caller: &Caller,
    id: CaseReviewId,
    sent: &CaseReviewStep,
    key: &Once,
) -> Result<Outcome, Problem> {
    let stamp = app.stamp(caller)?;
    // Whoever may not run it learns nothing by a faulty body.
    let file = app.store.case_review(id, caller, stamp.at).await?;
    let step = sent.clone().read()?;
    let to = file.journal.case.clone();
    let of_case = async || match &to {
        Some(reviewed) => managed_case(app, caller, ("step", &reviewed.reference), MANAGES).await,
        None => Err(Refused::NotLinked.into()),
    };
    let (review, case) = match step {
        Step::Own(own) => (own.take(file.journal, &stamp)?, None),
        Step::Ask(sitting, agencies) => {
            let case = of_case().await?;
            let sitting = sitting.asking(agencies, &case)?;
            (file.journal.call(sitting, &stamp)?, None)
        }
        Step::Check(found, how) => {
            let told = application(&file).ok_or(Problem::NotFound)?.clone();
            let adopted = app.store.adopted().await?;
            let review = file.journal.check(&told, (found, how), &adopted, &stamp)?;
            (review, None)
        }
        Step::Link(reference) => {
            let named = ("case_reference", reference.as_str());
            let case = managed_case(app, caller, named, MANAGES).await?;
            both(file.journal.link(case, &stamp)?)
        }
        Step::Unlink(reason) => both(file.journal.unlink(of_case().await?, reason, &stamp)?),
        Step::RecommendTo(asked, what) => {
            let case = (of_case().await?, asked);
            both(file.journal.recommend_to_agency(what, case, &stamp)?)
        }
        Step::Send(letter) => return send(app, caller, (file, letter), key, &stamp).await,
    };
    let row = CaseReviewRow::of(&review, time::london_date(stamp.at));
    let outcome = changed(format!("/case-reviews/{id}"), &row)?;
    let mut commit = Commit::of(review);
    if let Some(case) = case {
        commit = commit.with(case);
    }
    app.store.commit(commit.once(key, outcome.clone())).await?;
    Ok(outcome)
}

fn both(
    (review, case): (Journal<CaseReview>, Journal<Case>),
) -> (Journal<CaseReview>, Option<Journal<Case>>) {
    (review, Some(case))
}

/// Sends the address of a letter. That it is sent, and the address, are written together before it
/// goes: nothing can be read of which the journal does not say so. Where the provider does not take it,
/// that is written too. Only then is the step done: whoever tries again after a fault sends it again.
async fn send(
    app: &App,
    caller: &Caller,
    (file, letter): (File<CaseReview>, Letter),
    key: &Once,
    stamp: &Stamp,
) -> Result<Outcome, Problem> {
    let to = application(&file).and_then(|told| told.by_email());
    let to = email_of(to)?;
    let area = name_of(app, &file.journal.area).await?;
    let (id, reference) = (file.journal.id, file.journal.reference.clone());
    let (review, until) = file.journal.send_letter(letter, stamp)?;
    let Some(mail) = &app.mail else {
        return Err(Problem::Broken("nothing sends emails here".to_owned()));
    };
    let row = CaseReviewRow::of(&review, time::london_date(stamp.at));
    let outcome = changed(format!("/case-reviews/{id}"), &row)?;
    let secret = token()?;
    let commit = Commit::of(review).with_letter(&secret, (id, letter), until);
    app.store.commit(commit).await?;
    let text = format!(
        "The community safety team of {area} has written to you about your application {reference}.\n\n\
         Read the letter here until {}:\n{}/case-review/letters/{secret}\n\n\
         Whoever has this address can read the letter. Do not pass it on.\n\n\
         This mailbox is not read.\n",
        time::long_date(time::london_date(until)),
        app.config.origin,
    );
    let email = Email {
        to: &to,
        subject: "A letter about your application",
        text: &text,
        notice: None,
    };
    if let Err(unsent) = mail.send(email).await {
        tracing::warn!(%unsent, "email not taken");
        let stamp = app.stamp(caller)?;
        let file = app.store.case_review(id, caller, stamp.at).await?;
        let review = file.journal.letter_unsent(letter, &stamp)?;
        app.store.commit(Commit::of(review)).await?;
        let what = "The email could not be sent. Try again, or reach the applicant in another way";
        return Err(Problem::field("letter", what));
    }
    app.store
        .commit(Commit::default().once(key, outcome.clone()))
        .await?;
    Ok(outcome)
}

/// The address that the applicant said is safe.
fn email_of(to: Option<&str>) -> Result<String, Problem> {
    let mut fields = Fields::default();
    let known = to.and_then(edge::fields::as_email);
    fields.check(
        "letter",
        known.is_some(),
        "The applicant did not say that email is safe, or gave no address: the page says how letters reach them",
    );
    fields.finish(|| known)
}
