//! A form that sends a file straight to the bucket, as programs are given it.

use std::collections::BTreeMap;

use domain::file;
use serde::Serialize;
use store::uploads::UploadForm;

/// A form that sends a file to the bucket.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = DocumentUpload, example = json!({
    "url": "https://documents.s3.eu-west-2.amazonaws.com/",
    "fields": {"key": "quarantine/…", "policy": "…", "x-amz-signature": "…"},
    "most_bytes": 26_214_400
}))]
pub struct UploadView {
    /// Where to post it, as `multipart/form-data`.
    pub url: String,
    /// Fields to send as they are, before the last one, which is called `file`.
    pub fields: BTreeMap<String, String>,
    /// Most bytes of the file.
    pub most_bytes: u64,
}

impl From<&UploadForm> for UploadView {
    fn from(form: &UploadForm) -> Self {
        Self {
            url: form.url.clone(),
            fields: form.fields.iter().cloned().collect(),
            most_bytes: file::MAX_BYTES,
        }
    }
}
