//! Values that stand where a secret will: they open nothing that is worth it.

/// What such values are put together from; longer words first.
const WORDS: &[&str] = &[
    "changeme", "password", "postgres", "rabbitmq", "default", "example", "mariadb", "grafana", "passwd", "secret", "admin", "guest",
    "local", "minio", "mongo", "mysql", "redis", "super", "token", "demo", "pass", "root", "test", "user", "dev", "key", "pwd", "db", "my",
];

/// What switches something, as `MYSQL_ALLOW_EMPTY_PASSWORD` does.
const SWITCHES: [&str; 6] = ["yes", "no", "on", "off", "true", "false"];

/// Whether a value says what it is for and nothing else: `password`, `root-password`, `test1234`, `123456`; or `yes`.
pub(super) fn is_dummy(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let left = WORDS.iter().fold(lower.clone(), |left, word| left.replace(word, " "));
    !left.contains(char::is_alphabetic) || SWITCHES.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::is_dummy;

    #[test]
    fn values() {
        for dummy in ["password", "rootpassword", "root-password", "test1234", "123456", "my_db_user", "Admin123!", "yes"] {
            assert!(is_dummy(dummy), "{dummy}");
        }
        for secret in ["hunter2", "s3cr3t-pa55", "correct-horse", "8f14e45fceea167a", "tokens-of-love"] {
            assert!(!is_dummy(secret), "{secret}");
        }
    }
}
