use anyhow::{Result, bail};

use crate::types::reindex::{Input, Output};

/// Rebuilds the index of one folder.
pub async fn handle(_input: Input) -> Result<Output> {
    bail!("`reindex` is not implemented yet")
}

#[cfg(test)]
mod tests {
    use super::*;

    const INPUT: &str = r#"{
        "path": "text",
        "limit": 1,
        "tags": ["text"]
    }"#;

    #[tokio::test]
    async fn is_not_implemented_yet() {
        let input = serde_json::from_str(INPUT).unwrap();
        let error = handle(input).await.unwrap_err().to_string();
        assert!(error.ends_with("is not implemented yet"), "{error}");
    }
}
