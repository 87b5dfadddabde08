; literals: --profile
; Profiles of Compose that scripts choose.
((command
  name: (command_name) @_command
  argument: (word) @_flag
  .
  argument: [(word) (string (string_content))] @name) @reference.compose.profile
  (#any-of? @_command "docker" "docker-compose")
  (#eq? @_flag "--profile")
  (#match? @name "^[A-Za-z][A-Za-z0-9_.-]*$")
  (#set! role "--profile")
  (#set! optional))
