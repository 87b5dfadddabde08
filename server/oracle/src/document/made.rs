//! Parts of a document that a program has written, beside what people write.

use std::ops::Range;

use syntax::recognise::says_that_it_is_made;

/// The parts of a document of YAML above or in which a comment says that a program writes them and nobody is to edit them: the entry below
/// the comment, or, where it opens a mapping, all of that.
pub(super) fn made(text: &str) -> Vec<Range<u32>> {
    if !text.contains("enerated") {
        return Vec::new();
    }
    let mut out: Vec<Range<u32>> = Vec::new();
    let (mut lines, mut start, mut above) = (Vec::new(), 0, None);
    for line in text.split_inclusive('\n') {
        let content = line.trim_start();
        if !content.trim_end().is_empty() {
            lines.push((start, line.len() - content.len(), content));
        }
        start += line.len();
    }
    let mut at = 0;
    while at < lines.len() {
        let (from, indent, content) = lines[at];
        if !content.starts_with('#') {
            (above, at) = (Some(indent), at + 1);
            continue;
        }
        let said = lines[at..].iter().take_while(|(_, _, content)| content.starts_with('#')).count();
        let words: Vec<&str> = lines[at..at + said].iter().map(|(.., content)| content.trim_start_matches('#').trim()).collect();
        let below = &lines[at + said..];
        at += said;
        if !says_that_it_is_made(&words.join(" ")) {
            continue;
        }
        let opens = above.is_some_and(|above| above < indent);
        let last =
            below.iter().skip(1).find(|(_, other, content)| *other < indent || !opens && *other == indent && !content.starts_with('-'));
        out.push(from as u32..last.map_or(text.len(), |(end, ..)| *end) as u32);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::made;

    fn parts(text: &str) -> Vec<&str> {
        made(text).into_iter().map(|part| &text[part.start as usize..part.end as usize]).collect()
    }

    #[test]
    fn parts_of_documents() {
        let inside = "services:\n  a:\n    # Generated from x.\n    # Do not edit.\n    image: a\n    ports: []\n  b:\n    image: b\n";
        assert_eq!(parts(inside), ["    # Generated from x.\n    # Do not edit.\n    image: a\n    ports: []\n"]);
        let above = "services:\n  a:\n    image: a\n  # generated: do not edit\n  b:\n    image: b\n  c:\n    image: c\n";
        assert_eq!(parts(above), ["  # generated: do not edit\n  b:\n    image: b\n"]);
        assert!(parts("a:\n  # generated, edit as you like\n  b: 1\n").is_empty());
    }
}
