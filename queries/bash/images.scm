; literals: docker podman
; Images that scripts build, tag and push.
((command
  name: (command_name) @_command
  argument: (word) @_what
  argument: (word) @_flag
  .
  argument: [(word) @name (string (string_content) @name)]) @definition.image
  (#any-of? @_command "docker" "podman")
  (#any-of? @_what "build" "buildx")
  (#any-of? @_flag "-t" "--tag")
  (#match? @name "^[a-z0-9][A-Za-z0-9./_:-]*$")
  (#set! form "image")
  (#set! role "--tag"))

((command
  name: (command_name) @_command
  .
  argument: (word) @_what
  argument: [(word) @name (string (string_content) @name)] .) @definition.image
  (#any-of? @_command "docker" "podman")
  (#any-of? @_what "tag" "push")
  (#match? @name "^[a-z0-9][A-Za-z0-9./_:-]*$")
  (#set! form "image")
  (#set! role "push"))
