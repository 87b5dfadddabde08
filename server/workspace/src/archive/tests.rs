//! Archives that are sound, and those that a stranger would send.

use std::io::Write;

use super::*;

fn tar_of(entries: &[(&str, tar::EntryType, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast()));
    for (name, kind, bytes) in entries {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(*kind);
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        // Set by hand: the library refuses to write names that we have to refuse to read.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        if kind.is_symlink() || kind.is_hard_link() {
            header.set_link_name_literal("/etc/passwd").unwrap();
        }
        header.set_cksum();
        builder.append(&header, *bytes).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap()
}

fn zip_of(entries: &[(&str, Option<u32>, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, mode, bytes) in entries {
        let options = zip::write::SimpleFileOptions::default();
        if *mode == Some(LINK) {
            writer.add_symlink(*name, "/etc/passwd", options).unwrap();
        } else {
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
    }
    writer.finish().unwrap().into_inner()
}

const LINK: u32 = 0o120_777;
const FILE: tar::EntryType = tar::EntryType::Regular;

#[test]
fn what_is_sound_is_unpacked_and_goes_again() {
    for bytes in [
        tar_of(&[
            ("./", tar::EntryType::Directory, b""),
            ("a/", tar::EntryType::Directory, b""),
            ("a/b.txt", FILE, b"one"),
            ("./c", FILE, b""),
        ]),
        zip_of(&[("a/b.txt", None, b"one"), ("c", None, b"")]),
    ] {
        assert_eq!(inspect(&bytes, &Bounds::default()), Ok(Contents { files: 2, bytes: 3 }));
        let (folder, contents) = unpack(&bytes, &Bounds::default()).unwrap();
        assert_eq!(contents.files, 2);
        let path = folder.path().to_path_buf();
        assert_eq!(fs::read(path.join("a/b.txt")).unwrap(), b"one");
        assert!(path.join("c").is_file());
        drop(folder);
        assert!(!path.exists());
    }
}

#[test]
fn names_that_lead_out_are_refused() {
    for name in ["../x", "a/../../x", "/etc/x", "a/..", "..\\x", "C:x", "a\u{1}b"] {
        for bytes in [tar_of(&[(name, FILE, b"x")]), zip_of(&[(name, None, b"x")])] {
            let refused = unpack(&bytes, &Bounds::default()).unwrap_err();
            assert!(matches!(refused, Refused::Entry(..)), "{name}: {refused}");
            assert_eq!(inspect(&bytes, &Bounds::default()), Err(refused));
        }
    }
    let raw = tar_of(&[("a", FILE, b"x")]);
    assert!(inspect(&raw, &Bounds::default()).is_ok());
    assert!(matches!(name::path(b"a\xff", &Bounds::default()), Err(Refused::Entry(..))));
}

#[test]
fn links_and_devices_are_refused() {
    use tar::EntryType as T;
    for kind in [T::Symlink, T::Link, T::Char, T::Block, T::Fifo, T::GNUSparse] {
        let refused = unpack(&tar_of(&[("x", kind, b"")]), &Bounds::default()).unwrap_err();
        assert!(matches!(refused, Refused::Entry(..) | Refused::Damaged(_)), "{kind:?}: {refused}");
    }
    let refused = unpack(&zip_of(&[("x", Some(LINK), b"")]), &Bounds::default()).unwrap_err();
    assert_eq!(refused, Refused::Entry("x".into(), "it is a link".into()));
}

#[test]
fn the_same_twice_is_refused() {
    for entries in [&[("a", FILE, &b"x"[..]), ("./a", FILE, b"y")], &[("a", FILE, &b"x"[..]), ("a/b", FILE, b"y")]] {
        assert!(matches!(unpack(&tar_of(entries), &Bounds::default()), Err(Refused::Entry(..))));
    }
}

#[test]
fn bombs_are_counted_while_they_unpack() {
    let small = Bounds { unpacked: 1 << 20, entries: 10, ..Bounds::default() };
    let zeros = vec![0; 8 << 20];
    for bytes in [tar_of(&[("a", FILE, &zeros)]), zip_of(&[("a", None, &zeros)])] {
        assert!(bytes.len() < 1 << 20);
        assert!(matches!(inspect(&bytes, &small), Err(Refused::TooLarge(_))));
        assert!(matches!(unpack(&bytes, &small), Err(Refused::TooLarge(_))));
    }
    let names: Vec<String> = (0..11).map(|number| format!("f{number}")).collect();
    let many: Vec<_> = names.iter().map(|name| (name.as_str(), FILE, &b""[..])).collect();
    assert!(matches!(inspect(&tar_of(&many), &small), Err(Refused::TooLarge(_))));
    let many: Vec<_> = names.iter().map(|name| (name.as_str(), None, &b""[..])).collect();
    assert!(matches!(inspect(&zip_of(&many), &small), Err(Refused::TooLarge(_))));
    // A record about an entry would be read into memory as a whole.
    let record = tar_of(&[("x", tar::EntryType::GNULongName, &zeros[..100_000]), ("a", FILE, b"")]);
    assert!(matches!(inspect(&record, &Bounds::default()), Err(Refused::TooLarge(_))));
    let packed = Bounds { packed: 10, ..Bounds::default() };
    assert!(matches!(inspect(&tar_of(&[("a", FILE, b"x")]), &packed), Err(Refused::TooLarge(_))));
}

#[test]
fn what_is_cut_or_no_archive_is_said_to_be() {
    assert_eq!(inspect(b"hello", &Bounds::default()), Err(Refused::Unknown));
    for whole in [tar_of(&[("a", FILE, &[7; 5000])]), zip_of(&[("a", None, &[7; 5000])])] {
        for cut in [10, whole.len() / 2] {
            assert!(matches!(inspect(&whole[..cut], &Bounds::default()), Err(Refused::Damaged(_))), "{cut}");
        }
    }
}
