//! Files of documents: sent by browsers and programs straight to the bucket, checked there, and
//! handed out by the bucket, so that none ever passes through the application's own origin.
//!
//! | prefix | what lies there |
//! |---|---|
//! | `quarantine/OWNER/FILE` | what was sent and has not been looked at; nobody can fetch it |
//! | `documents/OWNER/FILE/SHA256` | what was looked at, never written over |
//! | `imports/`, `wake/` | lists of cases on their way here ([`crate::transfers`]) |
//!
//! An [`Owner`] is a case, or what a member of the public reported.
//!
//! Keys are made of ids and hashes: what a file is called is in none.

mod quota;
mod sign;

use std::{
    fmt,
    time::{Duration, SystemTime},
};

use access::{Caller, Decision, case as policy, entry, guest, referral as report_policy};
use aws_config::SdkConfig;
use aws_sdk_s3::{
    Client, error::ProvideErrorMetadata, presigning::PresigningConfig, types::MetadataDirective,
};
use chrono::{DateTime, Utc};
use domain::{
    CaseId, EntryId, Journal, ReferralId,
    case::Case,
    file::{self, FileKind, Kept, Standing},
    journal::Hash,
    referral::Referral,
};

use crate::{Error, Store, error::sdk, keys, objects};
pub use quota::MOST_IN_A_DAY;
pub(crate) use sign::Post;
use sign::Signer;

/// How long a link to a file can be followed.
const LINK: Duration = Duration::from_secs(60);

/// The bucket of documents.
#[derive(Debug, Clone)]
pub(crate) struct Documents {
    pub(crate) s3: Client,
    pub(crate) bucket: String,
    signer: Signer,
}

/// A form by which a file can be sent to the bucket, once for each field as it stands here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadForm {
    /// Where it is posted, such as `https://bucket.s3.eu-west-2.amazonaws.com/`.
    pub url: String,
    /// Fields, which come before the one that is called `file`.
    pub fields: Vec<(String, String)>,
}

/// A file that waits in quarantine.
#[derive(Debug, Clone)]
pub struct Quarantined {
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a file belongs to.
///
/// **Shape:** in keys, the id of a case, or `reports/` and the id of what was reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A case, as one of its documents.
    Case(CaseId),
    /// What a member of the public reported, as evidence.
    Report(ReferralId),
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Case(id) => write!(f, "{id}"),
            Self::Report(id) => write!(f, "{REPORTS}{id}"),
        }
    }
}

const REPORTS: &str = "reports/";

/// Where a file waits until it has been looked at.
pub fn quarantine_key(owner: Owner, file: EntryId) -> String {
    format!("quarantine/{owner}/{file}")
}

/// The file that waits there.
pub fn quarantined(key: &str) -> Option<(Owner, EntryId)> {
    let (owner, file) = key.strip_prefix("quarantine/")?.rsplit_once('/')?;
    let owner = match owner.strip_prefix(REPORTS) {
        Some(id) => Owner::Report(id.parse().ok()?),
        None => Owner::Case(owner.parse().ok()?),
    };
    Some((owner, file.parse().ok()?))
}

/// Where a file lies once it was looked at.
pub fn document_key(owner: Owner, file: EntryId, sha256: Hash) -> String {
    format!("documents/{owner}/{file}/{sha256}")
}

/// What a file is called when it is fetched: whose and which it is, and nothing of what it holds.
pub fn file_name(reference: &str, file: EntryId, extension: &str) -> String {
    let (_, low) = file.uuid().as_u64_pair();
    let number = low & 0xffff_ffff;
    format!("{reference}-document-{number:08X}.{extension}")
}

impl Store {
    /// The same store with the bucket of documents; forms are signed with the credentials of
    /// `config`.
    pub fn with_documents(self, config: &SdkConfig, bucket: impl Into<String>) -> Self {
        let documents = Documents {
            s3: self.objects.client(),
            bucket: bucket.into(),
            signer: Signer::of(config),
        };
        Self {
            documents: Some(documents),
            ..self
        }
    }

    pub(crate) fn documents(&self) -> Result<&Documents, Error> {
        let unset = || Error::Unavailable("no bucket of documents".to_owned());
        self.documents.as_ref().ok_or_else(unset)
    }

    /// The form by which the caller's agency sends the file of a document that it has just added;
    /// the bucket leads back to `back`.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller may not, or the file is no longer awaited.
    pub async fn upload_form(
        &self,
        case: &Case,
        document: EntryId,
        (caller, now): (&Caller, DateTime<Utc>),
        back: &str,
    ) -> Result<UploadForm, Error> {
        let filed = case.documents.get(&document).ok_or(Error::NotFound)?;
        let own = policy::amend_document(caller, document, filed).is_permitted();
        match filed.standing {
            Standing::Awaited { until } if own && case.is_open() && now < until => {}
            _ => return Err(Error::NotFound),
        }
        self.form((Owner::Case(case.id), document), filed.kind, back)
            .await
    }

    /// The form by which whoever reported something sends a file that they have just added; the
    /// bucket leads back to `back`. No policy is asked, as in [`Self::reported`].
    ///
    /// **Errors:** [`Error::NotFound`] when the file is not, or no longer, awaited.
    pub async fn evidence_form(
        &self,
        report: &Referral,
        file: EntryId,
        now: DateTime<Utc>,
        back: &str,
    ) -> Result<UploadForm, Error> {
        let piece = report.evidence.get(&file).ok_or(Error::NotFound)?;
        match piece.standing {
            Standing::Awaited { until } if now < until => {}
            _ => return Err(Error::NotFound),
        }
        self.form((Owner::Report(report.id), file), piece.kind, back)
            .await
    }

    async fn form(
        &self,
        (owner, file): (Owner, EntryId),
        kind: FileKind,
        back: &str,
    ) -> Result<UploadForm, Error> {
        let documents = self.documents()?;
        let key = quarantine_key(owner, file);
        let post = Post {
            bucket: documents.bucket.clone(),
            key: key.clone(),
            media_type: kind.media_type(),
            most: file::MAX_BYTES,
            back: back.to_owned(),
        };
        documents.form(&post).await
    }

    /// A link by which the file of a document can be fetched, for a minute: as a download, whatever
    /// it holds. The reading is logged.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller may not see it, or there is none.
    pub async fn document_link(
        &self,
        id: CaseId,
        document: EntryId,
        (caller, now): (&Caller, DateTime<Utc>),
    ) -> Result<String, Error> {
        let pk = keys::case(id);
        let case: Journal<Case> = self.record(pk.clone()).await?;
        let decision = guest::read(caller, &case, now);
        if !decision.is_permitted() || !entry::shows(caller, &case, document, now) {
            return Err(Error::NotFound);
        }
        let filed = case.documents.get(&document).ok_or(Error::NotFound)?;
        let Standing::Kept(kept) = &filed.standing else {
            return Err(Error::NotFound);
        };
        self.log_read(pk, caller, "document", &decision, now)
            .await?;
        let name = file_name(&case.reference, document, filed.kind.extension());
        let key = document_key(Owner::Case(id), document, kept.sha256);
        self.documents()?.link(&key, &name).await
    }

    /// The same for a file that came with a report, for whoever may see the report.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller may not see it, or there is none.
    pub async fn evidence_link(
        &self,
        id: ReferralId,
        file: EntryId,
        (caller, now): (&Caller, DateTime<Utc>),
    ) -> Result<String, Error> {
        let (report, kind, kept, decision) = self.evidence(id, file, caller).await?;
        self.log_read(keys::referral(id), caller, "document", &decision, now)
            .await?;
        let name = file_name(&report.reference, file, kind.extension());
        let key = document_key(Owner::Report(id), file, kept.sha256);
        self.documents()?.link(&key, &name).await
    }

    /// Puts a copy of a file that came with a report in the place where that of a document is
    /// awaited; it is looked at again there, like any other. The reading is logged.
    ///
    /// **Errors:** [`Error::NotFound`] when the caller may not see it, or there is none.
    pub async fn copy_evidence(
        &self,
        (id, file): (ReferralId, EntryId),
        (case, document): (CaseId, EntryId),
        (caller, now): (&Caller, DateTime<Utc>),
    ) -> Result<(), Error> {
        let (_, kind, kept, decision) = self.evidence(id, file, caller).await?;
        self.log_read(keys::referral(id), caller, "document", &decision, now)
            .await?;
        let documents = self.documents()?;
        let from = document_key(Owner::Report(id), file, kept.sha256);
        let copy = documents.s3.copy_object().bucket(&documents.bucket);
        let copy = copy.copy_source(format!("{}/{from}", documents.bucket));
        let copy = copy.key(quarantine_key(Owner::Case(case), document));
        copy.metadata_directive(MetadataDirective::Replace)
            .content_type(kind.media_type())
            .send()
            .await
            .map_err(sdk)?;
        Ok(())
    }

    /// A file that came with a report and is kept, for whoever may see the report.
    async fn evidence(
        &self,
        id: ReferralId,
        file: EntryId,
        caller: &Caller,
    ) -> Result<(Journal<Referral>, FileKind, Kept, Decision), Error> {
        let report: Journal<Referral> = self.record(keys::referral(id)).await?;
        let decision = report_policy::see(caller, &report);
        if !decision.is_permitted() {
            return Err(Error::hidden(caller, "referral"));
        }
        let piece = report.evidence.get(&file).ok_or(Error::NotFound)?;
        let (kind, Standing::Kept(kept)) = (piece.kind, piece.standing.clone()) else {
            return Err(Error::NotFound);
        };
        Ok((report, kind, kept, decision))
    }

    /// The case of a file that has arrived, for the job that looks at it.
    ///
    /// **Errors:** [`Error::NotFound`] for anybody else.
    pub async fn case_to_check(&self, id: CaseId, caller: &Caller) -> Result<Journal<Case>, Error> {
        let case: Journal<Case> = self.record(keys::case(id)).await?;
        match caller {
            Caller::System(_) if policy::see(caller, &case).is_permitted() => Ok(case),
            _ => Err(Error::NotFound),
        }
    }

    /// What was reported, of which a file has arrived, for the job that looks at it.
    ///
    /// **Errors:** [`Error::NotFound`] for anybody else.
    pub async fn report_to_check(
        &self,
        id: ReferralId,
        caller: &Caller,
    ) -> Result<Journal<Referral>, Error> {
        let report: Journal<Referral> = self.record(keys::referral(id)).await?;
        match caller {
            Caller::System(_) if report_policy::see(caller, &report).is_permitted() => Ok(report),
            _ => Err(Error::NotFound),
        }
    }

    /// What waits in quarantine, when it is still what `etag` names.
    ///
    /// **Errors:** [`Error::NotFound`] when nothing waits, or something else by now;
    /// [`Error::TooLarge`] when it is more than a file may be.
    pub async fn quarantined_file(
        &self,
        (owner, file): (Owner, EntryId),
        etag: &str,
    ) -> Result<Quarantined, Error> {
        let documents = self.documents()?;
        let key = quarantine_key(owner, file);
        let get = documents.s3.get_object().bucket(&documents.bucket).key(key);
        let got = get.if_match(quoted(etag)).send().await;
        let got = got.map_err(|error| match error.code() {
            Some("NoSuchKey" | "PreconditionFailed") => Error::NotFound,
            _ => sdk(error),
        })?;
        // Whatever the bucket makes of the condition.
        if got.e_tag().map(quoted) != Some(quoted(etag)) {
            return Err(Error::NotFound);
        }
        let bytes = got.content_length().unwrap_or(i64::MAX);
        let most = i64::try_from(file::MAX_BYTES).unwrap_or(i64::MAX);
        if bytes > most {
            return Err(Error::TooLarge);
        }
        let body = got.body.collect().await;
        let body = body.map_err(|_| Error::Unavailable("body".into()))?;
        Ok(Quarantined {
            bytes: body.to_vec(),
        })
    }

    /// Keeps the bytes that were looked at, and no others; keeping them again changes nothing.
    pub async fn keep_file(
        &self,
        (owner, file): (Owner, EntryId),
        bytes: Vec<u8>,
    ) -> Result<Hash, Error> {
        let documents = self.documents()?;
        let sha256 = Hash::of(&bytes);
        let put = documents.s3.put_object().bucket(&documents.bucket);
        let put = put.key(document_key(owner, file, sha256));
        let put = put.if_none_match("*").body(bytes.into());
        // What is served as nothing in particular is shown by no browser.
        let sent = put.content_type("application/octet-stream").send().await;
        match sent {
            Ok(_) => Ok(sha256),
            Err(error) if error.code() == Some("PreconditionFailed") => Ok(sha256),
            Err(error) => Err(sdk(error)),
        }
    }

    /// Takes a file out of quarantine for good.
    pub async fn drop_quarantined(&self, owner: Owner, file: EntryId) -> Result<(), Error> {
        let documents = self.documents()?;
        documents.empty(&quarantine_key(owner, file)).await
    }

    /// Deletes every version of every file of a case or of what was reported, also of those that were
    /// never looked at.
    pub async fn delete_documents(&self, owner: Owner) -> Result<(), Error> {
        let documents = self.documents()?;
        documents.empty(&format!("quarantine/{owner}/")).await?;
        documents.empty(&format!("documents/{owner}/")).await
    }
}

fn quoted(etag: &str) -> String {
    format!("\"{}\"", etag.trim_matches('"'))
}

impl Documents {
    /// A form that sends one object.
    pub(crate) async fn form(&self, post: &Post) -> Result<UploadForm, Error> {
        // The bucket goes by the real time, whatever the clock of a laptop says.
        let fields = self.signer.sign(post, SystemTime::now().into()).await?;
        let url = self.address(&post.key).await?;
        Ok(UploadForm { url, fields })
    }

    /// Where the bucket is, as the client finds it: by name or, on a laptop, by path.
    async fn address(&self, key: &str) -> Result<String, Error> {
        let link = self.presign(key, None).await?;
        let end = format!("/{key}?");
        let (bucket, _) = link.split_once(&end).ok_or(Error::Unreadable("address"))?;
        Ok(format!("{bucket}/"))
    }

    pub(crate) async fn link(&self, key: &str, name: &str) -> Result<String, Error> {
        self.presign(key, Some(name)).await
    }

    async fn presign(&self, key: &str, name: Option<&str>) -> Result<String, Error> {
        let lasting = PresigningConfig::expires_in(LINK);
        let lasting = lasting.map_err(|_| Error::Unreadable("lifetime of a link"))?;
        let mut get = self.s3.get_object().bucket(&self.bucket).key(key);
        if let Some(name) = name {
            get = get
                .response_content_disposition(format!("attachment; filename=\"{name}\""))
                .response_content_type("application/octet-stream")
                .response_cache_control("no-store");
        }
        let signed = get.presigned(lasting).await.map_err(sdk)?;
        Ok(signed.uri().to_owned())
    }

    /// Deletes all versions of all objects whose key begins so.
    pub(crate) async fn empty(&self, prefix: &str) -> Result<(), Error> {
        objects::empty((&self.s3, &self.bucket), prefix).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back_and_hold_nothing_but_ids() {
        let id = |n: u128| uuid::Uuid::from_u128(n);
        let file = EntryId::from(id(2));
        for owner in [
            Owner::Case(CaseId::from(id(1))),
            Owner::Report(ReferralId::from(id(1))),
        ] {
            let key = quarantine_key(owner, file);
            assert_eq!(quarantined(&key), Some((owner, file)));
            for other in [
                "quarantine/1/2",
                "quarantine/reports/1/2",
                "documents/a/b",
                &format!("{key}/more"),
                &format!("x{key}"),
            ] {
                assert_eq!(quarantined(other), None, "{other}");
            }
            let kept = document_key(owner, file, Hash::of(b"abc"));
            assert!(kept.starts_with(&format!("documents/{owner}/{file}/ba7816bf")));
        }
        assert_eq!(quoted("ab"), "\"ab\"");
        assert_eq!(quoted("\"ab\""), "\"ab\"");
    }
}
