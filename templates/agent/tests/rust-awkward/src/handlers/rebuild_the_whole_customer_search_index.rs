use anyhow::{Result, bail};

use crate::types::rebuild_the_whole_customer_search_index::{Input, Output};

/// # A heading, and a text that is a good deal longer than the hundred or hundred and twenty columns that formatters like to keep to.
pub async fn handle(_input: Input) -> Result<Output> {
    bail!("`rebuild-the-whole-customer-search-index` is not implemented yet")
}

#[cfg(test)]
mod tests {
    use super::*;

    const INPUT: &str = r#"{
        "an_input_property_with_a_very_long_name": ["text"]
    }"#;

    #[tokio::test]
    async fn is_not_implemented_yet() {
        let input = serde_json::from_str(INPUT).unwrap();
        let error = handle(input).await.unwrap_err().to_string();
        assert!(error.ends_with("is not implemented yet"), "{error}");
    }
}
