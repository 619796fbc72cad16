//! Files of documents: sent by browsers and programs straight to the bucket, checked there, and
//! handed out by the bucket, so that none ever passes through the application's own origin.
//!
//! | prefix | what lies there |
//! |---|---|
//! | `quarantine/CASE/DOCUMENT` | what was sent and has not been looked at; nobody can fetch it |
//! | `documents/CASE/DOCUMENT/SHA256` | what was looked at, never written over |
//!
//! Keys are made of ids and hashes: what a file is called is in none.

mod quota;
mod sign;

use std::time::{Duration, SystemTime};

use access::{Caller, case as policy, entry, guest};
use aws_config::SdkConfig;
use aws_sdk_s3::{Client, error::ProvideErrorMetadata, presigning::PresigningConfig};
use chrono::{DateTime, Utc};
use domain::{
    CaseId, EntryId, Journal,
    case::{Case, Standing},
    journal::Hash,
};

use crate::{Error, Store, error::sdk, keys, objects};
pub use quota::MOST_IN_A_DAY;
use sign::{Post, Signer};

/// How long a link to a file can be followed.
const LINK: Duration = Duration::from_secs(60);

/// The bucket of documents.
#[derive(Debug, Clone)]
pub(crate) struct Documents {
    s3: Client,
    bucket: String,
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

/// Where a file waits until it has been looked at.
pub fn quarantine_key(case: CaseId, document: EntryId) -> String {
    format!("quarantine/{case}/{document}")
}

/// The document whose file waits there.
pub fn quarantined(key: &str) -> Option<(CaseId, EntryId)> {
    let (case, document) = key.strip_prefix("quarantine/")?.split_once('/')?;
    Some((case.parse().ok()?, document.parse().ok()?))
}

/// Where the file of a document lies once it was looked at.
pub fn document_key(case: CaseId, document: EntryId, sha256: Hash) -> String {
    format!("documents/{case}/{document}/{sha256}")
}

/// What a file is called when it is fetched: which case and which document, and nothing of either.
pub fn file_name(case: &Case, document: EntryId, extension: &str) -> String {
    let (_, low) = document.uuid().as_u64_pair();
    let number = low & 0xffff_ffff;
    format!("{}-document-{number:08X}.{extension}", case.reference)
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

    fn documents(&self) -> Result<&Documents, Error> {
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
        let documents = self.documents()?;
        let key = quarantine_key(case.id, document);
        let post = Post {
            bucket: documents.bucket.clone(),
            key: key.clone(),
            media_type: filed.kind.media_type(),
            most: Case::MAX_FILE_BYTES,
            back: back.to_owned(),
        };
        // The bucket goes by the real time, whatever the clock of a laptop says.
        let fields = documents
            .signer
            .sign(&post, SystemTime::now().into())
            .await?;
        let url = documents.address(&key).await?;
        Ok(UploadForm { url, fields })
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
        let name = file_name(&case, document, filed.kind.extension());
        let key = document_key(id, document, kept.sha256);
        self.documents()?.link(&key, &name).await
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

    /// What waits in quarantine, when it is still what `etag` names.
    ///
    /// **Errors:** [`Error::NotFound`] when nothing waits, or something else by now;
    /// [`Error::TooLarge`] when it is more than a file may be.
    pub async fn quarantined_file(
        &self,
        (case, document): (CaseId, EntryId),
        etag: &str,
    ) -> Result<Quarantined, Error> {
        let documents = self.documents()?;
        let key = quarantine_key(case, document);
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
        let most = i64::try_from(Case::MAX_FILE_BYTES).unwrap_or(i64::MAX);
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
        (case, document): (CaseId, EntryId),
        bytes: Vec<u8>,
    ) -> Result<Hash, Error> {
        let documents = self.documents()?;
        let sha256 = Hash::of(&bytes);
        let put = documents.s3.put_object().bucket(&documents.bucket);
        let put = put.key(document_key(case, document, sha256));
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
    pub async fn drop_quarantined(&self, case: CaseId, document: EntryId) -> Result<(), Error> {
        let documents = self.documents()?;
        documents.empty(&quarantine_key(case, document)).await
    }

    /// Deletes every version of every file of a case, also of those that were never looked at.
    pub async fn delete_documents(&self, case: CaseId) -> Result<(), Error> {
        let documents = self.documents()?;
        documents.empty(&format!("quarantine/{case}/")).await?;
        documents.empty(&format!("documents/{case}/")).await
    }
}

fn quoted(etag: &str) -> String {
    format!("\"{}\"", etag.trim_matches('"'))
}

impl Documents {
    /// Where the bucket is, as the client finds it: by name or, on a laptop, by path.
    async fn address(&self, key: &str) -> Result<String, Error> {
        let link = self.presign(key, None).await?;
        let end = format!("/{key}?");
        let (bucket, _) = link.split_once(&end).ok_or(Error::Unreadable("address"))?;
        Ok(format!("{bucket}/"))
    }

    async fn link(&self, key: &str, name: &str) -> Result<String, Error> {
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
    async fn empty(&self, prefix: &str) -> Result<(), Error> {
        objects::empty((&self.s3, &self.bucket), prefix).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back_and_hold_nothing_but_ids() {
        let id = |n: u128| uuid::Uuid::from_u128(n);
        let (case, document) = (CaseId::from(id(1)), EntryId::from(id(2)));
        let key = quarantine_key(case, document);
        assert_eq!(quarantined(&key), Some((case, document)));
        for other in [
            "quarantine/1/2",
            "documents/a/b",
            &format!("{key}/more"),
            &format!("x{key}"),
        ] {
            assert_eq!(quarantined(other), None, "{other}");
        }
        let kept = document_key(case, document, Hash::of(b"abc"));
        assert!(kept.starts_with(&format!("documents/{case}/{document}/ba7816bf")));
        assert_eq!(quoted("ab"), "\"ab\"");
        assert_eq!(quoted("\"ab\""), "\"ab\"");
    }
}
