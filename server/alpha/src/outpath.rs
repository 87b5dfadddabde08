//! Which paths an output may have.

use workspace::RelPath;

/// Why a path is not taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refused {
    /// It leads out of the folder it is for: `..`, an absolute path, a drive.
    Escapes,
    /// It names nothing that can be written, for the reason given.
    Unfit(String),
}

/// Names that Windows gives to devices, whatever their extension.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4",
    "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The path that `text` names below `into`.
///
/// # Errors
/// When nothing may be written there.
pub fn checked(into: &RelPath, text: &str) -> Result<RelPath, Refused> {
    let drive = text.as_bytes().get(1) == Some(&b':') && text.as_bytes()[0].is_ascii_alphabetic();
    if text.starts_with(['/', '\\']) || drive || text.split(['/', '\\']).any(|part| part == "..") {
        return Err(Refused::Escapes);
    }
    let parts: Vec<&str> = text.split('/').filter(|part| *part != ".").collect();
    if parts.is_empty() || parts.iter().any(|part| part.is_empty()) {
        return Err(Refused::Unfit("it has an empty part".to_owned()));
    }
    for part in &parts {
        let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
        if let Some(bad) = part.chars().find(|c| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')) {
            return Err(Refused::Unfit(format!("{bad:?} is not for names of files")));
        }
        if part.ends_with(['.', ' ']) || part.starts_with(' ') {
            return Err(Refused::Unfit(format!("`{part}` begins or ends with what some systems drop")));
        }
        if DEVICES.contains(&stem.as_str()) {
            return Err(Refused::Unfit(format!("`{part}` is the name of a device on some systems")));
        }
        if part.len() > 255 {
            return Err(Refused::Unfit("a part of it has more than 255 bytes".to_owned()));
        }
    }
    let path = parts.iter().fold(into.clone(), |path, part| path.join(part));
    let first = path.parts().next().unwrap_or_default().to_ascii_lowercase();
    if path.parts().any(|part| part.eq_ignore_ascii_case(".git"))
        || first == ".ouroboros"
        || path.as_str().eq_ignore_ascii_case(crate::lock::NAME)
    {
        return Err(Refused::Unfit("that place belongs to git or to this program".to_owned()));
    }
    if path.as_str().len() > 1024 {
        return Err(Refused::Unfit("it has more than 1024 bytes".to_owned()));
    }
    Ok(path)
}
