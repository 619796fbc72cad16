//! Files in one ZIP file, stored as they are: hashes do not compress, and nothing here needs a
//! library that does.
//!
//! **Source:** PKWARE APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.

/// A file: its name, in ASCII, and what is in it.
pub type File = (String, Vec<u8>);

/// The files in one ZIP file; `None` when they are more than its numbers can say.
pub fn of(files: &[File]) -> Option<Vec<u8>> {
    let mut zip = Vec::new();
    let mut directory = Vec::new();
    for (name, bytes) in files {
        let offset = u32::try_from(zip.len()).ok()?;
        let entry = entry(name, bytes)?;
        zip.extend(0x0403_4b50_u32.to_le_bytes());
        zip.extend(&entry);
        zip.extend(name.as_bytes());
        zip.extend(bytes);
        directory.extend(0x0201_4b50_u32.to_le_bytes());
        // Made by: version 2.0.
        directory.extend(20_u16.to_le_bytes());
        directory.extend(&entry);
        // No comment; the first disk; no attributes.
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (count, start) = (
        u16::try_from(files.len()).ok()?,
        u32::try_from(zip.len()).ok()?,
    );
    let size = u32::try_from(directory.len()).ok()?;
    zip.extend(directory);
    zip.extend(0x0605_4b50_u32.to_le_bytes());
    zip.extend([0; 4]);
    zip.extend(count.to_le_bytes());
    zip.extend(count.to_le_bytes());
    zip.extend(size.to_le_bytes());
    zip.extend(start.to_le_bytes());
    zip.extend([0; 2]);
    Some(zip)
}

/// What stands of a file both before it and in the directory.
fn entry(name: &str, bytes: &[u8]) -> Option<Vec<u8>> {
    let size = u32::try_from(bytes.len()).ok()?.to_le_bytes();
    let mut entry = Vec::new();
    // Needs version 2.0; no flags; stored.
    entry.extend(20_u16.to_le_bytes());
    entry.extend([0; 4]);
    // Midnight of 1 January 1980, the beginning of its time: the bundle says itself when it was made.
    entry.extend(0_u16.to_le_bytes());
    entry.extend(0x0021_u16.to_le_bytes());
    entry.extend(crc(bytes).to_le_bytes());
    entry.extend(size);
    entry.extend(size);
    entry.extend(u16::try_from(name.len()).ok()?.to_le_bytes());
    // No extra field.
    entry.extend([0; 2]);
    Some(entry)
}

/// CRC-32 as ZIP has it.
fn crc(bytes: &[u8]) -> u32 {
    let fed = bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1))
        })
    });
    !fed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_known_one() {
        assert_eq!(crc(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc(b""), 0);
    }

    #[test]
    fn the_end_says_where_the_directory_is() {
        let files = [
            ("a.txt".to_owned(), b"one".to_vec()),
            ("keys/b.pem".to_owned(), Vec::new()),
        ];
        let zip = of(&files).unwrap();
        let end = zip.len() - 22;
        assert_eq!(zip[end..end + 4], *b"PK\x05\x06");
        let number = |at: usize| u32::from_le_bytes(zip[at..at + 4].try_into().unwrap()) as usize;
        let (size, start) = (number(end + 12), number(end + 16));
        assert_eq!(start + size, end);
        assert_eq!(zip[start..start + 4], *b"PK\x01\x02");
        assert_eq!(zip[..4], *b"PK\x03\x04");
        assert_eq!(zip[30..35], *b"a.txt");
        assert_eq!(zip[35..38], *b"one");
    }
}
