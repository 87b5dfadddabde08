//! The framework's view of the server: which handler answers which request.

use std::sync::Arc;

use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem, CallHierarchyOutgoingCall,
    CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams, CodeAction, CodeActionParams, CodeActionResponse, CodeLens,
    CodeLensParams, CompletionParams, CompletionResponse, DocumentDiagnosticParams, DocumentDiagnosticReportResult, DocumentHighlight,
    DocumentHighlightParams, DocumentLink, DocumentLinkParams, DocumentSymbolParams, DocumentSymbolResponse, ExecuteCommandParams,
    GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams, InitializeParams, InitializeResult, LSPAny, Location,
    PrepareRenameResponse, ReferenceParams, RenameFilesParams, RenameParams, SemanticTokensParams, SemanticTokensResult, ServerInfo,
    TextDocumentPositionParams, WorkspaceDiagnosticParams, WorkspaceDiagnosticReportResult, WorkspaceEdit, WorkspaceSymbolParams,
    WorkspaceSymbolResponse,
};

use crate::diagnostics::{pull, workspace};
use crate::requests::{self, ask};
use crate::session::{Phase, Session};
use crate::support::Support;
use crate::{capabilities, start};

/// The server of one client.
pub struct Server {
    session: Arc<Session>,
}

impl Server {
    /// Over a session.
    pub fn new(session: Arc<Session>) -> Server {
        Server { session }
    }

    /// What it knows.
    pub fn session(&self) -> &Arc<Session> {
        &self.session
    }
}

impl Server {
    /// `ouroboros/plan`.
    pub async fn plan(&self, params: requests::plan::PlanParams) -> Result<Option<requests::plan::PlanText>> {
        ask::<requests::plan::Plan>(&self.session, params).await
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let support = Support::new(&params);
        let capabilities = capabilities::announce(&support);
        self.session.set_support(support);
        self.session.set_trace(params.trace.unwrap_or_default());
        self.session.set_parent(params.process_id);
        start::remember_folders(&self.session, &params);
        if let Some(options) = &params.initialization_options {
            // Options may be ours alone or lie in a section, as settings do.
            start::take_settings(&self.session, options.get(crate::settings::SECTION).unwrap_or(options));
        }
        self.session.set_phase(Phase::Running);
        Ok(InitializeResult {
            capabilities,
            server_info: Some(ServerInfo { name: "ouroboros".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) }),
            offset_encoding: None,
        })
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        pull::answer(&self.session, params).await
    }

    async fn workspace_diagnostic(&self, params: WorkspaceDiagnosticParams) -> Result<WorkspaceDiagnosticReportResult> {
        workspace::answer(&self.session, params).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        ask::<requests::code_action::Actions>(&self.session, params).await
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        ask::<requests::code_action::resolve::Resolve>(&self.session, action).await?
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        ask::<requests::code_lens::Lenses>(&self.session, params).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<LSPAny>> {
        let Some(edit) = ask::<requests::execute::Execute>(&self.session, params).await? else { return Ok(None) };
        // Whether it was applied is between the client and the person.
        let applied = self.session.client.apply_edit(edit).await.is_ok_and(|answer| answer.applied);
        Ok(Some(LSPAny::Bool(applied)))
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        ask::<requests::definition::Definition>(&self.session, params).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        ask::<requests::references::References>(&self.session, params).await
    }

    async fn document_highlight(&self, params: DocumentHighlightParams) -> Result<Option<Vec<DocumentHighlight>>> {
        ask::<requests::highlight::Highlights>(&self.session, params).await
    }

    async fn prepare_call_hierarchy(&self, params: CallHierarchyPrepareParams) -> Result<Option<Vec<CallHierarchyItem>>> {
        ask::<requests::call_hierarchy::Prepare>(&self.session, params).await
    }

    async fn incoming_calls(&self, params: CallHierarchyIncomingCallsParams) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        ask::<requests::call_hierarchy::Incoming>(&self.session, params).await
    }

    async fn outgoing_calls(&self, params: CallHierarchyOutgoingCallsParams) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        ask::<requests::call_hierarchy::Outgoing>(&self.session, params).await
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        ask::<requests::workspace_symbol::Symbols>(&self.session, params).await
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        ask::<requests::document_link::Links>(&self.session, params).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        ask::<requests::hover::Hover>(&self.session, params).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        ask::<requests::completion::Completion>(&self.session, params).await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        ask::<requests::document_symbol::Symbols>(&self.session, params).await
    }

    async fn prepare_rename(&self, params: TextDocumentPositionParams) -> Result<Option<PrepareRenameResponse>> {
        ask::<requests::rename::Prepare>(&self.session, params).await
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        ask::<requests::rename::Rename>(&self.session, params).await?
    }

    async fn will_rename_files(&self, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
        ask::<requests::will_rename::WillRename>(&self.session, params).await
    }

    async fn semantic_tokens_full(&self, params: SemanticTokensParams) -> Result<Option<SemanticTokensResult>> {
        ask::<requests::semantic_tokens::Tokens>(&self.session, params).await
    }
}
