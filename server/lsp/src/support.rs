//! What the client can do, read once from its capabilities, in the words of the questions that are asked of it.

use tower_lsp::ls_types::{ClientCapabilities, InitializeParams, MarkupKind, PositionEncodingKind, ResourceOperationKind, TagSupport};
use workspace::Unit;

/// The client's abilities.
#[derive(Clone, Debug)]
pub struct Support {
    /// What columns count, as negotiated.
    pub unit: Unit,
    /// Whether diagnostics are pulled; else they are pushed. Never both.
    pub pull: bool,
    /// Whether diagnostics may have explaining places.
    pub related_information: bool,
    /// Whether diagnostics may have tags.
    pub tags: bool,
    /// Whether a code may lead to a description.
    pub code_description: bool,
    /// Whether a diagnostic comes back with the data it was sent with.
    pub diagnostic_data: bool,
    /// Whether code actions may be objects; else there are none.
    pub code_action_literals: bool,
    /// Whether an action's edit may be computed when it is chosen.
    pub lazy_edits: bool,
    /// Whether an action may be marked as the one to take.
    pub preferred_actions: bool,
    /// Whether edits may name the version they are for.
    pub versioned_edits: bool,
    /// Whether edits may create and delete files.
    pub resource_operations: bool,
    /// Whether edits may say why, and ask first.
    pub change_annotations: bool,
    /// Whether it asks before it moves files what else has to change.
    pub will_rename: bool,
    /// Whether the client applies edits when it is told to.
    pub apply_edit: bool,
    /// Whether a definition may be a link with the range it starts from.
    pub definition_links: bool,
    /// Whether a hover may be Markdown.
    pub markdown: bool,
    /// Whether it asks before a rename what there is to rename.
    pub prepared_renames: bool,
    /// Whether it colours by what the server says.
    pub semantic_tokens: bool,
    /// Whether an outline may nest.
    pub nested_symbols: bool,
    /// Whether the documentation of a completion may be Markdown.
    pub completion_markdown: bool,
    /// Whether settings can be asked for.
    pub configuration: bool,
    /// Whether the client wants to be told which settings to watch.
    pub register_configuration: bool,
    /// Whether the client watches files when it is told to.
    pub register_watchers: bool,
    /// Whether what it watches may be given below a folder.
    pub relative_patterns: bool,
    /// Whether progress can be shown.
    pub progress: bool,
}

impl Support {
    /// Reads the capabilities.
    pub fn new(params: &InitializeParams) -> Support {
        let ClientCapabilities { workspace, text_document, window, general, .. } = params.capabilities.clone();
        let (workspace, text, general) = (workspace.unwrap_or_default(), text_document.unwrap_or_default(), general.unwrap_or_default());
        let yes = |answer: Option<bool>| answer == Some(true);
        let pulled = text.diagnostic.clone();
        let published = text.publish_diagnostics.unwrap_or_default();
        let actions = text.code_action.unwrap_or_default();
        let resolvable = actions.resolve_support.map(|support| support.properties).unwrap_or_default();
        let watching = workspace.did_change_watched_files.unwrap_or_default();
        Support {
            unit: negotiate(general.position_encodings.as_deref().unwrap_or_default()),
            // A client that pulls documents and cannot be told to pull again would show what was true once.
            pull: pulled.is_some() && workspace.diagnostics.is_some_and(|diagnostics| yes(diagnostics.refresh_support)),
            related_information: yes(published.related_information)
                || pulled.as_ref().is_some_and(|pulled| yes(pulled.related_information)),
            code_description: yes(published.code_description_support)
                || pulled.as_ref().is_some_and(|pulled| yes(pulled.code_description_support)),
            diagnostic_data: yes(published.data_support) || pulled.as_ref().is_some_and(|pulled| yes(pulled.data_support)),
            tags: published.tag_support.is_some_and(|TagSupport { value_set }| !value_set.is_empty())
                || pulled.is_some_and(|pulled| pulled.tag_support.is_some()),
            code_action_literals: actions.code_action_literal_support.is_some(),
            lazy_edits: yes(actions.data_support) && resolvable.iter().any(|property| property == "edit"),
            preferred_actions: yes(actions.is_preferred_support),
            versioned_edits: workspace.workspace_edit.as_ref().is_some_and(|edit| yes(edit.document_changes)),
            resource_operations: workspace
                .workspace_edit
                .as_ref()
                .and_then(|edit| edit.resource_operations.as_ref())
                .is_some_and(|known| known.contains(&ResourceOperationKind::Create) && known.contains(&ResourceOperationKind::Delete)),
            will_rename: workspace.file_operations.is_some_and(|operations| yes(operations.will_rename)),
            change_annotations: workspace.workspace_edit.is_some_and(|edit| edit.change_annotation_support.is_some()),
            apply_edit: yes(workspace.apply_edit),
            definition_links: text.definition.is_some_and(|definition| yes(definition.link_support)),
            markdown: text.hover.and_then(|hover| hover.content_format).is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
            prepared_renames: text.rename.is_some_and(|rename| yes(rename.prepare_support)),
            semantic_tokens: text.semantic_tokens.is_some(),
            nested_symbols: text.document_symbol.is_some_and(|symbols| yes(symbols.hierarchical_document_symbol_support)),
            completion_markdown: text
                .completion
                .and_then(|completion| completion.completion_item)
                .and_then(|item| item.documentation_format)
                .is_some_and(|formats| formats.contains(&MarkupKind::Markdown)),
            configuration: yes(workspace.configuration),
            register_configuration: workspace.did_change_configuration.is_some_and(|it| yes(it.dynamic_registration)),
            register_watchers: yes(watching.dynamic_registration),
            relative_patterns: yes(watching.relative_pattern_support),
            progress: window.is_some_and(|window| yes(window.work_done_progress)),
        }
    }

    /// The name of the encoding that was negotiated.
    pub fn encoding(&self) -> PositionEncodingKind {
        match self.unit {
            Unit::Utf8 => PositionEncodingKind::UTF8,
            Unit::Utf16 => PositionEncodingKind::UTF16,
            Unit::Scalar => PositionEncodingKind::UTF32,
        }
    }
}

/// The first offered encoding that is known; the client orders them by its taste.
fn negotiate(offered: &[PositionEncodingKind]) -> Unit {
    let known = |kind: &PositionEncodingKind| match kind.as_str() {
        "utf-8" => Some(Unit::Utf8),
        "utf-16" => Some(Unit::Utf16),
        "utf-32" => Some(Unit::Scalar),
        _ => None,
    };
    offered.iter().find_map(known).unwrap_or(Unit::Utf16)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn support(capabilities: serde_json::Value) -> Support {
        Support::new(&serde_json::from_value(json!({"capabilities": capabilities})).unwrap())
    }

    #[test]
    fn one_channel_of_diagnostics() {
        let cases = [
            (json!({}), false),
            (json!({"textDocument": {"diagnostic": {}}}), false),
            (json!({"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {}}}), false),
            (json!({"workspace": {"diagnostics": {"refreshSupport": true}}}), false),
            (json!({"textDocument": {"diagnostic": {}}, "workspace": {"diagnostics": {"refreshSupport": true}}}), true),
        ];
        for (capabilities, pull) in cases {
            assert_eq!(support(capabilities.clone()).pull, pull, "{capabilities}");
        }
    }

    #[test]
    fn the_first_known_encoding_counts() {
        let cases = [
            (json!([]), Unit::Utf16),
            (json!(["utf-8", "utf-16"]), Unit::Utf8),
            (json!(["utf-32", "utf-8"]), Unit::Scalar),
            (json!(["utf-7", "utf-16"]), Unit::Utf16),
            (json!(["ebcdic"]), Unit::Utf16),
        ];
        for (offered, unit) in cases {
            assert_eq!(support(json!({"general": {"positionEncodings": offered}})).unit, unit, "{offered}");
        }
    }
}
