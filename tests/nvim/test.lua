-- What a person does in Neovim with the plugin, step by step in one session. Started by run.sh, in an empty folder.

-- `-c` runs before Neovim has quite started, and `vim.lsp.enable` does less then than it does for a person.
if vim.v.vim_did_enter == 0 then
  local this = debug.getinfo(1, 'S').source:sub(2)
  vim.api.nvim_create_autocmd('VimEnter', {
    callback = vim.schedule_wrap(function()
      dofile(this)
    end),
  })
  return
end

local LIMIT = 15000
local SHOP = {
  ['.git/HEAD'] = 'ref: refs/heads/main\n',
  ['pyproject.toml'] = '[project]\nname = "shop"\nversion = "0.1.0"\ndependencies = []\n',
  ['shop/__init__.py'] = '',
  ['shop/models.py'] = 'class Order:\n    total = 0\n',
  ['shop/cart.py'] = 'from .modls import Order\n\n\ndef checkout() -> Order:\n    return Order()\n',
  -- Never opened:
  ['shop/report.py'] = 'import requests\n\nfrom .modles import Order\n\nprint(requests, Order)\n',
}

local shop = assert(vim.uv.cwd())

local function write(name, text)
  vim.fn.mkdir(vim.fs.dirname(shop .. '/' .. name), 'p')
  local file = assert(io.open(shop .. '/' .. name, 'wb'))
  file:write(text)
  file:close()
end

for name, text in pairs(SHOP) do
  write(name, text)
end

local passed, failed = 0, 0

local function test(name, body)
  local ok, why = xpcall(body, debug.traceback)
  passed, failed = passed + (ok and 1 or 0), failed + (ok and 0 or 1)
  io.stdout:write((ok and 'ok      ' or 'FAILED  '), name, (ok and '' or '\n' .. why), '\n')
end

local function expect(condition, what)
  if not condition then
    error(type(what) == 'function' and what() or what, 2)
  end
end

--- All that Neovim shows, as sorted `file:line code` entries.
local function shown()
  local out = {}
  for _, found in ipairs(vim.diagnostic.get()) do
    local name = vim.fs.relpath(shop, vim.api.nvim_buf_get_name(found.bufnr)) or '?'
    out[#out + 1] = ('%s:%d %s'):format(name, found.lnum + 1, found.code)
  end
  table.sort(out)
  return out
end

--- Waits until exactly these findings are shown.
local function wait_shown(expected)
  table.sort(expected)
  expect(
    vim.wait(LIMIT, function()
      return vim.deep_equal(shown(), expected)
    end, 20),
    function()
      return ('expected %s\nbut shown are %s'):format(vim.inspect(expected), vim.inspect(shown()))
    end
  )
end

local function client()
  return vim.lsp.get_clients({ name = 'ouroboros' })[1]
end

local function wait_client(other_than)
  expect(
    vim.wait(LIMIT, function()
      local now = client()
      return now ~= nil and now.id ~= other_than and vim.tbl_count(now.attached_buffers) > 0
    end, 20),
    'no server was attached'
  )
  return client()
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
end

--- What a file is shown with before anything is repaired.
local CART = 'shop/cart.py:1 L4/unresolved-import'
local DEPENDENCY = 'shop/report.py:1 L4/undeclared-dependency'
local REPORT = 'shop/report.py:3 L4/unresolved-import'

vim.g.ouroboros_path = assert(vim.env.OUROBOROS_BIN, 'OUROBOROS_BIN names the program')
local notified = {}
vim.notify = function(message)
  notified[#notified + 1] = message
end

test('the plugin is loaded, enabled and has its commands', function()
  expect(vim.g.loaded_ouroboros, 'the guard is not set')
  expect(vim.lsp.is_enabled('ouroboros'), 'not enabled')
  for _, name in ipairs({ 'OuroborosRestart', 'OuroborosFindings', 'OuroborosExplain', 'OuroborosPlan', 'OuroborosLog' }) do
    expect(vim.fn.exists(':' .. name) == 2, name .. ' is missing')
  end
end)

test('the root is the nearest DNA, then the nearest repository, and never the home folder', function()
  write('elsewhere/.git/HEAD', '')
  write('elsewhere/part/dna/part.dna.yaml', '')
  write('elsewhere/part/deep/.git/HEAD', '')
  write('elsewhere/part/deep/a.py', '')
  local markers = vim.lsp.config.ouroboros.root_markers
  local place = shop .. '/elsewhere'
  expect(vim.fs.root(place .. '/part/deep/a.py', markers) == place .. '/part', 'the DNA was not found')
  expect(vim.fs.root(place .. '/a.py', markers) == place, 'the repository was not found')
  local homedir = vim.uv.os_homedir
  vim.uv.os_homedir = function()
    return place
  end
  local root = vim.fs.root(place .. '/a.py', markers)
  vim.uv.os_homedir = homedir
  expect(root == shop, 'the home folder was taken for a repository')
  vim.fn.delete(place, 'rf')
end)

test('findings of the open file and of unopened files appear', function()
  vim.cmd.edit('shop/cart.py')
  expect(wait_client().root_dir == shop, 'wrong root')
  wait_shown({ CART, DEPENDENCY, REPORT })
  expect(vim.fn.bufloaded(shop .. '/shop/report.py') == 0, 'the other file was loaded')
end)

test(':OuroborosFindings lists them all', function()
  vim.cmd.OuroborosFindings()
  local items = vim.fn.getqflist()
  vim.cmd.cclose()
  expect(#items == 3, ('%d items'):format(#items))
  local names = vim.tbl_map(function(item)
    return vim.fs.basename(vim.api.nvim_buf_get_name(item.bufnr))
  end, items)
  expect(vim.tbl_contains(names, 'report.py'), 'the unopened file is missing')
end)

test('unsaved text makes a finding appear and vanish', function()
  vim.cmd.normal({ 'Gofrom .nothing import anything as anything', bang = true })
  wait_shown({ CART, 'shop/cart.py:6 L4/unresolved-import', DEPENDENCY, REPORT })
  vim.cmd.normal({ 'dd', bang = true })
  wait_shown({ CART, DEPENDENCY, REPORT })
  expect(table.concat(vim.fn.readfile('shop/cart.py'), '\n') .. '\n' == SHOP['shop/cart.py'], 'something was saved')
end)

test('a finding stays when its file is closed', function()
  vim.cmd.edit('shop/models.py')
  wait_client()
  vim.cmd.bdelete({ 'shop/cart.py', bang = true })
  vim.wait(1000)
  wait_shown({ CART, DEPENDENCY, REPORT })
  vim.cmd.edit('shop/cart.py')
  wait_shown({ CART, DEPENDENCY, REPORT })
end)

test(':OuroborosExplain explains the finding at the cursor, and any rule', function()
  vim.api.nvim_win_set_cursor(0, { 1, 8 })
  for command, title in pairs({ OuroborosExplain = 'L4/unresolved-import', ['OuroborosExplain import-cycle'] = 'L4/import-cycle' }) do
    vim.cmd(command)
    expect(text():find(title, 1, true), ('%s shows %s'):format(command, text()))
    vim.cmd.close()
  end
  expect(vim.deep_equal(vim.fn.getcompletion('OuroborosExplain import-c', 'cmdline'), { 'L4/import-cycle' }), 'no completion')
  vim.cmd.OuroborosExplain('no-such-rule')
  expect(notified[#notified]:find('no-such-rule', 1, true), 'an unknown rule is not told')
end)

test('a quick fix is applied', function()
  vim.api.nvim_win_set_cursor(0, { 1, 8 })
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      return action.kind == 'quickfix' and action.title:find('models', 1, true) ~= nil
    end,
  })
  expect(
    vim.wait(LIMIT, function()
      return vim.startswith(text(), 'from .models import Order\n')
    end, 20),
    function()
      return 'the text is\n' .. text()
    end
  )
  wait_shown({ DEPENDENCY, REPORT })
  vim.cmd.write({ mods = { silent = true } })
end)

test('hover tells what an import stands for', function()
  local hover = client():request_sync('textDocument/hover', {
    textDocument = vim.lsp.util.make_text_document_params(),
    position = { line = 0, character = 8 },
  }, LIMIT)
  local said = hover and hover.result and vim.inspect(hover.result.contents) or ''
  expect(said:find('models', 1, true), 'hover says ' .. said)
end)

test('definition goes to the other file', function()
  vim.api.nvim_win_set_cursor(0, { 1, 8 })
  vim.lsp.buf.definition()
  expect(
    vim.wait(LIMIT, function()
      return vim.api.nvim_buf_get_name(0) == shop .. '/shop/models.py'
    end, 20),
    'still in ' .. vim.api.nvim_buf_get_name(0)
  )
end)

test('unsaved text in one file takes back the finding in another that was never opened', function()
  vim.cmd.edit('pyproject.toml')
  vim.cmd('%substitute/\\[\\]/["requests"]/')
  wait_shown({ REPORT })
  vim.cmd.undo({ mods = { silent = true } })
  wait_shown({ DEPENDENCY, REPORT })
end)

test('what happens outside the editor is seen', function()
  write('shop/modles.py', 'class Order:\n    total = 1\n')
  wait_shown({ DEPENDENCY })
  vim.fn.delete('shop/modles.py')
  wait_shown({ DEPENDENCY, REPORT })
end)

test('a killed server leaves nothing behind, and :OuroborosRestart starts a new one', function()
  local before = client().id
  local children = vim.api.nvim_get_proc_children(vim.fn.getpid())
  expect(#children == 1, ('%d processes run below Neovim'):format(#children))
  vim.uv.kill(children[1], 'sigkill')
  expect(
    vim.wait(LIMIT, function()
      return client() == nil
    end, 20),
    'it lives'
  )
  wait_shown({})
  vim.cmd.OuroborosRestart()
  wait_client(before)
  wait_shown({ DEPENDENCY, REPORT })
end)

test(':OuroborosRestart replaces a server that runs', function()
  local before = client().id
  vim.cmd.OuroborosRestart()
  vim.cmd.OuroborosRestart()
  wait_client(before)
  wait_shown({ DEPENDENCY, REPORT })
  expect(#vim.lsp.get_clients({ name = 'ouroboros' }) == 1, 'there are two')
end)

local function health()
  vim.cmd.checkhealth({ 'ouroboros', mods = { silent = true } })
  local report = text()
  vim.cmd.bwipeout({ bang = true })
  return report
end

test(':checkhealth finds nothing wrong', function()
  local report = health()
  for _, expected in ipairs({ 'OK Neovim', 'OK program: ', 'OK version: ouroboros', 'OK client ' }) do
    expect(report:find(expected, 1, true), ('no "%s" in\n%s'):format(expected, report))
  end
  expect(not report:find('ERROR', 1, true) and not report:find('WARN', 1, true), report)
end)

test('a program that is not there is told by :checkhealth and :OuroborosRestart', function()
  local path = vim.g.ouroboros_path
  vim.g.ouroboros_path = '/there/is/none'
  local report = health()
  vim.cmd.OuroborosRestart()
  vim.g.ouroboros_path = path
  expect(report:find('ERROR', 1, true) and report:find('/there/is/none', 1, true), report)
  expect(notified[#notified]:find('not executable', 1, true), 'the restart says nothing')
  expect(client(), 'the server that ran was stopped')
end)

test(':OuroborosLog opens the log', function()
  vim.cmd.OuroborosLog()
  expect(vim.fs.basename(vim.api.nvim_buf_get_name(0)) == 'lsp.log', vim.api.nvim_buf_get_name(0))
  vim.cmd.bwipeout({ bang = true })
end)

test(':OuroborosPlan shows what generating would change', function()
  write('shop.dna.yaml', 'dna: 1\ngenerators:\n  docs: { use: "ouroboros:docs" }\n')
  local function plan(expected)
    local file = vim.api.nvim_get_current_buf()
    vim.cmd.OuroborosPlan()
    expect(
      vim.wait(LIMIT, function()
        return vim.api.nvim_get_current_buf() ~= file
      end, 20),
      'nothing is shown'
    )
    local said, filetype = text(), vim.bo.filetype
    vim.cmd.close()
    return filetype == 'diff' and said:find(expected, 1, true) ~= nil
  end
  expect(
    vim.wait(LIMIT, function()
      return plan('+++ b/README.md')
    end, 200),
    'the file that the generator would make is missing'
  )
  vim.fn.delete('shop.dna.yaml')
end)

test('the server ends with the editor', function()
  client():stop()
  expect(
    vim.wait(LIMIT, function()
      return #vim.api.nvim_get_proc_children(vim.fn.getpid()) == 0
    end, 20),
    'it still runs'
  )
end)

io.stdout:write(('%d passed, %d failed\n'):format(passed, failed))
vim.cmd(failed == 0 and 'qall!' or 'cquit 1')
