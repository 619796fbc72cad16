//! The folders' API, with what they lack: versions, and news of what has come.
//!
//! The folders keep no earlier versions, so a bucket answers as one of S3 does that keeps none: each
//! object has one version, called `null`.

use std::{
    pin::Pin,
    sync::{Arc, OnceLock},
};

use s3s::{
    S3, S3Request, S3Response, S3Result,
    dto::{
        self, CopyObjectInput, CopyObjectOutput, ListObjectVersionsInput, ListObjectVersionsOutput,
        ListObjectsV2Input, ObjectVersion, PutObjectInput, PutObjectOutput,
    },
};
use serde_json::json;

use crate::mailbox::Invoke;

/// Where files wait to be looked at.
const QUARANTINE: &str = "quarantine/";
/// What wakes who works on lists.
const WAKE: &str = "wake/";

/// Whom to tell of what has come; nobody until it is said.
#[derive(Clone, Default)]
pub(crate) struct Arrivals(Arc<OnceLock<(Invoke, Invoke)>>);

impl Arrivals {
    /// From now on these are told: who looks at files, and who works on lists of cases.
    pub(crate) fn go_to(&self, looks: Invoke, works: Invoke) {
        // The first stay: there is one function of each.
        let _ = self.0.set((looks, works));
    }

    /// Tells of an object that lies in quarantine, and whoever posted it waits until it was looked at; or
    /// wakes who works on lists, and nobody waits.
    async fn tell(&self, bucket: &str, key: &str, etag: Option<&dto::ETag>) {
        let quarantined = key.starts_with(QUARANTINE);
        let told = self
            .0
            .get()
            .filter(|_| quarantined || key.starts_with(WAKE));
        let Some((looks, works)) = told else {
            return;
        };
        let etag = etag.map(dto::ETag::value).unwrap_or_default();
        let event = json!({
            "version": "0", "source": "aws.s3", "detail-type": "Object Created",
            "detail": {
                "version": "0", "bucket": { "name": bucket },
                "object": { "key": key, "etag": etag }, "reason": "PostObject",
            },
        });
        if quarantined {
            if let Err(error) = looks(event).await {
                tracing::error!(%error, "a file was not looked at");
            }
            return;
        }
        let works = works.clone();
        tokio::spawn(async move {
            // As often as Lambda tries.
            for _ in 0..3 {
                match works(event.clone()).await {
                    Ok(()) => return,
                    Err(error) => tracing::error!(%error, "a list was not gone through"),
                }
            }
        });
    }
}

/// The folders as buckets.
pub(super) struct Buckets {
    files: s3s_fs::FileSystem,
    arrivals: Arrivals,
}

impl Buckets {
    pub(super) fn new(files: s3s_fs::FileSystem, arrivals: Arrivals) -> Self {
        Self { files, arrivals }
    }
}

type Answer<'a, T> = Pin<Box<dyn Future<Output = S3Result<S3Response<T>>> + Send + 'a>>;

macro_rules! as_the_folders_do {
    ($($name:ident $input:ident $output:ident;)*) => {$(
        fn $name<'a, 'b>(&'a self, request: S3Request<dto::$input>) -> Answer<'b, dto::$output>
        where
            'a: 'b,
            Self: 'b,
        {
            self.files.$name(request)
        }
    )*};
}

impl S3 for Buckets {
    as_the_folders_do! {
        get_object GetObjectInput GetObjectOutput;
        head_object HeadObjectInput HeadObjectOutput;
        head_bucket HeadBucketInput HeadBucketOutput;
        delete_object DeleteObjectInput DeleteObjectOutput;
        delete_objects DeleteObjectsInput DeleteObjectsOutput;
        list_objects ListObjectsInput ListObjectsOutput;
        list_objects_v2 ListObjectsV2Input ListObjectsV2Output;
        list_buckets ListBucketsInput ListBucketsOutput;
    }

    fn put_object<'a, 'b>(
        &'a self,
        request: S3Request<PutObjectInput>,
    ) -> Answer<'b, PutObjectOutput>
    where
        'a: 'b,
        Self: 'b,
    {
        Box::pin(async move {
            let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());
            let put = self.files.put_object(request).await?;
            let etag = put.output.e_tag.as_ref();
            self.arrivals.tell(&bucket, &key, etag).await;
            Ok(put)
        })
    }

    fn copy_object<'a, 'b>(
        &'a self,
        request: S3Request<CopyObjectInput>,
    ) -> Answer<'b, CopyObjectOutput>
    where
        'a: 'b,
        Self: 'b,
    {
        Box::pin(async move {
            let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());
            let copied = self.files.copy_object(request).await?;
            let result = copied.output.copy_object_result.as_ref();
            let etag = result.and_then(|result| result.e_tag.as_ref());
            self.arrivals.tell(&bucket, &key, etag).await;
            Ok(copied)
        })
    }

    fn list_object_versions<'a, 'b>(
        &'a self,
        request: S3Request<ListObjectVersionsInput>,
    ) -> Answer<'b, ListObjectVersionsOutput>
    where
        'a: 'b,
        Self: 'b,
    {
        Box::pin(async move {
            let listing = request.map_input(|input| ListObjectsV2Input {
                bucket: input.bucket,
                prefix: input.prefix,
                ..Default::default()
            });
            let found = self.files.list_objects_v2(listing).await?;
            Ok(found.map_output(|output| {
                let objects = output.contents.unwrap_or_default().into_iter();
                let versions = objects.map(|object| ObjectVersion {
                    key: object.key,
                    version_id: Some("null".to_owned()),
                    is_latest: Some(true),
                    ..Default::default()
                });
                ListObjectVersionsOutput {
                    versions: Some(versions.collect()),
                    ..Default::default()
                }
            }))
        })
    }
}
