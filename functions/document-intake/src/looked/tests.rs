use std::io::{Cursor, Write};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\nxxxxIEND\xae\x42\x60\x82";
const PDF: &[u8] = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0 picture \xff\xd9";
const MP4: &[u8] = b"\0\0\0\x18ftypisom";
const M4A: &[u8] = b"\0\0\0\x1cftypM4A \0\0\0\0";
const MOV: &[u8] = b"\0\0\0\x14ftypqt  \0\0\0\0";

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn word(more: &[(&str, &[u8])]) -> Vec<u8> {
    let main: [(&str, &[u8]); 2] = [
        ("[Content_Types].xml", b"<Types/>"),
        ("word/document.xml", b"<w:document/>"),
    ];
    archive(&[&main, more].concat())
}

#[test]
fn each_kind_is_taken_as_itself_and_as_nothing_else() {
    let docx = word(&[]);
    let xlsx = archive(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("xl/workbook.xml", b"<workbook/>"),
    ]);
    let files: [(FileKind, &[u8]); 10] = [
        (FileKind::Pdf, PDF),
        (FileKind::Png, PNG),
        (FileKind::Jpeg, JPEG),
        (FileKind::Word, &docx),
        (FileKind::Excel, &xlsx),
        (FileKind::Audio, b"ID3\x04 sound"),
        (FileKind::PhoneAudio, M4A),
        (FileKind::VoiceMessage, b"OggS\0 sound"),
        (FileKind::Video, MP4),
        (FileKind::PhoneVideo, MOV),
    ];
    for (kind, bytes) in files {
        for said in FileKind::ALL {
            let fits = *said == kind;
            assert_eq!(at(*said, bytes).is_ok(), fits, "{kind:?} as {said:?}");
        }
    }
    for kind in [FileKind::Text, FileKind::Csv] {
        assert_eq!(at(kind, "Day,What\n1,Noise – again\n".as_bytes()), Ok(()));
        assert_eq!(at(kind, b"caf\xe9;1\r\n"), Ok(()), "another encoding");
        assert_eq!(at(kind, b"MZ program"), Err(Unfit::OtherKind));
        assert_eq!(at(kind, b"a\0b"), Err(Unfit::OtherKind));
    }
    assert_eq!(at(FileKind::Text, b""), Err(Unfit::Empty));
}

#[test]
fn scripts_macros_and_files_within_files_are_refused() {
    for word in ["/JavaScript", "/Launch", "/EmbeddedFile"] {
        let pdf = [b"%PDF-1.7\n", word.as_bytes(), b"\n%%EOF"].concat();
        assert_eq!(at(FileKind::Pdf, &pdf), Err(Unfit::Active), "{word}");
    }
    for name in [
        "word/vbaProject.bin",
        "word/embeddings/oleObject1.bin",
        "word/activeX/activeX1.xml",
        "word/run.js",
    ] {
        let docx = word(&[(name, b"x")]);
        assert_eq!(at(FileKind::Word, &docx), Err(Unfit::Active), "{name}");
    }
    let enabled: &[u8] = b"application/vnd.ms-word.document.macroEnabled.main+xml";
    let docx = archive(&[
        ("[Content_Types].xml", enabled),
        ("word/document.xml", b"<w:document/>"),
    ]);
    assert_eq!(at(FileKind::Word, &docx), Err(Unfit::Active));
    let rels: &[u8] = b"relationships/attachedTemplate\" TargetMode=\"External\"";
    let docx = word(&[("word/_rels/settings.xml.rels", rels)]);
    assert_eq!(at(FileKind::Word, &docx), Err(Unfit::Active));
    let chart = word(&[("word/embeddings/chart.xlsx", b"x")]);
    assert_eq!(at(FileKind::Word, &chart), Ok(()));
}

/// What Android records may have the brand of films; what iPhones take is no film.
#[test]
fn tracks_tell_sound_from_films_and_a_picture_is_neither() {
    let track = |kind: &[u8]| [b"hdlr\0\0\0\0\0\0\0\0", kind].concat();
    let sound = [MP4, &track(b"soun")].concat();
    assert_eq!(at(FileKind::PhoneAudio, &sound), Ok(()));
    let film = [sound.as_slice(), &track(b"vide")].concat();
    assert_eq!(at(FileKind::PhoneAudio, &film), Err(Unfit::OtherKind));
    assert_eq!(at(FileKind::Video, &film), Ok(()));
    let picture = b"\0\0\0\x24ftypheic\0\0\0\0";
    for kind in FileKind::ALL {
        assert!(at(*kind, picture).is_err(), "{kind:?}");
    }
}

#[test]
fn a_file_of_two_kinds_is_neither() {
    let zip = word(&[]);
    for (kind, bytes) in [
        (FileKind::Pdf, [PDF, &zip, b"%%EOF"].concat()),
        (FileKind::Jpeg, [JPEG, &zip].concat()),
        (FileKind::Video, [MP4, &zip].concat()),
        (FileKind::PhoneAudio, [M4A, &zip].concat()),
        (FileKind::Png, [PNG, &zip].concat()),
        (FileKind::Word, [PDF, &zip].concat()),
        (FileKind::Word, [&zip, PDF].concat()),
    ] {
        assert_eq!(at(kind, &bytes), Err(Unfit::OtherKind), "{kind:?}");
    }
}

#[test]
fn archives_are_measured_and_lead_nowhere() {
    let bomb = vec![0; 11 * 1024 * 1024];
    let docx = word(&[("word/media/picture.png", &bomb)]);
    assert!(docx.len() < 100_000);
    assert_eq!(at(FileKind::Word, &docx), Err(Unfit::TooLarge));
    let docx = word(&[("../../etc/passwd", b"x")]);
    assert_eq!(at(FileKind::Word, &docx), Err(Unfit::OtherKind));
    let large = vec![b'a'; 25 * 1024 * 1024 + 1];
    assert_eq!(at(FileKind::Text, &large), Err(Unfit::TooLarge));
}
