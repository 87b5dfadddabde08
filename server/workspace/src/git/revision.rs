//! From what people call a commit to the commit.

use gix_hash::ObjectId;
use gix_object::Kind;

use super::problem::Problem;
use super::{Commit, Repository, refs};

/// Tags may tag tags.
const MAX_TAGS: usize = 16;

/// One step from a commit to another.
enum Step {
    /// `~n`: so many first parents up.
    Up(usize),
    /// `^n`: the parent of this number; 0 is the commit itself.
    Parent(usize),
}

impl Repository {
    /// The commit that is checked out.
    ///
    /// # Errors
    /// There is none yet, or it cannot be read.
    pub fn head(&self) -> Result<Commit, Problem> {
        self.peel(refs::head(&self.place)?.ok_or(Problem::NoCommits)?, "HEAD")
    }

    /// The commit called `revision`: a branch, a tag, `origin/main`, a commit's name or its first digits, `HEAD`
    /// or `@`; behind it `~n`, `^n`, `^{commit}` as often as one likes.
    ///
    /// # Errors
    /// Nothing or more than one thing has this name; it is not written as revisions are.
    pub fn resolve(&self, revision: &str) -> Result<Commit, Problem> {
        let (name, steps) = parse(revision).map_err(|why| Problem::Malformed { revision: revision.to_owned(), why })?;
        let mut commit = self.named(name, revision)?;
        for step in steps {
            commit = self.step(commit, &step, revision)?;
        }
        Ok(commit)
    }

    /// The best common ancestor of two commits.
    ///
    /// # Errors
    /// They have none, as far as the clone knows.
    pub fn merge_base(&self, first: Commit, second: Commit) -> Result<Commit, Problem> {
        let none = || Problem::NoMergeBase { first: first.short(), second: second.short(), shallow: !self.shallow.is_empty() };
        let bases = self.objects.with(|handle, _| {
            let mut graph = gix_revision::Graph::new(handle, None);
            let found = gix_revision::merge_base(first.0, &[second.0], &mut graph);
            Ok(found.map(|bases| bases.map(|bases| Commit(*bases.first()))))
        })?;
        bases.map_err(|error| Problem::Broken(error.to_string()))?.ok_or_else(none)
    }

    fn named(&self, name: &str, revision: &str) -> Result<Commit, Problem> {
        if matches!(name, "HEAD" | "@") {
            return self.head();
        }
        if name.len() == 40
            && let Ok(id) = ObjectId::from_hex(name.as_bytes())
        {
            return match self.peel(id, revision) {
                Err(Problem::Missing(_)) => Err(self.unknown(revision)),
                other => other,
            };
        }
        let mut meanings = Vec::new();
        for (full, id) in refs::meanings(&self.place, name)? {
            meanings.push((full, self.peel(id, revision)?));
        }
        if name.len() >= 4 && name.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            for id in self.objects.starting_with(name)? {
                // Other objects of that name are not meant: people name commits.
                if let Ok(commit) = self.peel(id, revision) {
                    meanings.push((format!("commit {}", commit.short()), commit));
                }
            }
        }
        let first = meanings.first().ok_or_else(|| self.unknown(revision))?.1;
        if meanings.iter().any(|(_, commit)| *commit != first) {
            let meanings = meanings.into_iter().map(|(full, _)| format!("`{full}`")).collect();
            return Err(Problem::Ambiguous { revision: revision.to_owned(), meanings });
        }
        Ok(first)
    }

    fn step(&self, commit: Commit, step: &Step, revision: &str) -> Result<Commit, Problem> {
        match *step {
            Step::Parent(0) => Ok(commit),
            Step::Parent(number) => self.parent(commit, number - 1, revision),
            Step::Up(count) => (0..count).try_fold(commit, |commit, _| self.parent(commit, 0, revision)),
        }
    }

    fn parent(&self, commit: Commit, index: usize, revision: &str) -> Result<Commit, Problem> {
        if self.shallow.contains(&commit.0) {
            return Err(self.unknown(revision));
        }
        let parents = self.objects.commit(commit.0)?.parents;
        parents.get(index).copied().map(Commit).ok_or_else(|| Problem::Malformed {
            revision: revision.to_owned(),
            why: format!(
                "the commit {} has {}",
                commit.short(),
                match parents.len() {
                    0 => "no parent".to_owned(),
                    1 => "one parent".to_owned(),
                    count => format!("{count} parents"),
                }
            ),
        })
    }

    /// Follows tags to a commit.
    fn peel(&self, mut id: ObjectId, revision: &str) -> Result<Commit, Problem> {
        for _ in 0..MAX_TAGS {
            match self.objects.kind(id)? {
                Kind::Commit => return Ok(Commit(id)),
                Kind::Tag => id = self.objects.tagged(id)?,
                kind => {
                    return Err(Problem::Malformed { revision: revision.to_owned(), why: format!("it names a {kind}, not a commit") });
                }
            }
        }
        Err(Problem::Broken(format!("the tag {id} leads nowhere")))
    }

    fn unknown(&self, revision: &str) -> Problem {
        Problem::Unknown { revision: revision.to_owned(), shallow: !self.shallow.is_empty() }
    }
}

/// The name, and the steps from there.
fn parse(revision: &str) -> Result<(&str, Vec<Step>), String> {
    if revision.is_empty() || revision.starts_with('-') {
        return Err("it is empty, or looks like an option".to_owned());
    }
    if revision.contains("..") {
        return Err("it is a range: name one commit".to_owned());
    }
    if revision.contains("@{") {
        return Err("reflogs and upstreams are not read: name the branch, as in `origin/main`".to_owned());
    }
    if revision.contains(':') {
        return Err("it names a file or searches for a text: name a commit".to_owned());
    }
    let end = revision.find(['~', '^']).unwrap_or(revision.len());
    let (name, mut rest) = revision.split_at(end);
    let mut steps = Vec::new();
    while let Some(sign) = rest.chars().next() {
        rest = &rest[1..];
        if let Some(after) = ["{commit}", "{}"].iter().filter(|_| sign == '^').find_map(|kind| rest.strip_prefix(kind)) {
            rest = after;
            continue;
        }
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let number = match &rest[..digits] {
            "" => 1,
            digits => digits.parse().map_err(|_| "its number is too large".to_owned())?,
        };
        rest = &rest[digits..];
        if !rest.is_empty() && !rest.starts_with(['~', '^']) {
            return Err(format!("after `{sign}` a number is expected"));
        }
        steps.push(if sign == '~' { Step::Up(number) } else { Step::Parent(number) });
    }
    Ok((name, steps))
}
