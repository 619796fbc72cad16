//! Objects in the bucket: packs, and stream records that could not be dealt with.
//!
//! Keys are ours alone: nothing a person typed becomes part of one.

use aws_sdk_s3::{
    Client,
    error::ProvideErrorMetadata,
    primitives::ByteStream,
    types::{Delete, ObjectIdentifier},
};
use domain::{AgencyId, MeetingId, journal::Hash};

use crate::{Error, Store};

/// How often an object is asked for whose bytes break off on the way.
const READS: u32 = 3;

#[derive(Debug, Clone)]
pub(crate) struct Objects {
    s3: Client,
    bucket: String,
}

/// The two forms of a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PackForm {
    /// The document.
    Pdf,
    /// The values it was made from, which the web page and the API show.
    Json,
}

impl PackForm {
    fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Json => "json",
        }
    }
    fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Json => "application/json",
        }
    }
}

/// Where a pack lies: its content's hash is part of the name, so that nothing is overwritten.
pub fn pack_key(meeting: MeetingId, agency: &AgencyId, hash: Hash, form: PackForm) -> String {
    format!("packs/{meeting}/{agency}/{hash}.{}", form.extension())
}

/// Where the answer to somebody who asked what is held about them lies.
pub fn bundle_key(hash: Hash) -> String {
    format!("bundles/{hash}.zip")
}

/// Where a stream record that could not be dealt with is parked.
pub fn parked_key(event: Hash) -> String {
    format!("parked/{event}.json")
}

impl Objects {
    pub(crate) fn new(s3: Client, bucket: String) -> Self {
        Self { s3, bucket }
    }

    /// The client by which it is reached.
    pub(crate) fn client(&self) -> Client {
        self.s3.clone()
    }

    /// Another bucket, reached in the same way.
    pub(crate) fn beside(&self, bucket: String) -> Self {
        Self::new(self.s3.clone(), bucket)
    }

    /// Puts an object where none is.
    ///
    /// **Errors:** [`Error::Conflict`] when one is there.
    pub(crate) async fn put_new(
        &self,
        key: String,
        content_type: &str,
        bytes: Vec<u8>,
    ) -> Result<(), Error> {
        let put = self.s3.put_object().bucket(&self.bucket).key(key);
        let put = put.if_none_match("*").content_type(content_type);
        let sent = put.body(ByteStream::from(bytes)).send().await;
        sent.map_err(|error| match error.code() {
            Some("PreconditionFailed" | "ConditionalRequestConflict") => Error::Conflict,
            _ => crate::error::sdk(error),
        })?;
        Ok(())
    }

    async fn put(&self, key: String, content_type: &str, bytes: Vec<u8>) -> Result<(), Error> {
        self.s3
            .put_object()
            .bucket(&self.bucket)
            .key(key)
            .content_type(content_type)
            .body(ByteStream::from(bytes))
            .send()
            .await
            .map_err(crate::error::sdk)?;
        Ok(())
    }

    /// An object's bytes. The client tries again when a request fails, but not when an answer breaks
    /// off: that is done here.
    pub(crate) async fn get(&self, key: String) -> Result<Vec<u8>, Error> {
        for _ in 0..READS {
            let get = self.s3.get_object().bucket(&self.bucket).key(&key);
            let got = get.send().await.map_err(|error| match error.code() {
                Some("NoSuchKey") => Error::NotFound,
                _ => crate::error::sdk(error),
            })?;
            if let Ok(body) = got.body.collect().await {
                return Ok(body.to_vec());
            }
        }
        Err(Error::Unavailable("body".to_owned()))
    }
}

/// Deletes all versions of all objects whose key begins so. A mark that something was deleted is
/// a version too.
pub(crate) async fn empty((s3, bucket): (&Client, &str), prefix: &str) -> Result<(), Error> {
    loop {
        let list = s3.list_object_versions().bucket(bucket);
        let found = list
            .prefix(prefix)
            .send()
            .await
            .map_err(crate::error::sdk)?;
        let versions = found.versions().iter();
        let versions = versions.map(|each| (each.key(), each.version_id()));
        let marks = found.delete_markers().iter();
        let marks = marks.map(|each| (each.key(), each.version_id()));
        let mut objects = Vec::new();
        for (key, version) in versions.chain(marks) {
            let key = key.ok_or(Error::Unreadable("key"))?;
            let id = ObjectIdentifier::builder().key(key);
            let id = id.set_version_id(version.map(str::to_owned));
            objects.push(id.build().map_err(|_| Error::Unreadable("key"))?);
        }
        if objects.is_empty() {
            return Ok(());
        }
        let these = Delete::builder().set_objects(Some(objects)).quiet(true);
        let these = these.build().map_err(|_| Error::Unreadable("delete"))?;
        let delete = s3.delete_objects().bucket(bucket);
        let deleted = delete
            .delete(these)
            .send()
            .await
            .map_err(crate::error::sdk)?;
        if !deleted.errors().is_empty() {
            return Err(Error::Unavailable("delete".to_owned()));
        }
    }
}

impl Store {
    /// Stores one form of a pack; storing the same again changes nothing.
    pub async fn put_pack(
        &self,
        meeting: MeetingId,
        agency: &AgencyId,
        hash: Hash,
        form: PackForm,
        bytes: Vec<u8>,
    ) -> Result<(), Error> {
        let key = pack_key(meeting, agency, hash, form);
        self.objects.put(key, form.content_type(), bytes).await
    }

    /// One form of a pack. Whoever calls this asked [`Store::pack_ref`] before.
    pub async fn pack(
        &self,
        meeting: MeetingId,
        agency: &AgencyId,
        hash: Hash,
        form: PackForm,
    ) -> Result<Vec<u8>, Error> {
        self.objects
            .get(pack_key(meeting, agency, hash, form))
            .await
    }

    /// Keeps the bundle that answers a request for what is held about somebody, under its hash.
    pub async fn put_bundle(&self, hash: Hash, bytes: Vec<u8>) -> Result<(), Error> {
        let (key, media) = (bundle_key(hash), "application/zip");
        self.objects.put(key, media, bytes).await
    }

    /// The bundle with this hash. Whoever calls this asked for the request before.
    ///
    /// **Errors:** [`Error::NotFound`] also once it has expired.
    pub async fn bundle(&self, hash: Hash) -> Result<Vec<u8>, Error> {
        self.objects.get(bundle_key(hash)).await
    }

    /// Deletes the bundle with this hash, in all its versions; one that has expired is gone already.
    pub async fn delete_bundle(&self, hash: Hash) -> Result<(), Error> {
        let bucket = (&self.objects.s3, self.objects.bucket.as_str());
        empty(bucket, &bundle_key(hash)).await
    }

    /// Parks a stream record whole, so that it can be looked at and sent again; the failure
    /// destination of the stream gets only metadata. Parked again, it takes the same place: that
    /// goes by the event's id, because a record's attributes come in no order.
    pub async fn park(&self, event: &str, record: &[u8]) -> Result<String, Error> {
        let key = parked_key(Hash::of(event.as_bytes()));
        self.objects
            .put(key.clone(), "application/json", record.to_vec())
            .await?;
        Ok(key)
    }
}
