//! What well-known modules import in their turn, without depending on it: whoever uses them declares it and imports it nowhere.

/// A module, or a distribution that is run as a command, and the distributions that it imports when it is used so, or when they
/// are there. Read in their sources, named behind each.
const NEEDED: &[(&str, &[&str])] = &[
    // authlib/integrations/httpx_client/_compat.py; starlette_client/apps.py imports that one.
    ("authlib.integrations.httpx_client", &["httpx", "httpx2"]),
    ("authlib.integrations.starlette_client", &["httpx", "httpx2"]),
    // authlib/integrations/requests_client/oauth2_session.py
    ("authlib.integrations.requests_client", &["requests"]),
    // kombu/asynchronous/aws/ext.py, http/curl.py and transport/mongodb.py, chosen by the broker's address.
    ("celery", &["boto3", "pycurl", "pymongo"]),
    // django/core/cache/backends/memcached.py, contrib/admindocs/utils.py, test/runner.py, utils/autoreload.py
    ("django", &["docutils", "pylibmc", "pymemcache", "pywatchman", "tblib"]),
    // It passes on starlette's.
    ("fastapi.testclient", &["httpx", "httpx2"]),
    // flask/cli.py
    ("flask", &["python-dotenv"]),
    ("kombu", &["boto3", "pycurl", "pymongo"]),
    // pandas/compat/_optional.py
    (
        "pandas",
        &[
            "adbc-driver-postgresql",
            "adbc-driver-sqlite",
            "beautifulsoup4",
            "bottleneck",
            "fsspec",
            "matplotlib",
            "numba",
            "pyiceberg",
            "pyqt5",
            "pyreadstat",
            "python-calamine",
            "pyxlsb",
            "qtpy",
            "scipy",
            "sqlalchemy",
            "xarray",
        ],
    ),
    // rest_framework/compat.py
    ("rest_framework", &["inflection", "markdown", "pygments", "pyyaml", "requests", "uritemplate"]),
    // starlette/testclient.py
    ("starlette.testclient", &["httpx", "httpx2"]),
    // uvicorn/config.py and protocols/websockets
    ("uvicorn", &["python-dotenv", "pyyaml", "websockets"]),
];

/// The distributions that whoever imports `module`, or runs the command of that name, may need without importing them.
pub fn needed(module: &str) -> impl Iterator<Item = &'static str> {
    let is_below = |known: &str| module.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    NEEDED.iter().filter(move |(known, _)| is_below(known)).flat_map(|(_, distributions)| distributions.iter().copied())
}
