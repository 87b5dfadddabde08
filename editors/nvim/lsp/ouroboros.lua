-- What Neovim is told about the server. `vim.lsp.config('ouroboros', {...})` of the user is laid over this.
local ouroboros = require('ouroboros')

---@type vim.lsp.Config
return {
  cmd = { ouroboros.path(), 'lsp' },
  filetypes = {
    'dockerfile',
    'go',
    'gomod',
    'htmldjango',
    'javascript',
    'javascriptreact',
    'jinja',
    'json',
    'jsonc',
    'markdown',
    'python',
    'rust',
    'toml',
    'typescript',
    'typescriptreact',
    'yaml',
  },
  -- The nearest DNA wins over the nearest repository. A file below neither is checked alone.
  root_markers = { ouroboros.is_dna, ouroboros.is_repository },
  capabilities = {
    workspace = {
      -- A client that can be told to pull again is left to pull, and Neovim pulls the workspace only when asked
      -- to (0.12) or never (0.11). Without this the findings of files that are not open come by themselves.
      diagnostics = { refreshSupport = false },
    },
  },
  settings = { ouroboros = vim.empty_dict() },
}
