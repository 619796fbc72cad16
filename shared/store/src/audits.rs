//! The audit of one case: its journal and everybody's readings as they are sealed, with proofs.

use access::{Caller, audit, guest};
use chrono::{DateTime, Utc};
use domain::{
    Aggregate, CaseId, Journal,
    audit::{Export, Part, RootDocument},
    case::Case,
};

use crate::{Error, Store, cases::seal_off, keys, reads::Disclosure, same::Others};

/// A case's audit, taken out.
#[derive(Debug, Clone)]
pub struct TakenOut {
    /// The case.
    pub case: Journal<Case>,
    /// Journal, readings and proofs.
    pub export: Export,
    /// The public keys that signed the roots, as PEM, by their fingerprint.
    pub keys: Vec<(String, String)>,
}

impl Store {
    /// A case whose audit somebody asks for, and whether they may have it.
    ///
    /// **Errors:** [`Error::NotFound`] when they may neither see it nor have its audit.
    pub async fn case_to_take_out(
        &self,
        id: CaseId,
        caller: &Caller,
        now: DateTime<Utc>,
    ) -> Result<(Journal<Case>, bool), Error> {
        let case = self.record::<Case>(keys::case(id)).await?;
        let may = audit::take_out(caller, &case).is_permitted();
        if may || guest::read(caller, &case, now).is_permitted() {
            Ok((case, may))
        } else {
            Err(Error::hidden(caller, "audit"))
        }
    }

    /// The audit of a case; what agencies have limited to others is in it as erased entries are. That
    /// it was taken out, by whom, for whom and why is the newest reading
    /// in it.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller may not have it.
    pub async fn case_audit(
        &self,
        id: CaseId,
        caller: &Caller,
        disclosure: Disclosure,
        now: DateTime<Utc>,
    ) -> Result<TakenOut, Error> {
        let pk = keys::case(id);
        let (case, sealed, _) = self.sealed_file::<Case>(pk.clone(), i32::MAX - 1).await?;
        let decision = audit::take_out(caller, &case);
        if !decision.is_permitted() {
            return Err(Error::hidden(caller, "audit"));
        }
        // It reads the most of all, and may not be done without end.
        self.look(caller, None, now).await?;
        let as_audit = (caller, "audit");
        self.log_disclosure(pk.clone(), as_audit, &decision, disclosure, now)
            .await?;
        // What leaves the service leads to no other case, whoever takes it out.
        let others = Others::default();
        let sealed = seal_off(sealed, &case, (caller, &others), now)?;
        let readings = self.sealed_reads(pk.clone()).await?;
        let part = Part::One {
            aggregate: Case::KIND.to_owned(),
            id: id.to_string(),
        };
        let roots = self.roots_over(pk).await?;
        let mut keys = Vec::new();
        for root in &roots {
            let key = root.root.statement.key;
            if keys.iter().all(|(known, _)| *known != key.to_string()) {
                keys.push((key.to_string(), self.public_key(key).await?));
            }
        }
        let export = Export::new(part, vec![sealed], readings, now).proven(&roots);
        Ok(TakenOut { case, export, keys })
    }

    /// The roots that hold something of an aggregate, and the newest one, in order.
    async fn roots_over(&self, pk: String) -> Result<Vec<RootDocument>, Error> {
        let mut numbers = self.roots_of(pk).await?;
        let newest = self.newest_root().await?;
        numbers.extend(newest.map(|newest| newest.statement.number));
        numbers.sort_unstable();
        numbers.dedup();
        let mut roots = Vec::new();
        for number in numbers {
            roots.push(self.root(number).await?);
        }
        Ok(roots)
    }
}
