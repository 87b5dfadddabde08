//! Three-way merge of texts, line by line: what people changed and what the generator changed, joined; where both
//! changed the same lines, both stand between conflict marks.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// The result of a merge.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Merged {
    /// The text, with marks where the sides disagree.
    pub text: String,
    /// How often they do.
    pub conflicts: usize,
}

/// Joins `ours` and `theirs`, which both were `base`. `names` are those of the two sides, for the marks.
pub fn merge(base: &str, ours: &str, theirs: &str, names: (&str, &str)) -> Merged {
    let lines = |text: &'_ str| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<String>>();
    let (base, ours, theirs) = (lines(base), lines(ours), lines(theirs));
    let (left, right) = (matches(&base, &ours), matches(&base, &theirs));
    let mut out = Merged { text: String::new(), conflicts: 0 };
    let (mut b, mut o, mut t) = (0, 0, 0);
    loop {
        // The next line of the base that both sides still have.
        let stable =
            (b..base.len()).find_map(|line| Some((line, left[line]?, right[line]?))).unwrap_or((base.len(), ours.len(), theirs.len()));
        chunk(&base[b..stable.0], &ours[o..stable.1], &theirs[t..stable.2], names, &mut out);
        if stable.0 == base.len() {
            return out;
        }
        out.text.push_str(&base[stable.0]);
        (b, o, t) = (stable.0 + 1, stable.1 + 1, stable.2 + 1);
    }
}

/// For each line of `base`, where `other` has it.
fn matches(base: &[String], other: &[String]) -> Vec<Option<usize>> {
    let mut out = vec![None; base.len()];
    for op in capture_diff_slices(Algorithm::Patience, base, other) {
        if let DiffOp::Equal { old_index, new_index, len } = op {
            for at in 0..len {
                out[old_index + at] = Some(new_index + at);
            }
        }
    }
    out
}

fn chunk(base: &[String], ours: &[String], theirs: &[String], names: (&str, &str), out: &mut Merged) {
    let text = &mut out.text;
    if ours == theirs || theirs == base {
        text.extend(ours.iter().map(String::as_str));
    } else if ours == base {
        text.extend(theirs.iter().map(String::as_str));
    } else {
        // Lines on which both agree, at either end, are no part of the disagreement.
        let start = ours.iter().zip(theirs).take_while(|(a, b)| a == b).count();
        let end = ours[start..].iter().rev().zip(theirs[start..].iter().rev()).take_while(|(a, b)| a == b).count();
        out.conflicts += 1;
        text.extend(ours[..start].iter().map(String::as_str));
        text.push_str(&format!("<<<<<<< {}\n", names.0));
        side(text, &ours[start..ours.len() - end]);
        text.push_str("=======\n");
        side(text, &theirs[start..theirs.len() - end]);
        text.push_str(&format!(">>>>>>> {}\n", names.1));
        text.extend(ours[ours.len() - end..].iter().map(String::as_str));
    }
}

/// Lines of one side; a mark behind them starts a line.
fn side(text: &mut String, lines: &[String]) {
    text.extend(lines.iter().map(String::as_str));
    if lines.last().is_some_and(|last| !last.ends_with('\n')) {
        text.push('\n');
    }
}
