//! `textDocument/semanticTokens/full`: what the words of a DNA are.

use dna::editing::{Token, TokenKind};
use oracle::Cancellable;
use tower_lsp::ls_types::{
    SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokens, SemanticTokensLegend, SemanticTokensParams,
    SemanticTokensResult,
};
use workspace::File;

use crate::requests::Handler;
use crate::view::View;

/// The request.
pub struct Tokens;

impl Handler for Tokens {
    type Params = SemanticTokensParams;
    type Answer = Option<SemanticTokensResult>;

    fn answer(view: &View<'_>, params: &SemanticTokensParams) -> Cancellable<Option<SemanticTokensResult>> {
        let Some(file) = view.file(&params.text_document.uri) else { return Ok(None) };
        let found = view.snapshot.ask(|db| dna::editing::tokens(db, file))?;
        let data = encoded(view, file, &found);
        Ok(Some(data).filter(|data| !data.is_empty()).map(|data| SemanticTokensResult::Tokens(SemanticTokens { result_id: None, data })))
    }
}

/// The kinds, in the order of their numbers.
pub fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend {
        token_types: vec![
            SemanticTokenType::CLASS,
            SemanticTokenType::NAMESPACE,
            SemanticTokenType::FUNCTION,
            SemanticTokenType::PROPERTY,
            SemanticTokenType::OPERATOR,
            SemanticTokenType::STRING,
        ],
        token_modifiers: vec![SemanticTokenModifier::DECLARATION],
    }
}

fn number(kind: TokenKind) -> u32 {
    match kind {
        TokenKind::Component => 0,
        TokenKind::Layer => 1,
        TokenKind::Agent => 2,
        TokenKind::Key => 3,
        TokenKind::Operator => 4,
        TokenKind::Path => 5,
    }
}

/// Each place is told from the one before it.
fn encoded(view: &View<'_>, file: File, tokens: &[Token]) -> Vec<SemanticToken> {
    let (mut line, mut character) = (0, 0);
    let mut out = Vec::with_capacity(tokens.len());
    for token in tokens {
        let range = view.range(file, token.span);
        // Not every client takes tokens over several lines.
        if range.start.line != range.end.line {
            continue;
        }
        let delta_line = range.start.line - line;
        let delta_start = if delta_line == 0 { range.start.character - character } else { range.start.character };
        (line, character) = (range.start.line, range.start.character);
        out.push(SemanticToken {
            delta_line,
            delta_start,
            length: range.end.character - range.start.character,
            token_type: number(token.kind),
            token_modifiers_bitset: u32::from(token.declares),
        });
    }
    out
}
