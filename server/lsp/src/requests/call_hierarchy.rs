//! `textDocument/prepareCallHierarchy`, `callHierarchy/incomingCalls` and `outgoingCalls`: who depends on a component, and on
//! whom it depends.
//!
//! A call stands in the text of who calls. So a component that depends on another is shown once for each of its files with a line
//! that does, with these lines; whom it depends on once for each file that its lines lead to. What is asked of any of them is
//! answered for the component.

use graph::navigation::Location;
use oracle::Cancellable;
use oracle::neighbours::{self, Member, Neighbour};
use oracle::recovered::Line;
use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem, CallHierarchyOutgoingCall,
    CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams, Range, SymbolKind, Uri,
};
use workspace::{File, Root, Span};

use crate::requests::Handler;
use crate::view::View;

/// What is asked about later.
#[derive(Serialize, Deserialize)]
struct About {
    /// Any file of the root.
    root: Uri,
    name: String,
}

/// Where to start.
pub struct Prepare;

impl Handler for Prepare {
    type Params = CallHierarchyPrepareParams;
    type Answer = Option<Vec<CallHierarchyItem>>;

    fn answer(view: &View<'_>, params: &CallHierarchyPrepareParams) -> Cancellable<Self::Answer> {
        let place = &params.text_document_position_params;
        let Some(file) = view.file(&place.text_document.uri) else { return Ok(None) };
        let offset = view.offset(file, place.position);
        view.snapshot.ask(|db| {
            let member = neighbours::component_at(db, file, offset)?;
            let (at, span) = (member.file, member.span);
            Some(vec![item(view, &member, at, span)?])
        })
    }
}

/// Who depends on it.
pub struct Incoming;

impl Handler for Incoming {
    type Params = CallHierarchyIncomingCallsParams;
    type Answer = Option<Vec<CallHierarchyIncomingCall>>;

    fn answer(view: &View<'_>, params: &CallHierarchyIncomingCallsParams) -> Cancellable<Self::Answer> {
        let Some((root, member)) = subject(view, &params.item)? else { return Ok(None) };
        view.snapshot.ask(|db| {
            let mut out = Vec::new();
            for neighbour in neighbours::users(db, root, &member.part) {
                for (file, lines) in by_file(&neighbour, |line| line.file) {
                    let spans: Vec<Span> = lines.iter().map(|line| graph::ranges(db, file).span(line.span)).collect();
                    let Some(from) = spans.first().and_then(|span| item(view, &neighbour.member, file, *span)) else { continue };
                    out.push(CallHierarchyIncomingCall { from, from_ranges: spans.iter().map(|span| view.range(file, *span)).collect() });
                }
            }
            Some(out)
        })
    }
}

/// On whom it depends.
pub struct Outgoing;

impl Handler for Outgoing {
    type Params = CallHierarchyOutgoingCallsParams;
    type Answer = Option<Vec<CallHierarchyOutgoingCall>>;

    fn answer(view: &View<'_>, params: &CallHierarchyOutgoingCallsParams) -> Cancellable<Self::Answer> {
        let Some((root, member)) = subject(view, &params.item)? else { return Ok(None) };
        let shown = view.file(&params.item.uri);
        view.snapshot.ask(|db| {
            let mut out = Vec::new();
            for neighbour in neighbours::used(db, root, &member.part) {
                // In the DNA the entry that allows it stands for the lines, which are elsewhere.
                let allowed = neighbours::declaration(db, root, &member.part, &neighbour.member.part);
                for (target, lines) in by_file(&neighbour, |line| line.target) {
                    let Some(to) = item(view, &neighbour.member, target, Span::default()) else { continue };
                    let here = lines.iter().filter(|line| Some(line.file) == shown);
                    let mut from_ranges: Vec<Range> =
                        here.map(|line| view.range(line.file, graph::ranges(db, line.file).span(line.span))).collect();
                    if from_ranges.is_empty() {
                        let allowed = allowed.filter(|place| Some(place.file) == shown);
                        let Location { file, span } = allowed.unwrap_or(Location { file: member.file, span: member.span });
                        from_ranges.push(if Some(file) == shown { view.range(file, span) } else { params.item.selection_range });
                    }
                    out.push(CallHierarchyOutgoingCall { to, from_ranges });
                }
            }
            Some(out)
        })
    }
}

/// The lines of a tie by the file that they are in or lead to, in their order.
fn by_file(neighbour: &Neighbour, file: impl Fn(&Line) -> File) -> Vec<(File, Vec<Line>)> {
    let mut out: Vec<(File, Vec<Line>)> = Vec::new();
    for line in &neighbour.tie.lines {
        match out.iter_mut().find(|(known, _)| *known == file(line)) {
            Some((_, lines)) => lines.push(*line),
            None => out.push((file(line), vec![*line])),
        }
    }
    out
}

fn subject(view: &View<'_>, item: &CallHierarchyItem) -> Cancellable<Option<(Root, Member)>> {
    let Some(Ok(about)) = item.data.as_ref().map(About::deserialize) else { return Ok(None) };
    let Some(root) = view.file(&about.root).and_then(|file| file.root(view.db())) else { return Ok(None) };
    let member = view.snapshot.ask(|db| neighbours::named(db, root, &about.name))?;
    Ok(member.map(|member| (root, member)))
}

/// A component, shown at a place of a file.
fn item(view: &View<'_>, member: &Member, file: File, span: Span) -> Option<CallHierarchyItem> {
    let uri = view.uri(file)?;
    let range = view.range(file, span);
    let about = About { root: view.uri(member.file)?, name: member.name.clone() };
    Some(CallHierarchyItem {
        name: member.name.clone(),
        kind: SymbolKind::MODULE,
        tags: None,
        detail: Some(file.path(view.db()).to_string()),
        uri,
        range,
        selection_range: range,
        data: serde_json::to_value(about).ok(),
    })
}
