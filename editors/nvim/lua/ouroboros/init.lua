-- What the commands do, and what the configuration of the server needs to know.
local M = {}

local NAME = 'ouroboros'

--- How long the server may take to stop by itself before it is killed, in milliseconds.
local PATIENCE = 3000

--- How long the command line may take to answer, in milliseconds.
local PROGRAM_LIMIT = 10000

---@param message string
---@param level? integer
local function say(message, level)
  vim.notify('ouroboros: ' .. message, level or vim.log.levels.INFO)
end

--- The program: `vim.g.ouroboros_path`, else `ouroboros` on PATH.
---@return string
function M.path()
  local given = vim.g.ouroboros_path
  if type(given) ~= 'string' or given == '' then
    return NAME
  end
  return vim.fs.normalize(given)
end

---@param folder string
---@return boolean
local function is_home(folder)
  local home = vim.uv.os_homedir()
  return home ~= nil and vim.fs.normalize(folder) == vim.fs.normalize(home)
end

---@param folder string
---@return boolean
local function holds_dna(folder)
  for name in vim.fs.dir(folder) do
    if name:find('.dna.', 1, true) then
      return true
    end
  end
  return false
end

--- Whether this entry of a folder makes that folder a root: a `*.dna.*` file, or a folder `dna` with one.
--- The home folder never is one: nobody who opens a note wants all of it read.
---@param name string
---@param folder string
---@return boolean
function M.is_dna(name, folder)
  if is_home(folder) then
    return false
  end
  return name:find('.dna.', 1, true) ~= nil or (name == 'dna' and holds_dna(vim.fs.joinpath(folder, name)))
end

--- Whether this entry makes its folder a repository. A home folder with dotfiles in git is not taken for one.
---@param name string
---@param folder string
---@return boolean
function M.is_repository(name, folder)
  return name == '.git' and not is_home(folder)
end

--- Keeps what was said about a file when its buffer is unloaded. Neovim takes it back then, and the server,
--- for which nothing has changed, does not say it again.
---@param buffer integer
---@param client_id integer
function M.keep(buffer, client_id)
  local namespace = vim.lsp.diagnostic.get_namespace(client_id)
  local found = vim.diagnostic.get(buffer, { namespace = namespace })
  vim.schedule(function()
    local client = vim.lsp.get_client_by_id(client_id)
    local closed = vim.api.nvim_buf_is_valid(buffer) and not vim.api.nvim_buf_is_loaded(buffer)
    if #found > 0 and closed and client and not client:is_stopped() then
      vim.diagnostic.set(namespace, buffer, found)
    end
  end)
end

--- The servers that run or are being started.
---@return vim.lsp.Client[]
local function clients()
  return vim.lsp.get_clients({ name = NAME, _uninitialized = true })
end

local restarting = false

--- Stops the server where it runs, and starts it for all loaded buffers that are its concern.
function M.restart()
  if restarting then
    return
  end
  if vim.fn.executable(M.path()) == 0 then
    return say(("cannot start: '%s' is not executable, see :checkhealth ouroboros"):format(M.path()), vim.log.levels.ERROR)
  end
  restarting = true
  vim.lsp.enable(NAME, false)
  local waited, step = 0, 50
  local function start()
    if #clients() > 0 and waited < 2 * PATIENCE then
      if waited == PATIENCE then
        for _, client in ipairs(clients()) do
          client:stop(true)
        end
      end
      waited = waited + step
      return vim.defer_fn(start, step)
    end
    restarting = false
    vim.lsp.enable(NAME)
  end
  start()
end

--- Fills the quickfix list with all findings, those of files that were never opened too.
function M.findings()
  if #vim.lsp.get_clients({ name = NAME }) == 0 then
    return say('no server is running: open a file of the repository, or see :checkhealth ouroboros', vim.log.levels.WARN)
  end
  local found = vim.tbl_filter(function(diagnostic)
    return diagnostic.source == NAME
  end, vim.diagnostic.get())
  vim.fn.setqflist({}, ' ', { title = 'Ouroboros', items = vim.diagnostic.toqflist(found) })
  if #found == 0 then
    vim.cmd.cclose()
    return say('no findings')
  end
  vim.cmd('botright copen')
end

--- Runs the program and waits for it.
---@param arguments string[]
---@return string? output
---@return string? failure
local function run(arguments)
  local started, process = pcall(vim.system, vim.list_extend({ M.path() }, arguments), { text = true })
  if not started then
    return nil, tostring(process)
  end
  local done = process:wait(PROGRAM_LIMIT)
  if done.code ~= 0 then
    return nil, vim.trim(done.stderr or '')
  end
  return done.stdout
end

M.run = run

--- The codes of the rules that begin with what was typed, with or without their level.
---@param typed string
---@return string[]
function M.codes(typed)
  local output = run({ 'rules', '--color', 'never' }) or ''
  local out = {}
  for code, bare in output:gmatch('%f[^\n](L%d/([%w-]+))') do
    if vim.startswith(code, typed) or vim.startswith(bare, typed) then
      out[#out + 1] = code
    end
  end
  return out
end

--- The code of the finding at the cursor, else of another one in its line.
---@return string?
local function code_at_cursor()
  local line, column = unpack(vim.api.nvim_win_get_cursor(0))
  local in_line
  for _, diagnostic in ipairs(vim.diagnostic.get(0, { lnum = line - 1 })) do
    if diagnostic.source == NAME and diagnostic.code then
      if column >= diagnostic.col and column < (diagnostic.end_col or diagnostic.col + 1) then
        return tostring(diagnostic.code)
      end
      in_line = in_line or tostring(diagnostic.code)
    end
  end
  return in_line
end

--- Shows a text in a window that `q` closes.
---@param text string
---@param filetype string
local function show(text, filetype)
  local buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(vim.trim(text), '\n'))
  vim.bo[buffer].bufhidden = 'wipe'
  vim.bo[buffer].modifiable = false
  vim.api.nvim_open_win(buffer, true, { split = 'below', win = 0 })
  vim.bo[buffer].filetype = filetype
  vim.keymap.set('n', 'q', '<Cmd>close<CR>', { buffer = buffer, nowait = true, desc = 'Close' })
end

--- Shows what a rule means.
---@param code string empty: that of the finding at the cursor
function M.explain(code)
  local wanted = code ~= '' and code or code_at_cursor()
  if not wanted then
    return say('no finding in this line; name a rule', vim.log.levels.WARN)
  end
  local text, failure = run({ 'explain', '--color', 'never', wanted })
  if not text then
    return say(failure or 'no answer', vim.log.levels.ERROR)
  end
  show(text, 'markdown')
end

--- Shows what generating would change. Nothing is written.
---@param generator string empty: every generator
function M.plan(generator)
  local buffer = vim.api.nvim_get_current_buf()
  local client = vim.lsp.get_clients({ name = NAME, bufnr = buffer })[1]
  if not client then
    return say('no server is running for this file, see :checkhealth ouroboros', vim.log.levels.WARN)
  end
  local asked = { uri = vim.uri_from_bufnr(buffer), generator = generator ~= '' and generator or nil }
  client:request('ouroboros/plan', asked, function(failure, answer)
    if failure then
      return say(failure.message, vim.log.levels.ERROR)
    end
    show(answer and answer.text or '# This file is in no repository.', 'diff')
  end)
end

--- Opens the log at its end.
function M.log()
  vim.cmd.tabedit(vim.fn.fnameescape(vim.lsp.log.get_filename()))
  vim.cmd('normal! G')
end

return M
