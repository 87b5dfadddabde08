//! What rules about variables of the environment share: where a project documents its own, who reads them, and which are everybody's.

use std::collections::BTreeMap;

use compact_str::CompactString;
use graph::links::is_copy;
use graph::names::{self, Defined};
use graph::said::{Voice, voice};
use syntax::dotenv::DOCUMENTED;
use syntax::{Flags, Language, Role, place};
use workspace::{Db, Directory, File, Root};

/// The namespace.
pub(super) const ENV: &str = "env";

/// The folder of a file such as `.env.example`, which shows what is to be set for all that lies below.
pub(super) struct Component {
    /// The folder.
    pub folder: Directory,
    /// What the files document, each where it is said first. Those in comments have [`Flags::OPTIONAL`].
    pub documented: BTreeMap<CompactString, Defined>,
}

/// Every component of the root, deepest first.
pub(super) fn components(db: &dyn Db, root: Root) -> Vec<Component> {
    let mut out: Vec<Component> = Vec::new();
    for (name, defined) in names::defined(db, root, ENV).iter() {
        for defined in defined.iter().filter(|defined| defined.mention(db).role == DOCUMENTED) {
            let path = defined.file.path(db).as_str();
            let Some(folder) = defined.file.folder(db) else { continue };
            if place::is_data(path) || place::is_test(path) || is_aside(path) || is_copy(db, folder) {
                continue;
            }
            let at = out.iter().position(|component| component.folder == folder).unwrap_or_else(|| {
                out.push(Component { folder, documented: BTreeMap::new() });
                out.len() - 1
            });
            let first = out[at].documented.entry(name.clone()).or_insert(*defined);
            // What is set somewhere is more than a comment.
            if first.mention(db).flags.has(Flags::OPTIONAL) {
                *first = *defined;
            }
        }
    }
    out.sort_by(|a, b| (b.folder.path(db).parts().count(), a.folder.path(db)).cmp(&(a.folder.path(db).parts().count(), b.folder.path(db))));
    out
}

/// The component that a file belongs to, by number: the deepest whose folder it lies below.
pub(super) fn component_of(db: &dyn Db, components: &[Component], file: File) -> Option<usize> {
    let path = file.path(db).as_str();
    components.iter().position(|component| {
        let folder = component.folder.path(db).as_str();
        folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
    })
}

/// Whether a file is one of a program that runs, or a Compose file: no test, no example, no tool beside.
pub(super) fn runs(db: &dyn Db, file: File) -> bool {
    let path = file.path(db);
    let kind = graph::facts(db, file).kind;
    let is_read = voice(db, file) == Voice::Program && kind.language != Language::Bash || kind.role == Role::Compose;
    is_read && !place::is_data(path.as_str()) && !place::is_test(path.as_str()) && !is_aside(path.as_str()) && !is_test_file(path.name())
}

/// Whether a path leads to what is beside the product: examples, tools, workflows.
fn is_aside(path: &str) -> bool {
    const ASIDE: [&str; 15] = [
        ".github",
        ".circleci",
        "ci",
        "examples",
        "example",
        "samples",
        "demo",
        "demos",
        "docs",
        "doc",
        "scripts",
        "tools",
        "hack",
        "contrib",
        "bench",
    ];
    path.split('/').any(|part| ASIDE.contains(&part))
}

fn is_test_file(name: &str) -> bool {
    name.starts_with("test_")
        || name == "conftest.py"
        || [".test.", ".spec.", "_test.", "_spec.", ".config."].iter().any(|part| name.contains(part))
}

/// Variables that come from the system, the shell, the platform or a well-known tool.
pub(super) fn is_everybodys(name: &str) -> bool {
    const NAMES: &[&str] = &[
        "CI",
        "CLUSTER",
        "COLUMNS",
        "COMSPEC",
        "CONFIG",
        "DEBUG",
        "DISPLAY",
        "EDITOR",
        "ENV",
        "ENVIRONMENT",
        "FORCE_COLOR",
        "GOPATH",
        "HOME",
        "HOST",
        "HOSTNAME",
        "HTTPS_PROXY",
        "HTTP_PROXY",
        "JAVA_HOME",
        "LANG",
        "LANGUAGE",
        "LINES",
        "LOCALAPPDATA",
        "LOGNAME",
        "LOG_LEVEL",
        "MODE",
        "NO_COLOR",
        "NO_PROXY",
        "OLDPWD",
        "OUT_DIR",
        "PAGER",
        "PATH",
        "PORT",
        "PROD",
        "DEV",
        "SSR",
        "BASE_URL",
        "PROFILE",
        "PWD",
        "RUST_BACKTRACE",
        "RUST_LOG",
        "SHELL",
        "SHLVL",
        "SOURCE_DATE_EPOCH",
        "SSH_AUTH_SOCK",
        "SYSTEMROOT",
        "TARGET",
        "TEMP",
        "TERM",
        "TMP",
        "TMPDIR",
        "TZ",
        "UID",
        "GID",
        "USER",
        "USERNAME",
        "USERPROFILE",
        "APPDATA",
        "VERBOSE",
        "VERSION",
        "VIRTUAL_ENV",
        "VISUAL",
        "WINDIR",
        "DATABASE_URL",
        "REDIS_URL",
        "SENTRY_DSN",
        "DYNO",
        "VERCEL",
        "NETLIFY",
        "RENDER",
        "PORTAL_URL",
        "EXECJS_RUNTIME",
        "WEB_CONCURRENCY",
    ];
    const PREFIXES: &[&str] = &[
        "APPVEYOR",
        "AUTH_",
        "AWS_",
        "AZURE_",
        "BROWSER",
        "BUILDKITE",
        "BUILD_",
        "BUNDLE_",
        "CARGO",
        "CF_",
        "CIRCLE",
        "CLOUDFLARE_",
        "CODEBUILD_",
        "COMPOSE_",
        "CUDA",
        "DBUS_",
        "DENO_",
        "DJANGO_",
        "DOCKER",
        "DOTNET_",
        "ASPNETCORE_",
        "FLY_",
        "GCLOUD",
        "GEM_",
        "GIT_",
        "GITHUB_",
        "GITLAB_",
        "GOOGLE_",
        "GUNICORN_",
        "HEROKU",
        "HUSKY",
        "JAVA_",
        "JENKINS",
        "JDK_",
        "JVM_",
        "KUBECONFIG",
        "KUBE_",
        "KUBERNETES_",
        "LC_",
        "LD_",
        "MYSQL_",
        "NEXTAUTH_",
        "NEXT_",
        "NODE_",
        "NPM_",
        "npm_",
        "NUXT_",
        "NVIDIA_",
        "OMP_",
        "OPENAI_",
        "ANTHROPIC_",
        "OTEL_",
        "PG",
        "POSTGRES",
        "PIP_",
        "POD_",
        "PYTEST",
        "PYTHON",
        "RAILS_",
        "RACK_",
        "RAILWAY_",
        "RENDER_",
        "RUBY",
        "RUSTC",
        "RUST",
        "SENTRY_",
        "SSL_",
        "SUDO_",
        "TEAMCITY",
        "TRAVIS",
        "UV_",
        "UVICORN_",
        "VERCEL_",
        "VITEST",
        "WAYLAND_",
        "XDG_",
        "YARN_",
        "K_",
        "DEP_",
        "HF_",
        "REDIS_",
        "MONGO_INITDB",
        "MARIADB_",
        "MINIO_ROOT",
    ];
    NAMES.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix)) || !name.bytes().any(|byte| byte.is_ascii_uppercase())
}
