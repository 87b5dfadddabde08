//! The text of a person's own configuration: which roots they trust, and which commands they approved there.
//!
//! ```yaml
//! trust:
//!   - root: "/home/ada/shop"
//!     approved:
//!       - hash: 1f3a...
//!         what: "formatter of `api`: ruff format -"
//! ```
//!
//! Only the section `trust` is ours to write: everything else in the file, comments included, stays as it is. What counts
//! is the hash; the words beside it are for people. Whatever is not understood is an error, never skipped: a word too
//! many may have been meant to take something back.

use std::collections::{BTreeMap, BTreeSet};

use workspace::trust::{Approval, Declaration, Trust};

use documents::{Node, Value};

const SECTION: &str = "trust";

/// By root, as absolute path: what was approved, with the words for people.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Approvals(BTreeMap<String, BTreeMap<Approval, String>>);

impl Approvals {
    /// Reads the text of the file; an empty one trusts nothing.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Approvals, String> {
        let mut out = Approvals::default();
        let Some((_, section)) = top(text)?.into_iter().find(|(key, _)| key == SECTION) else { return Ok(out) };
        for item in list(&section, "`trust`")? {
            let [root, approved] = fields(item, ["root", "approved"])?;
            let root = root.and_then(Node::text).ok_or("an item of `trust` has a `root`, the absolute path of a folder")?;
            let known = out.0.entry(root.to_owned()).or_default();
            for one in approved.map_or(Ok(&[][..]), |approved| list(approved, "`approved`"))? {
                let [hash, what] = fields(one, ["hash", "what"])?;
                let hash = hash.and_then(Node::text).and_then(Approval::parse);
                let hash = hash.ok_or("an item of `approved` has a `hash` of 64 hexadecimal digits")?;
                known.insert(hash, what.and_then(Node::text).unwrap_or_default().to_owned());
            }
        }
        Ok(out)
    }

    /// The text of the file, which was `before`, once it says this.
    ///
    /// # Errors
    /// That it cannot be written into that text, and what to do.
    pub fn write(&self, before: &str) -> Result<String, String> {
        let others =
            |text: &str| Ok::<_, String>(top(text)?.into_iter().map(|(key, _)| key).filter(|key| key != SECTION).collect::<Vec<_>>());
        // What is not understood is somebody's all the same.
        Approvals::parse(before)?;
        let known = others(before)?;
        let after = replaced(before, &self.section());
        // The file may be written in any of YAML's ways. Where ours does not fit into it, it is left alone.
        if others(&after).as_ref() == Ok(&known) && Approvals::parse(&after).as_ref() == Ok(self) {
            return Ok(after);
        }
        Err("its section `trust` cannot be rewritten: put that section at the end, in block style, or remove it".to_owned())
    }

    /// What they mean for `root`.
    pub fn trust(&self, root: &str) -> Trust {
        self.0.get(root).map_or(Trust::Nothing, |approved| Trust::Approved(approved.keys().cloned().collect()))
    }

    /// What was approved in `root`, with the words for people.
    pub fn of(&self, root: &str) -> impl Iterator<Item = (&Approval, &str)> {
        self.0.get(root).into_iter().flatten().map(|(approval, what)| (approval, what.as_str()))
    }

    /// Trusts `root`, and approves these there as well.
    pub fn approve<'d>(&mut self, root: &str, declarations: impl IntoIterator<Item = &'d Declaration>) {
        let known = self.0.entry(root.to_owned()).or_default();
        known.extend(declarations.into_iter().map(|declaration| (declaration.approval(), declaration.to_string())));
    }

    /// Trusts `root` no longer. Says whether it was trusted.
    pub fn revoke(&mut self, root: &str) -> bool {
        self.0.remove(root).is_some()
    }

    fn section(&self) -> String {
        if self.0.is_empty() {
            return String::new();
        }
        let mut out = format!("{SECTION}: # written by `ouroboros trust`\n");
        for (root, approved) in &self.0 {
            out.push_str(&format!("  - root: {}\n", quoted(root)));
            out.push_str(if approved.is_empty() { "    approved: []\n" } else { "    approved:\n" });
            for (approval, what) in approved {
                out.push_str(&format!("      - hash: {}\n        what: {}\n", quoted(approval.as_str()), quoted(what)));
            }
        }
        out
    }
}

/// The keys and values of the whole file.
pub(crate) fn top(text: &str) -> Result<Vec<(String, Node)>, String> {
    let document = match documents::read(text.strip_prefix('\u{FEFF}').unwrap_or(text)) {
        Ok(document) => document,
        Err(documents::Unread::Syntax) => return Err("it is no YAML".to_owned()),
        Err(documents::Unread::Excess(_, why)) => return Err(why),
    };
    if document.second.is_some() {
        return Err("it has more than one YAML document".to_owned());
    }
    let Some(root) = document.root.filter(|root| !root.is_null()) else { return Ok(Vec::new()) };
    let Value::Map(entries) = root.value else { return Err(format!("it is a mapping, not {}", root.describe())) };
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for (key, value) in entries {
        let name = key.text().ok_or("a key of it is no text")?.to_owned();
        if !seen.insert(name.clone()) {
            return Err(format!("it has the key `{name}` twice"));
        }
        out.push((name, value));
    }
    Ok(out)
}

/// The entries of one section of the whole file; none when it is absent or empty.
pub(crate) fn section(text: &str, name: &str) -> Result<Vec<(Node, Node)>, String> {
    let Some((_, section)) = top(text)?.into_iter().find(|(key, _)| key == name) else { return Ok(Vec::new()) };
    match section.value {
        Value::Map(entries) => Ok(entries),
        _ if section.is_null() => Ok(Vec::new()),
        _ => Err(format!("`{name}` is a mapping, not {}", section.describe())),
    }
}

/// The items of a list; `what` is it for messages.
pub(crate) fn list<'n>(node: &'n Node, what: &str) -> Result<&'n [Node], String> {
    match &node.value {
        Value::List(items) => Ok(items),
        _ if node.is_null() => Ok(&[]),
        _ => Err(format!("{what} is a list, not {}", node.describe())),
    }
}

/// The values of two keys, of a mapping that has no others.
fn fields<'n>(node: &'n Node, names: [&str; 2]) -> Result<[Option<&'n Node>; 2], String> {
    let Value::Map(entries) = &node.value else { return Err(format!("an item of `{SECTION}` is a mapping, not {}", node.describe())) };
    let mut out = [None; 2];
    for (key, value) in entries {
        let at = names.iter().position(|name| key.text() == Some(name));
        let at = at.ok_or_else(|| format!("the key `{}` in `{SECTION}` is not known to this version", key.text().unwrap_or("?")))?;
        if out[at].replace(value).is_some() {
            return Err(format!("it has the key `{}` twice", names[at]));
        }
    }
    Ok(out)
}

/// `text` with `section` in the place of what it has now, else at its end.
fn replaced(text: &str, section: &str) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let is_key = |line: &str| ["trust:", "\"trust\":", "'trust':"].iter().any(|key| line.starts_with(key));
    let Some(start) = lines.iter().position(|line| is_key(line)) else {
        let gap = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        return format!("{text}{gap}{section}");
    };
    // It goes on as long as lines are indented, or items of a list at its own depth. Comments before the next key are of that.
    let is_inside = |line: &str| line.starts_with([' ', '\t', '-', '#']) || line.trim().is_empty();
    let next = lines[start + 1..].iter().position(|line| !is_inside(line)).map_or(lines.len(), |at| start + 1 + at);
    let is_ours = |line: &&str| line.starts_with([' ', '\t', '-']) && !line.trim().is_empty();
    let end = lines[start + 1..next].iter().rposition(is_ours).map_or(start + 1, |at| start + 2 + at);
    format!("{}{section}{}", lines[..start].concat(), lines[end..].concat())
}

/// A double-quoted scalar of YAML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c if c.is_alphanumeric() => out.push(c),
            c if u32::from(c) <= 0xFFFF => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push_str(&format!("\\U{:08x}", u32::from(c))),
        }
    }
    out.push('"');
    out
}
