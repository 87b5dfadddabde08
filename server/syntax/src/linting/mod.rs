//! What the linters of a Python project are told to leave alone: the settings of ruff and of flake8.

mod flake8;
mod ruff;

/// A linter.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Linter {
    /// ruff.
    Ruff,
    /// flake8.
    Flake8,
}

impl Linter {
    /// All that are known.
    pub const ALL: [Linter; 2] = [Linter::Ruff, Linter::Flake8];

    /// The names of its files of settings, those first that count where there are several.
    pub fn files(self) -> [&'static str; 3] {
        match self {
            Linter::Ruff => [".ruff.toml", "ruff.toml", "pyproject.toml"],
            Linter::Flake8 => ["setup.cfg", "tox.ini", ".flake8"],
        }
    }

    /// Reads the file of settings `name`; `None` when it says nothing to this linter.
    pub fn read(self, name: &str, text: &str) -> Option<Settings> {
        match self {
            Linter::Ruff => ruff::read(name, text),
            Linter::Flake8 => flake8::read(text),
        }
    }
}

/// What one file of settings says. Patterns are seen from its folder, and `*` in them goes on through `/`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Settings {
    /// What is not said of some files.
    pub ignored: Vec<Ignored>,
    /// Patterns of files and folders that are not looked at.
    pub excluded: Vec<String>,
    /// Another file of settings that holds as well.
    pub extends: Option<String>,
}

/// What is not said of the files that fit a pattern.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ignored {
    /// The pattern: of the path or of the name.
    pub pattern: String,
    /// Whether those are meant that do not fit.
    pub negated: bool,
    /// Codes, or what they begin with.
    pub codes: Vec<String>,
}

impl Ignored {
    /// What is not said of any file. A letter, or the first digits, stands for more than anybody can have meant by it.
    fn everywhere<'c>(codes: impl Iterator<Item = &'c str>) -> Option<Ignored> {
        let is_whole = |code: &&str| code.trim_start_matches(|c: char| c.is_ascii_uppercase()).len() >= 3;
        let codes: Vec<String> = codes.filter(is_whole).map(str::to_owned).collect();
        (!codes.is_empty()).then(|| Ignored { pattern: "**".to_owned(), negated: false, codes })
    }

    /// Whether one of a finding's names in linters is among the codes.
    pub fn names_any(&self, names: &[&str]) -> bool {
        self.codes.iter().any(|code| code == "ALL" || names.iter().any(|name| name.starts_with(code.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(settings: &Settings) -> Vec<String> {
        let not = |negated| if negated { "!" } else { "" };
        settings.ignored.iter().map(|one| format!("{}{} {}", not(one.negated), one.pattern, one.codes.join(","))).collect()
    }

    #[test]
    fn ruff_in_its_files() {
        let lint = "exclude = ['a']\nextend-exclude = ['b/*.py']\n[per-file-ignores]\n'old.py' = ['E1']\n[lint]\nexclude = ['c']\n\
                    [lint.per-file-ignores]\n'__init__.py' = ['F401', 'F811']\n'!src/**' = ['ALL']\n[lint.extend-per-file-ignores]\n'd' = ['F']\n";
        let settings = Linter::Ruff.read("ruff.toml", lint).expect("settings");
        assert_eq!(shown(&settings), ["old.py E1", "__init__.py F401,F811", "!src/** ALL", "d F"]);
        assert_eq!(settings.excluded, ["a", "b/*.py", "c"]);
        let settings = Linter::Ruff.read("ruff.toml", "lint.ignore = ['E', 'F401']\n").expect("settings");
        assert_eq!(shown(&settings), ["** F401"]);
        let text = "[tool.ruff]\nextend = '../ruff.toml'\nlint.per-file-ignores.'tests/*' = ['F821']\n";
        let settings = Linter::Ruff.read("pyproject.toml", text).expect("settings");
        assert_eq!((shown(&settings), settings.extends.as_deref()), (vec!["tests/* F821".to_owned()], Some("../ruff.toml")));
        assert_eq!(Linter::Ruff.read("pyproject.toml", "[project]\nname = 'x'\n"), None);
    }

    #[test]
    fn flake8_in_an_ini_file() {
        let text = "[flake8]\nexclude = .git,\n    build, # made\n    docs/*.py\nextend-exclude = old\nper-file-ignores =\n    # why\n    \
                    __init__.py: F401\n    a.py,b.py:E1,F8 tests/*: F811, F401\n    c.py:\n        W6\n";
        let settings = Linter::Flake8.read("setup.cfg", text).expect("settings");
        assert_eq!(shown(&settings), ["__init__.py F401", "a.py E1,F8", "b.py E1,F8", "tests/* F811,F401", "c.py W6"]);
        assert_eq!(settings.excluded, [".git", "build", "docs/*.py", "old"]);
        assert_eq!(Linter::Flake8.read("tox.ini", "[testenv]\nexclude = a\n"), None);
        let settings = Linter::Flake8.read(".flake8", "[flake8]\nextend-ignore = E203,F401\n").expect("settings");
        assert_eq!(shown(&settings), ["** E203,F401"]);
    }

    #[test]
    fn what_codes_name() {
        let ignored = |code: &str| Ignored { pattern: String::new(), negated: false, codes: vec![code.to_owned()] };
        for (code, named) in [("F401", true), ("F", true), ("F4", true), ("ALL", true), ("F402", false), ("E", false)] {
            assert_eq!(ignored(code).names_any(&["F401", "W0611"]), named, "{code}");
        }
    }
}
