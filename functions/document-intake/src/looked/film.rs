//! The container of films, sound and pictures that phones make (ISO/IEC 14496-12), told apart by the brand
//! that it begins with.

use super::holds;

/// What a brand stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Brand {
    Sound,
    QuickTime,
    Picture,
    /// Films, and what is not known to be something else: cameras have brands of their own.
    Film,
}

/// What says that a track holds sound, or moving pictures.
const SOUND: &[u8] = b"hdlr\0\0\0\0\0\0\0\0soun";
const FILM: &[u8] = b"hdlr\0\0\0\0\0\0\0\0vide";

/// Sound alone. Phones mark it so, or with a brand that films have too: then its tracks tell.
pub(super) fn is_sound(bytes: &[u8]) -> bool {
    match brand(bytes) {
        Some(Brand::Sound) => true,
        Some(Brand::Film) => holds(bytes, SOUND) && !holds(bytes, FILM),
        _ => false,
    }
}

/// A film as most phones and cameras make it.
pub(super) fn is_film(bytes: &[u8]) -> bool {
    brand(bytes) == Some(Brand::Film)
}

/// A film as iPhones and iPads make it.
pub(super) fn is_quick_time(bytes: &[u8]) -> bool {
    brand(bytes) == Some(Brand::QuickTime)
}

fn brand(bytes: &[u8]) -> Option<Brand> {
    if bytes.get(4..8) != Some(b"ftyp") {
        return None;
    }
    Some(match bytes.get(8..12)? {
        b"M4A " | b"M4B " | b"M4P " => Brand::Sound,
        b"qt  " => Brand::QuickTime,
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1" | b"avif"
        | b"avis" | b"crx " => Brand::Picture,
        _ => Brand::Film,
    })
}
