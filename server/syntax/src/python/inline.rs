//! What a script needs and says itself, without a project: inline metadata (PEP 723) in a comment, and what the line that starts it
//! hands to uv.

use workspace::Span;

use crate::manifest::draft::Draft;
use crate::manifest::tree::Text;
use crate::manifest::{DependencyKind, pep508};
use crate::output::{NEWEST_PYTHON, Output};
use crate::toml;

const OPENING: &str = "# /// script";

/// Reads both into the manifest of the file, when there is one of them.
pub fn read(text: &str, out: &mut Output) {
    let block = block(text);
    let tree = block.as_ref().and_then(|(_, block)| toml::tree(block));
    let root = tree.as_ref().and_then(|tree| tree.root());
    let shebang = shebang(text);
    if root.is_none() && shebang.is_empty() {
        return;
    }
    let mut draft = Draft::new(out);
    let offset = block.as_ref().map_or(0, |(offset, _)| *offset);
    for requirement in root.into_iter().flat_map(|root| root.texts_of("dependencies")) {
        let span = requirement.span;
        let span = Span::new(offset + span.start as usize, offset + span.end as usize);
        draft.require(Text { text: requirement.text, span }, DependencyKind::Normal, None);
    }
    for requirement in shebang {
        draft.require(requirement, DependencyKind::Normal, None);
    }
    draft.finish();
}

/// The oldest Python that inline metadata allows, which no manifest around the script changes; `None` where there is none.
pub fn python(text: &str) -> Option<(u8, u8)> {
    let (_, block) = block(text)?;
    let tree = toml::tree(&block)?;
    let specifier = tree.root()?.text_of("requires-python");
    Some(specifier.and_then(|specifier| pep508::oldest_python(specifier.text)).unwrap_or(NEWEST_PYTHON))
}

/// The block's place and its TOML, in which spaces stand for the signs of the comment. There is no block without an end.
fn block(text: &str) -> Option<(usize, String)> {
    let is_alone = |at: &usize| {
        (*at == 0 || text[..*at].ends_with('\n')) && text[at + OPENING.len()..].trim_start_matches([' ', '\t', '\r']).starts_with('\n')
    };
    let at = memchr::memmem::find_iter(text.as_bytes(), OPENING).find(is_alone)?;
    let start = at + text[at..].find('\n')? + 1;
    let lines = || text[start..].split_inclusive('\n');
    let is_of_comment = |line: &&str| {
        let line = line.trim_end();
        line == "#" || line.starts_with("# ")
    };
    // The last line of its kind ends it.
    let whole: Vec<&str> = lines().take_while(is_of_comment).collect();
    let end = whole.iter().rposition(|line| line.trim_end() == "# ///")?;
    Some((start, whole[..end].iter().map(|line| format!(" {}", &line[1..])).collect()))
}

/// `#!/usr/bin/env -S uv run --with rich --script`
fn shebang(text: &str) -> Vec<Text<'_>> {
    let line = text.lines().next().filter(|line| line.starts_with("#!") && line.contains("uv run")).unwrap_or_default();
    let mut words = line.split_whitespace();
    let mut out = Vec::new();
    while let Some(word) = words.next() {
        let list = if word == "--with" { words.next() } else { word.strip_prefix("--with=") };
        for requirement in list.into_iter().flat_map(|list| list.split(',')) {
            let start = requirement.as_ptr() as usize - text.as_ptr() as usize;
            out.push(Text { text: requirement, span: Span::new(start, start + requirement.len()) });
        }
    }
    out
}
