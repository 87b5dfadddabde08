use anyhow::{Result, bail};

use crate::types::a::{Input, Output};

/// """quoted""" at both ends\
pub async fn handle(_input: Input) -> Result<Output> {
    bail!("`a` is not implemented yet")
}

#[cfg(test)]
mod tests {
    use super::*;

    const INPUT: &str = r#"{
        "from": "text",
        "self": true,
        "type": 1,
        "json": 1.5,
        "copy": [1.5],
        "str": "text",
        "model_dump_all": [true],
        "constructor": [1]
    }"#;

    #[tokio::test]
    async fn is_not_implemented_yet() {
        let input = serde_json::from_str(INPUT).unwrap();
        let error = handle(input).await.unwrap_err().to_string();
        assert!(error.ends_with("is not implemented yet"), "{error}");
    }
}
