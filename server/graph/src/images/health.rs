//! Images that say nothing of their health, for certain.

use syntax::plan::image::Image;

/// Official images (`docker.io/library`) that are known to have no `HEALTHCHECK`: it is the policy of that library
/// to add none. Only what people build on and wait for.
const OFFICIAL: [&str; 43] = [
    "almalinux",
    "alpine",
    "bash",
    "buildpack-deps",
    "busybox",
    "cassandra",
    "composer",
    "debian",
    "eclipse-temurin",
    "elixir",
    "erlang",
    "fedora",
    "gcc",
    "ghost",
    "golang",
    "gradle",
    "haskell",
    "httpd",
    "julia",
    "mariadb",
    "maven",
    "memcached",
    "mongo",
    "mysql",
    "nginx",
    "node",
    "openjdk",
    "perl",
    "php",
    "postgres",
    "python",
    "rabbitmq",
    "redis",
    "registry",
    "rockylinux",
    "ruby",
    "rust",
    "swift",
    "tomcat",
    "ubuntu",
    "wordpress",
    "zookeeper",
    "scratch",
];

/// Why an image that is built here has no health check.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unchecked<'i> {
    /// It starts from nothing.
    Nothing,
    /// It starts from this official image.
    Official(&'i str),
    /// `HEALTHCHECK NONE`.
    TurnedOff,
}

/// Whether `image` is an official one without a health check.
pub fn is_unchecked_official(image: &str) -> bool {
    let name = image.strip_prefix("docker.io/").unwrap_or(image);
    let name = name.strip_prefix("library/").unwrap_or(name);
    let name = name.split(['@', ':']).next().unwrap_or_default();
    OFFICIAL.contains(&name)
}

/// Why the stage `target` of an image (the last without one) has no health check; `None` where it has, or may have.
pub fn unchecked_base<'i>(image: &'i Image, target: Option<&str>) -> Option<Unchecked<'i>> {
    let number = |name: &str, before: usize| {
        image.stages[..before].iter().rposition(|stage| stage.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name)))
    };
    let mut at = match target {
        Some(target) => number(target, image.stages.len())?,
        None => image.stages.len().checked_sub(1)?,
    };
    loop {
        let stage = &image.stages[at];
        match stage.healthcheck {
            Some(true) => return None,
            Some(false) => return Some(Unchecked::TurnedOff),
            None => {}
        }
        let base = stage.base.as_deref()?;
        match number(base, at) {
            Some(earlier) => at = earlier,
            None if base == "scratch" => return Some(Unchecked::Nothing),
            None => return is_unchecked_official(base).then_some(Unchecked::Official(base)),
        }
    }
}
