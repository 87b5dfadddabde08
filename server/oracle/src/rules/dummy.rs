//! Values that stand where a secret will: they open nothing that is worth it.

use crate::document::DocumentContext;

/// What such values are put together from; longer words first.
const WORDS: &[&str] = &[
    "changeme", "password", "postgres", "rabbitmq", "default", "example", "mariadb", "grafana", "passwd", "secret", "admin", "guest",
    "local", "minio", "mongo", "mysql", "redis", "super", "token", "demo", "pass", "root", "test", "user", "dev", "key", "pwd", "db", "my",
];

/// What switches something, as `MYSQL_ALLOW_EMPTY_PASSWORD` does.
const SWITCHES: [&str; 6] = ["yes", "no", "on", "off", "true", "false"];

/// What people type where any text will do.
const ANY: [&str; 6] = ["abc", "foo", "bar", "xyz", "qwerty", "none"];

/// Whether the value of the variable `name` says what it is for and nothing else: `password`, `root-password`, `test1234`, `123456`, and
/// `vault-test-token` for `VAULT_TOKEN`; or `yes`; or what the project is called.
pub(super) fn is_dummy(context: &DocumentContext<'_>, name: &str, value: &str) -> bool {
    says_nothing_else(name, value) || context.is_own_name(value)
}

fn says_nothing_else(name: &str, value: &str) -> bool {
    let (lower, name) = (value.to_ascii_lowercase(), name.to_ascii_lowercase());
    let of_name = name.split('_').filter(|word| word.len() > 2);
    let left = WORDS.iter().copied().chain(of_name).fold(lower.clone(), |left, word| left.replace(word, " "));
    !left.contains(char::is_alphabetic) || SWITCHES.contains(&lower.as_str()) || ANY.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::says_nothing_else;

    #[test]
    fn values() {
        for dummy in ["password", "rootpassword", "root-password", "test1234", "123456", "my_db_user", "Admin123!", "yes"] {
            assert!(says_nothing_else("DB_PASSWORD", dummy), "{dummy}");
        }
        for secret in ["hunter2", "s3cr3t-pa55", "correct-horse", "8f14e45fceea167a", "tokens-of-love"] {
            assert!(!says_nothing_else("DB_PASSWORD", secret), "{secret}");
        }
        assert!(says_nothing_else("SHOP_VAULT_TOKEN", "vault-test-token-123"));
    }
}
