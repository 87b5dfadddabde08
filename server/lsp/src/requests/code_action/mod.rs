//! `textDocument/codeAction`: fixes of findings, all safe fixes of a file, and accepting a finding by a comment.
//!
//! Where the client can ask for an action's edit once it is chosen ([`resolve`]), it is only described here.

pub mod resolve;
mod suppress;

use oracle::offers::{Offer, offers, written};
use oracle::{Cancellable, Rendered, RenderedFix};
use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse, Diagnostic, Range, Uri, WorkspaceEdit,
};
use workspace::{File, Span};

use crate::requests::Handler;
use crate::view::View;
use crate::{convert, edits, generation};

/// The kind under which all safe fixes of a file are applied at once.
pub const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.ouroboros");

/// What an action does, as the client gives it back to have it resolved.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Deed {
    uri: Uri,
    #[serde(flatten)]
    what: What,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "camelCase")]
enum What {
    /// The fix with this number of the finding with this fingerprint.
    Fix { fingerprint: String, index: usize },
    /// A comment that accepts the finding.
    Suppress { fingerprint: String },
    /// All safe fixes.
    FixAll,
    /// Something that can be generated.
    Generate {
        #[serde(flatten)]
        offer: Offer,
    },
}

/// The request.
pub struct Actions;

impl Handler for Actions {
    type Params = CodeActionParams;
    type Answer = Option<CodeActionResponse>;

    fn answer(view: &View<'_>, params: &CodeActionParams) -> Cancellable<Option<CodeActionResponse>> {
        let uri = &params.text_document.uri;
        let Some(file) = view.file(uri).filter(|_| view.support().code_action_literals) else { return Ok(None) };
        let wants = |kind: &CodeActionKind| params.context.only.as_ref().is_none_or(|only| only.iter().any(|only| covers(only, kind)));
        let findings = view.findings(file)?;
        let mut out = Vec::new();
        if wants(&CodeActionKind::QUICKFIX) {
            let here = |finding: &&Rendered| convert::touch(view.range(file, finding.span), params.range);
            let here: Vec<&Rendered> = findings.iter().filter(here).collect();
            for finding in &here {
                out.extend(fixes(view, uri, finding, &params.context.diagnostics));
            }
            for (index, finding) in here.iter().enumerate() {
                // One comment accepts all findings of a rule on its line.
                let accepted = |other: &&Rendered| (other.code, other.start.line) == (finding.code, finding.start.line);
                if !here[..index].iter().any(accepted) {
                    out.extend(suppression(view, uri, file, finding, &params.context.diagnostics));
                }
            }
        }
        if wants(&FIX_ALL) {
            let replacements = all_safe(&findings, file);
            let what = What::FixAll;
            let title = "Apply all safe fixes of Ouroboros".to_owned();
            out.extend((!replacements.is_empty()).then(|| action(view, uri, title, FIX_ALL, what, || replacements)).flatten());
        }
        if view.is_whole(file) && (wants(&CodeActionKind::QUICKFIX) || wants(&CodeActionKind::REFACTOR)) {
            out.extend(generating(view, uri, file, params.range, &wants)?);
        }
        let out: CodeActionResponse = out.into_iter().map(CodeActionOrCommand::CodeAction).collect();
        Ok(Some(out).filter(|out| !out.is_empty()))
    }
}

/// What can be generated from here. What mends is a quick fix, the rest a refactoring.
fn generating(
    view: &View<'_>,
    uri: &Uri,
    file: File,
    range: Range,
    wants: &dyn Fn(&CodeActionKind) -> bool,
) -> Cancellable<Vec<CodeAction>> {
    let Some(root) = file.root(view.db()) else { return Ok(Vec::new()) };
    let at = Span { start: view.offset(file, range.start), end: view.offset(file, range.end) };
    view.snapshot.ask(|db| {
        let mut out = Vec::new();
        for offered in offers(db, root, file, at) {
            let mends = matches!(offered.offer, Offer::Generate { .. } | Offer::Create { .. } | Offer::Accept { .. });
            let kind = if mends { CodeActionKind::QUICKFIX } else { CodeActionKind::REFACTOR };
            if !wants(&kind) {
                continue;
            }
            let mut action = CodeAction { title: offered.title, kind: Some(kind), ..CodeAction::default() };
            if view.support().lazy_edits {
                action.data = serde_json::to_value(Deed { uri: uri.clone(), what: What::Generate { offer: offered.offer } }).ok();
            } else {
                action.edit = written(db, root, &offered.offer).and_then(|files| generation::workspace_edit(view, root, &files));
                if action.edit.is_none() {
                    continue;
                }
            }
            out.push(action);
        }
        out
    })
}

fn fixes(view: &View<'_>, uri: &Uri, finding: &Rendered, sent: &[Diagnostic]) -> Vec<CodeAction> {
    let preferred = view.support().preferred_actions && finding.fixes.len() == 1 && finding.fixes[0].safe;
    let build = |(index, fix): (usize, &RenderedFix)| {
        let what = What::Fix { fingerprint: finding.fingerprint.clone(), index };
        let action = action(view, uri, fix.title.clone(), CodeActionKind::QUICKFIX, what, || fix.edits.clone())?;
        Some(CodeAction { diagnostics: matching(view, finding, sent), is_preferred: preferred.then_some(true), ..action })
    };
    finding.fixes.iter().enumerate().filter_map(build).collect()
}

fn suppression(view: &View<'_>, uri: &Uri, file: File, finding: &Rendered, sent: &[Diagnostic]) -> Option<CodeAction> {
    let (span, text) = suppress::edit(view.db(), file, finding.code, finding.span)?;
    let what = What::Suppress { fingerprint: finding.fingerprint.clone() };
    let title = format!("Suppress {} for this line", finding.code);
    let action = action(view, uri, title, CodeActionKind::QUICKFIX, what, || vec![(file, span, text)])?;
    Some(CodeAction { diagnostics: matching(view, finding, sent), ..action })
}

/// An action with its edit, or with what is needed to make it later.
fn action(
    view: &View<'_>,
    uri: &Uri,
    title: String,
    kind: CodeActionKind,
    what: What,
    replacements: impl FnOnce() -> Vec<(File, Span, String)>,
) -> Option<CodeAction> {
    let mut action = CodeAction { title, kind: Some(kind), ..CodeAction::default() };
    if view.support().lazy_edits {
        action.data = serde_json::to_value(Deed { uri: uri.clone(), what }).ok();
    } else {
        action.edit = Some(edits::workspace_edit(view, &replacements())?);
    }
    Some(action)
}

/// The diagnostics the client sent that stand for the finding.
fn matching(view: &View<'_>, finding: &Rendered, sent: &[Diagnostic]) -> Option<Vec<Diagnostic>> {
    let own = view.diagnostic(finding, finding.file.map(|file| graph::ranges(view.db(), file)).as_deref());
    let same = |other: &&Diagnostic| (other.range, &other.code, &other.message) == (own.range, &own.code, &own.message);
    Some(sent.iter().filter(same).cloned().collect()).filter(|found: &Vec<_>| !found.is_empty())
}

/// The replacements of all safe fixes that stay within the file and out of each other's way, by place.
fn all_safe(findings: &[Rendered], file: File) -> Vec<(File, Span, String)> {
    let safe = oracle::fixes::safe(findings, &|other| other == file);
    safe.into_values().flatten().map(|(span, text)| (file, span, text)).collect()
}

/// The edit that a deed makes in this state; `None` when what it was about is no more.
fn carry_out(view: &View<'_>, deed: &Deed) -> Cancellable<Option<WorkspaceEdit>> {
    let Some(file) = view.file(&deed.uri) else { return Ok(None) };
    let findings = view.findings(file)?;
    let find = |fingerprint: &str| findings.iter().find(|finding| finding.fingerprint == fingerprint);
    if let What::Generate { offer } = &deed.what {
        let Some(root) = file.root(view.db()) else { return Ok(None) };
        let files = view.snapshot.ask(|db| written(db, root, offer))?;
        return Ok(files.and_then(|files| generation::workspace_edit(view, root, &files)));
    }
    let replacements = match &deed.what {
        What::Fix { fingerprint, index } => find(fingerprint).and_then(|finding| finding.fixes.get(*index)).map(|fix| fix.edits.clone()),
        What::Suppress { fingerprint } => find(fingerprint)
            .and_then(|finding| suppress::edit(view.db(), file, finding.code, finding.span))
            .map(|(span, text)| vec![(file, span, text)]),
        What::FixAll => Some(all_safe(&findings, file)).filter(|all| !all.is_empty()),
        What::Generate { .. } => None,
    };
    Ok(replacements.and_then(|replacements| edits::workspace_edit(view, &replacements)))
}

/// Whether a client that asks for `asked` wants actions of `kind`: kinds are a tree, written with dots.
fn covers(asked: &CodeActionKind, kind: &CodeActionKind) -> bool {
    kind.as_str().strip_prefix(asked.as_str()).is_some_and(|rest| asked.as_str().is_empty() || rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_a_tree() {
        let cases = [
            ("source", true),
            ("source.fixAll", true),
            ("source.fixAll.ouroboros", true),
            ("", true),
            ("source.fix", false),
            ("source.organizeImports", false),
            ("quickfix", false),
        ];
        for (asked, wanted) in cases {
            assert_eq!(covers(&CodeActionKind::from(asked.to_owned()), &FIX_ALL), wanted, "{asked}");
        }
    }
}
