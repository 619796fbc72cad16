//! Files: what they may be, how large, and where one stands between being sent and being fetched.
//!
//! Agencies bring them as documents of a case (R2.5), members of the public with a report (R1.2).
//!
//! INVARIANT (checked): nothing of a file is handed out before it is [`Standing::Kept`], which says
//! what it was found to be.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{choice::choices, journal::Hash};

/// Most bytes of one file: 25 MB.
pub const MAX_BYTES: u64 = 25 * 1024 * 1024;
/// The same in megabytes, as people read it.
pub const MAX_MEGABYTES: u64 = MAX_BYTES / (1024 * 1024);
/// How long it takes at most until a file that was sent is checked.
pub const CHECKED_WITHIN: TimeDelta = TimeDelta::minutes(10);
/// How long a file may be sent after it was said that it will be.
pub const SENT_WITHIN: TimeDelta = TimeDelta::minutes(10);

choices! {
    /// What a file may be; nothing else is taken.
    FileKind {
        Pdf "pdf" "PDF document",
        Jpeg "jpeg" "JPEG picture",
        Png "png" "PNG picture",
        Word "docx" "Word document (docx, without macros)",
        Excel "xlsx" "Excel workbook (xlsx, without macros)",
        Text "txt" "Plain text",
        Csv "csv" "Comma-separated values (CSV)",
        Audio "mp3" "Sound recording (MP3)",
        PhoneAudio "m4a" "Sound recording from a phone (M4A)",
        VoiceMessage "ogg" "Voice message (OGG or OPUS)",
        Video "mp4" "Film (MP4)",
        PhoneVideo "mov" "Film from an iPhone or iPad (MOV)",
    }
}

impl FileKind {
    /// The ending of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            other => other.value(),
        }
    }

    /// The endings of the files that a page offers to choose from, for `accept`.
    pub fn accepts(self) -> &'static str {
        match self {
            Self::Pdf => ".pdf",
            Self::Jpeg => ".jpg,.jpeg",
            Self::Png => ".png",
            Self::Word => ".docx",
            Self::Excel => ".xlsx",
            Self::Text => ".txt",
            Self::Csv => ".csv",
            Self::Audio => ".mp3",
            Self::PhoneAudio => ".m4a",
            Self::VoiceMessage => ".ogg,.opus,.oga",
            Self::Video => ".mp4",
            Self::PhoneVideo => ".mov",
        }
    }

    /// What the file is sent to the bucket as. It is never served as this.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Excel => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Text => "text/plain",
            Self::Csv => "text/csv",
            Self::Audio => "audio/mpeg",
            Self::PhoneAudio => "audio/mp4",
            Self::VoiceMessage => "audio/ogg",
            Self::Video => "video/mp4",
            Self::PhoneVideo => "video/quicktime",
        }
    }
}

choices! {
    /// What a search for malicious software found.
    Scanned {
        Clean "clean" "Searched for malicious software: none found",
        NotScanned "not_scanned" "Not searched for malicious software",
    }
}

choices! {
    /// Why a file was not kept.
    Unfit {
        OtherKind "other_kind" "it is not what it was said to be",
        Active "active" "it holds macros, scripts or another file",
        TooLarge "too_large" "it is too large, or unpacks to too much",
        Empty "empty" "it is empty",
        Malicious "malicious" "it holds malicious software",
        Unscanned "unscanned" "it could not be searched for malicious software",
        CaseClosed "case_closed" "the case was closed before it arrived",
        Withdrawn "withdrawn" "it was withdrawn before it arrived",
    }
}

/// Where a file stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Standing {
    /// Its file may be sent until then, UTC; what was sent waits in quarantine until it is checked.
    Awaited {
        /// Until when.
        until: DateTime<Utc>,
    },
    /// It was checked, and is kept.
    Kept(Kept),
    /// It was not kept.
    Refused {
        /// Why.
        why: Unfit,
    },
    /// Its agency withdrew it: it is no longer handed out.
    Withdrawn,
}

impl Standing {
    /// Whether no file came and none will: a form that was asked for in the last moment takes one for as
    /// long again, and then it is still to be checked.
    pub fn is_missed(&self, now: DateTime<Utc>) -> bool {
        matches!(self, Self::Awaited { until } if *until + SENT_WITHIN + CHECKED_WITHIN <= now)
    }
}

/// A file that was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// How many bytes it has.
    pub bytes: u64,
    /// SHA-256 of its bytes, also the last part of where it lies.
    pub sha256: Hash,
    /// What the search for malicious software found.
    pub scanned: Scanned,
}

impl Kept {
    /// Its size in words.
    pub fn size(self) -> String {
        match self.bytes {
            bytes @ 0..1_000 => format!("{bytes} bytes"),
            bytes @ 1_000..1_000_000 => format!("{} KB", bytes.div_ceil(1_000)),
            bytes => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
        }
    }

    /// What it was found to be, in sentences.
    pub fn finding(self) -> String {
        let kind = "Its contents fit what it is said to be.";
        match self.scanned {
            Scanned::Clean => format!("{kind} {}.", self.scanned.label()),
            Scanned::NotScanned => format!(
                "{kind} {}: open it only if you trust where it comes from.",
                self.scanned.label()
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_words() {
        let size = |bytes| {
            let kept = Kept {
                bytes,
                sha256: Hash::of(b"abc"),
                scanned: Scanned::Clean,
            };
            kept.size()
        };
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(1_001), "2 KB");
        assert_eq!(size(25_360_000), "25.3 MB");
    }
}
