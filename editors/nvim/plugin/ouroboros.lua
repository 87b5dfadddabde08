-- Runs once at startup, so it loads nothing: each command requires what it needs.
if vim.g.loaded_ouroboros then
  return
end
vim.g.loaded_ouroboros = true

if vim.fn.has('nvim-0.11') == 0 then
  vim.notify_once('ouroboros: Neovim 0.11 or newer is needed', vim.log.levels.WARN)
  return
end

vim.lsp.enable('ouroboros')

vim.api.nvim_create_autocmd('LspDetach', {
  group = vim.api.nvim_create_augroup('ouroboros', {}),
  desc = 'Keep the findings of a file that is closed',
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'ouroboros' then
      require('ouroboros').keep(event.buf, client.id)
    end
  end,
})

local command = vim.api.nvim_create_user_command

command('OuroborosRestart', function()
  require('ouroboros').restart()
end, { desc = 'Restart the Ouroboros server' })

command('OuroborosFindings', function()
  require('ouroboros').findings()
end, { desc = 'List the findings of the whole repository in the quickfix list' })

command('OuroborosExplain', function(arguments)
  require('ouroboros').explain(arguments.args)
end, {
  nargs = '?',
  complete = function(typed)
    return require('ouroboros').codes(typed)
  end,
  desc = 'Explain a rule; without an argument, the one of the finding at the cursor',
})

command('OuroborosPlan', function(arguments)
  require('ouroboros').plan(arguments.args)
end, { nargs = '?', desc = 'Show what generating would change; with an argument, by that generator only' })

command('OuroborosLog', function()
  require('ouroboros').log()
end, { desc = "Open Neovim's LSP log, where the server's log is" })
