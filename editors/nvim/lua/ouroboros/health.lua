-- `:checkhealth ouroboros`
local M = {}

function M.check()
  local health, ouroboros = vim.health, require('ouroboros')
  health.start('ouroboros')

  local version = tostring(vim.version())
  if vim.fn.has('nvim-0.11') == 0 then
    return health.error(('Neovim %s is too old'):format(version), { 'Install Neovim 0.11 or newer.' })
  end
  health.ok('Neovim ' .. version)

  local path = ouroboros.path()
  local found = vim.fn.exepath(path)
  if found == '' then
    return health.error(("the program is not found: '%s' is not executable"):format(path), {
      'Install `ouroboros` and put it on PATH, or',
      "tell where it is: `vim.g.ouroboros_path = '/path/to/ouroboros'`",
    })
  end
  health.ok('program: ' .. found)

  local answer, failure = ouroboros.run({ '--version' })
  if not answer then
    return health.error('the program does not run: ' .. (failure or 'no answer'))
  end
  health.ok('version: ' .. vim.trim(answer))

  if not vim.lsp.is_enabled('ouroboros') then
    health.warn('the server is not enabled', { "`:lua vim.lsp.enable('ouroboros')`" })
  end
  local clients = vim.lsp.get_clients({ name = 'ouroboros' })
  if #clients == 0 then
    return health.warn('no server is running', { 'Open a file of a repository.', 'See :OuroborosLog if there is none even then.' })
  end
  for _, client in ipairs(clients) do
    local attached = vim.tbl_count(client.attached_buffers)
    health.ok(('client %d: %s, %d buffer%s attached'):format(client.id, client.root_dir or 'no root', attached, attached == 1 and '' or 's'))
  end
end

return M
