//! `workspace/willRenameFiles`: what has to be written otherwise when files and folders move.

use graph::moving::{self, Moves};
use oracle::Cancellable;
use tower_lsp::ls_types::{RenameFilesParams, Uri, WorkspaceEdit};
use workspace::RelPath;

use crate::edits::followed;
use crate::requests::Handler;
use crate::view::View;

/// The request.
pub struct WillRename;

impl Handler for WillRename {
    type Params = RenameFilesParams;
    type Answer = Option<WorkspaceEdit>;

    fn answer(view: &View<'_>, params: &RenameFilesParams) -> Cancellable<Option<WorkspaceEdit>> {
        let real = |uri: &str| uri.parse::<Uri>().ok().and_then(|uri| view.session.names.real_path(&uri));
        let mut replacements = Vec::new();
        for root in view.snapshot.roots() {
            let top = root.path(view.db());
            let mut pairs = Vec::new();
            for file in &params.files {
                let (Some(from), Some(to)) = (real(&file.old_uri), real(&file.new_uri)) else { continue };
                // What goes to another root, or comes from one, is a file that is gone or new.
                if view.snapshot.owner(&from) == Some(*root)
                    && view.snapshot.owner(&to) == Some(*root)
                    && let (Some(from), Some(to)) = (RelPath::below(top, &from), RelPath::below(top, &to))
                {
                    pairs.push((from, to));
                }
            }
            if !pairs.is_empty() {
                replacements.extend(view.snapshot.ask(|db| moving::edits(db, *root, &Moves::new(pairs)))?);
            }
        }
        Ok(if replacements.is_empty() { None } else { followed(view, replacements) })
    }
}
